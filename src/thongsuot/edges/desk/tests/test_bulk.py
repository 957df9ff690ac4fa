"""One act on all that a list shows: asked, previewed, done, undone; by whom it may be, and by nobody else."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.people import who

from thongsuot.edges.desk.tests.people import (
    COUNTER,
    HEAD,
    PROCESSOR,
    PROVINCE,
    STRANGER,
    browser,
    moved,
    received,
)
from thongsuot.kernel.actor import SYSTEM
from thongsuot.work.dossiers import queries

pytestmark = pytest.mark.usefixtures("province")


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


def chosen(user: str, now: datetime, **data: Any) -> Any:
    """A preview, opened."""
    answer = browser(user, now).post("/desk/bulk/new/", {"scope": "all", "list": "", "go": "1", **data})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return answer["Location"]


def wish(user: str, now: datetime, where: str, what: str) -> str:
    client = browser(user, now)
    shown = client.get(where).content.decode()
    digest = shown.split('name="digest" value="')[1].split('"')[0]
    assert client.post(where, {"wish": what, "digest": digest}).status_code == 302
    return client.get(where).content.decode()


def officer_of(code: str) -> int | None:
    record = queries.dossier_by_code(viewer=SYSTEM, code=code)
    assert record is not None
    return record.holder_officer_id


def test_the_head_gives_all_to_one_officer_and_takes_it_back(now: datetime) -> None:
    codes = [moved(received(now), "forward", at=now).code for _ in range(3)]
    to = who(PROCESSOR, now.date()).account_id
    asked = browser(HEAD, now).post("/desk/bulk/new/", {"scope": "all", "list": "", "deed": "assign"})
    assert "Chọn nhiều người thì hồ sơ được chia đều" in asked.content.decode()
    where = chosen(HEAD, now, deed="assign", officers=[to])
    page = browser(HEAD, now).get(where).content.decode()
    assert "Xem lại trước khi làm" in page
    assert all(code in page for code in codes)
    assert {officer_of(code) for code in codes} == {None}
    assert "Hoàn tác" in wish(HEAD, now, where, "start")
    assert {officer_of(code) for code in codes} == {to}
    assert "Đã hoàn tác" in wish(HEAD, now, where, "undo")
    assert {officer_of(code) for code in codes} == {None}
    assert "Phân công" in browser(HEAD, now).get("/desk/bulk/").content.decode()


def test_what_cannot_move_is_said_with_its_reason_and_its_code(now: datetime) -> None:
    decided = moved(received(now), "forward", "decide", at=now)
    fresh = moved(received(now), "forward", at=now)
    where = chosen(PROCESSOR, now, deed="take")
    page = browser(PROCESSOR, now).get(where).content.decode()
    assert "không làm được việc" in page
    assert decided.code in page
    wish(PROCESSOR, now, where, "start")
    assert officer_of(fresh.code) == who(PROCESSOR, now.date()).account_id


def test_the_slips_of_a_choice_come_as_one_pdf(now: datetime) -> None:
    received(now)
    where = chosen(COUNTER, now, deed="print")
    client = browser(COUNTER, now)
    assert f"{where}1.pdf" in client.get(where).content.decode()
    answer = client.get(f"{where}1.pdf")
    assert answer.content.startswith(b"%PDF")
    assert client.get(f"{where}9.pdf").status_code == 404


def test_results_are_handed_on_by_the_place_where_they_are_collected(now: datetime) -> None:
    code = moved(received(now), "forward", "decide", at=now).code
    asked = browser(HEAD, now).post("/desk/bulk/new/", {"scope": "all", "list": "", "deed": "hand_on"})
    assert "Mỗi nơi nhận một túi" in asked.content.decode()
    where = chosen(HEAD, now, deed="hand_on", to_date="1/1/2099")
    page = browser(HEAD, now).get(where).content.decode()
    assert "Theo nơi người nộp chọn nhận" in page
    assert code in page
    done = wish(HEAD, now, where, "start")
    assert "/desk/bags/PK-" in done
    assert "Đã hoàn tác" in wish(HEAD, now, where, "undo")


def test_nobody_opens_the_run_of_another_or_begins_what_he_may_not(now: datetime) -> None:
    moved(received(now), "forward", at=now)
    where = chosen(HEAD, now, deed="assign", officers=["0", who(HEAD, now.date()).account_id])
    for user in (PROCESSOR, STRANGER, PROVINCE):
        assert browser(user, now).get(where).status_code == 404
        assert browser(user, now).get(f"{where}1.pdf").status_code == 404
    for user, deed in ((PROCESSOR, "assign"), (PROVINCE, "take"), (HEAD, "nonsense")):
        answer = browser(user, now).post("/desk/bulk/new/", {"scope": "all", "deed": deed, "go": "1"})
        assert answer.status_code == 302
        assert answer["Location"].startswith("/desk/dossiers/")


@pytest.mark.parametrize(
    ("deed", "data", "said"),
    [
        ("extend", {"to_date": "31/02/2026"}, "ngày/tháng/năm"),
        ("assign", {}, "Hãy chọn"),
        ("assign", {"officers": ["x"]}, "Hãy chọn"),
    ],
)
def test_what_is_missing_is_said_at_its_field(
    deed: str, data: dict[str, Any], said: str, now: datetime
) -> None:
    moved(received(now), "forward", at=now)
    answer = browser(HEAD, now).post("/desk/bulk/new/", {"scope": "all", "deed": deed, "go": "1", **data})
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_the_work_of_one_who_leaves_is_seen_and_spread_over_the_others(now: datetime) -> None:
    codes = [moved(received(now), "forward", "take", at=now).code for _ in range(3)]
    kept = moved(received(now), "forward", at=now).code
    leaver, head = who(PROCESSOR, now.date()), who(HEAD, now.date())
    page = browser(HEAD, now).get("/desk/staff/").content.decode()
    assert leaver.name in page
    assert f"officer={leaver.account_id}" in page
    listed = browser(HEAD, now).get(f"/desk/dossiers/?officer={leaver.account_id}").content.decode()
    assert all(code in listed for code in codes)
    assert kept not in listed
    where = chosen(
        HEAD, now, deed="assign", list=f"officer={leaver.account_id}", officers=["0", head.account_id]
    )
    wish(HEAD, now, where, "start")
    assert sorted(map(str, map(officer_of, codes))) == sorted(["None", "None", str(head.account_id)])
    for user in (PROCESSOR, PROVINCE):
        assert browser(user, now).get("/desk/staff/").status_code == 403


def test_all_rights_of_one_who_leaves_end_at_once(now: datetime) -> None:
    admin = browser("quantri", now)
    assert "Thu hồi mọi quyền" in admin.get(f"/desk/officers/{PROCESSOR}/").content.decode()
    admin.post(f"/desk/officers/{PROCESSOR}/", {"leaves": "1", "because": " "})
    assert who(PROCESSOR, now.date()).grants
    admin.post(f"/desk/officers/{PROCESSOR}/", {"leaves": "1", "because": "QĐ 77 nghỉ hưu"})
    assert not who(PROCESSOR, now.date()).grants
    assert who(HEAD, now.date()).grants
