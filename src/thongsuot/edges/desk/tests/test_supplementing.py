"""Until when an applicant adds what is missing, at the desk: named, printed, marked, and then stopped by a person."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.people import committee, who

from thongsuot.edges.desk.tests.people import COUNTER, HEAD, PROCESSOR, STRANGER, browser, moved, received
from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.dates import local_day
from thongsuot.work.dossiers import queries, services
from thongsuot.work.dossiers.papers.tests.reading import pages

pytestmark = pytest.mark.usefixtures("province")
NOW = datetime.now(UTC)
BEFORE = NOW - timedelta(days=20)
DAY, OVER = local_day(NOW) + timedelta(days=10), local_day(BEFORE) + timedelta(days=10)


def asked():
    """Asked at the desk, now."""
    record = moved(received(NOW), "forward", "take", at=NOW)
    data = {"seen": record.version, "more": "Giấy chứng sinh", "reason": "Bản mờ", "until": f"{DAY:%d/%m/%Y}"}
    answer = browser(PROCESSOR, NOW).post(f"/desk/dossiers/{record.code}/ask-for-more/", data)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return f"/desk/dossiers/{record.code}/", record


def unanswered():
    """Asked twenty days ago for what was to come within ten."""
    record = moved(received(BEFORE), "forward", "take", at=BEFORE)
    services.ask_for_more(
        actor=who(PROCESSOR, BEFORE.date()), now=BEFORE, agency_id=committee(day=BEFORE.date()),
        dossier_ids=[record.id], wanted=("Giấy chứng sinh",), reason="Mờ", until=OVER,
    )  # fmt: skip
    return f"/desk/dossiers/{record.code}/", record


def test_the_day_stands_on_the_page_on_form_02_and_in_the_list():
    url, record = asked()
    desk = browser(PROCESSOR, NOW)
    page = desk.get(url).content.decode()
    assert f"Bổ sung đến hết ngày {DAY:%d/%m/%Y}." in page
    assert "Quá hạn bổ sung" not in page
    paper = desk.get(f"{url}papers/ask-for-more.pdf")
    assert f"đến hết ngày {DAY.day:02} tháng {DAY.month} năm {DAY.year}" in " ".join(
        " ".join(pages(paper.content)).split()
    )
    assert (
        f"bổ sung đến hết ngày {DAY:%d/%m/%Y}" in desk.get("/desk/dossiers/?state=waiting").content.decode()
    )
    assert queries.announced(viewer=SYSTEM, dossier_ids=[record.id]) == {record.id: DAY}


def test_when_it_is_over_it_is_marked_and_whoever_may_stops_it_with_its_reason():
    url, record = unanswered()
    head = browser(HEAD, NOW)
    page = head.get(url).content.decode()
    assert "Quá hạn bổ sung." in page
    assert f'href="{url}stop/"' in page
    assert (
        f"uá hạn bổ sung từ hết ngày {OVER:%d/%m/%Y}"
        in head.get("/desk/dossiers/?state=waiting").content.decode()
    )
    form = head.get(f"{url}stop/").content.decode()
    reason = f"Đã hết thời hạn bổ sung thông báo (hết ngày {OVER:%d/%m/%Y}) mà người nộp chưa bổ sung."
    assert reason in form
    seen = queries.dossier(viewer=SYSTEM, dossier_id=record.id).version
    assert head.post(f"{url}stop/", {"seen": seen, "reason": reason}).status_code == 302
    assert queries.dossier(viewer=SYSTEM, dossier_id=record.id).outcome["reason"] == reason
    assert head.get(f"{url}papers/stop-notice.pdf").status_code == 200


def test_before_that_nothing_is_offered_and_a_stranger_sees_nothing():
    early, _record = asked()
    url, _record = unanswered()
    assert "thời hạn bổ sung thông báo" not in browser(HEAD, NOW).get(f"{early}stop/").content.decode()
    assert browser(STRANGER, NOW).get(url).status_code == 404
    assert browser(STRANGER, NOW).get(f"{url}stop/").status_code == 404
    assert "stop/" not in browser(COUNTER, NOW).get(url).content.decode()


def test_a_day_that_is_over_or_no_day_is_told_at_its_field():
    record = moved(received(NOW), "forward", "take", at=NOW)
    url = f"/desk/dossiers/{record.code}/ask-for-more/"
    for wrong in ("01/01/2020", "31/02/2027"):
        data = {"seen": record.version, "more": "Giấy", "reason": "Mờ", "until": wrong}
        answer = browser(PROCESSOR, NOW).post(url, data)
        assert answer.status_code == 422
        assert 'href="#' in answer.content.decode()
