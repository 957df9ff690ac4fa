"""Statistics at the desk: whichever way they are told the totals agree, every row bears its mark; and who may not."""

from datetime import UTC, datetime

import pytest

from thongsuot.edges.desk.tests.people import CITIZEN, HEAD, PROVINCE, browser, received

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


def test_wrong_questions_are_said_at_their_field(now):
    client = browser(PROVINCE, now)
    for asked in ("start=31/2/2026", "view=x", "start=1/2/2026&end=1/1/2026", "day=a%00b"):
        assert client.get(f"{AT}?{asked}").status_code == 422, asked


@pytest.mark.parametrize("user", [HEAD, CITIZEN])
def test_numbers_of_the_province_are_for_who_oversees_it(user, now):
    assert browser(user, now).get(AT).status_code == 403
    assert browser(None, now).get(AT).status_code == 302
