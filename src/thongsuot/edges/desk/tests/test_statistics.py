"""Statistics at the desk: whichever way they are told the totals agree, every row bears its mark; and who may not."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.people import committee, filing, who

from thongsuot.edges.desk.tests.people import CITIZEN, HEAD, PROVINCE, browser, received
from thongsuot.kernel.actor import SYSTEM
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries, services

pytestmark = pytest.mark.usefixtures("province")
AT = "/desk/statistics/"


@pytest.fixture
def now():
    return datetime.now(UTC)


def test_the_totals_agree_whichever_way_they_are_told_and_every_row_bears_its_mark(now):
    received(now)
    received(now)
    client = browser(PROVINCE, now)
    totals = []
    for asked in ("", "&view=is", "&view=restated&day=30/06/2025", "&view=restated&day=1/1/2031"):
        address = f"{AT}?start=1/1/2026&end=1/1/2031{asked}"
        page = client.get(address)
        assert page.status_code == 200
        rows = client.get(f"{address}&format=json").json()["rows"]
        assert {row["quality"] for row in rows} <= {"comparable", "weighted", "not comparable"}
        totals.append(round(sum(row["received"] for row in rows), 2))
        assert "Đọc dấu so sánh thế nào" in page.content.decode()
    assert len(set(totals)) == 1
    assert totals[0] >= 2
    before = client.get(f"{AT}?view=restated&day=30/06/2025").content.decode()
    assert "không so sánh được" in before
    csv = client.get(f"{AT}?format=csv").content.decode("utf-8-sig")
    assert csv.splitlines()[0].startswith("Mã,Đơn vị,Tháng")


def test_the_page_says_of_when_its_numbers_are_and_counts_again_when_asked(now):
    received(now)
    services.count_days(actor=SYSTEM, now=now)
    received(now)
    client = browser(PROVINCE, now)
    then = client.get(f"{AT}?view=was").content.decode()
    assert "Số liệu lúc" in then
    assert "?view=was&amp;now=1" in then
    assert "Số liệu lúc" not in client.get(f"{AT}?view=was&now=1").content.decode()
    totals = [
        sum(row["received"] for row in client.get(f"{AT}?format=json{more}").json()["rows"])
        for more in ("", "&now=1")
    ]
    assert totals[1] == totals[0] + 1


def test_a_post_office_counts_by_what_it_received_and_handed_out(now):
    received(now)
    office = units.agency_by_code(code="H57.30.01")
    clerk = who("buucuc.phuxuan", now.date())
    receipt = services.receive(actor=clerk, now=now, agency_id=office.id, filing=filing())
    services.forward(actor=clerk, now=now, agency_id=office.id, dossier_ids=[receipt.id])
    head = {"actor": who("lanhdao.thuanhoa", now.date()), "now": now, "agency_id": committee(day=now.date())}
    services.decide(**head, dossier_ids=[receipt.id], result="Giấy khai sinh số 12")
    services.forward(**head, dossier_ids=[receipt.id], to_agency_id=office.id)
    services.return_result(
        actor=clerk, now=now, agency_id=office.id, dossier_ids=[receipt.id], received_by="Nguyễn Thị Hòa"
    )
    tomorrow = now.date() + timedelta(days=2)
    found = queries.by_place(viewer=SYSTEM, authority_id=office.authority_id, from_day=now.date() - timedelta(days=1),
                             to_day=tomorrow)  # fmt: skip
    at = {one.agency_id: one for one in found}
    assert at[office.id] == queries.PlaceCount(office.id, 1, 1, 1)
    assert sum(one.received for one in found) == 2
    page = browser(PROVINCE, now).get(f"{AT}?start=1/1/2026&end=1/1/2031").content.decode()
    assert "Bưu cục Phú Xuân" in page


def test_wrong_questions_are_said_at_their_field(now):
    client = browser(PROVINCE, now)
    for asked in ("start=31/2/2026", "view=x", "start=1/2/2026&end=1/1/2026", "day=a%00b"):
        assert client.get(f"{AT}?{asked}").status_code == 422, asked


@pytest.mark.parametrize("user", [HEAD, CITIZEN])
def test_numbers_of_the_province_are_for_who_oversees_it(user, now):
    assert browser(user, now).get(AT).status_code == 403
    assert browser(None, now).get(AT).status_code == 302
