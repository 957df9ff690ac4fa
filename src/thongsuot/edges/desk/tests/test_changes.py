"""Changes of units at the desk: recorded as typed, refused with every reason, withdrawn, countered; and who may not."""

from datetime import UTC, datetime

import pytest
from tests.people import ELSEWHERE, HERE

from thongsuot.edges.desk import changes
from thongsuot.edges.desk.tests.people import CITIZEN, HEAD, PROVINCE, browser
from thongsuot.registers.units import queries as units

pytestmark = pytest.mark.usefixtures("province")
PLANNER, NEW, LIST = "sapxep", "/desk/units/changes/new/", "/desk/units/changes/"
MERGE = {
    "kind": "merge", "act": "9/NQ-UBTVQH16", "clause": "khoản 1", "effective": "1/1/2031", "at": "",
    "old_1": HERE, "old_2": f"{ELSEWHERE} Phường khác", "new_code_1": HERE, "new_name_1": "Kinh Thành",
    "new_type_1": "ward",
}  # fmt: skip
DAY = datetime(2031, 1, 1, tzinfo=UTC).date()


@pytest.fixture
def now():
    return datetime.now(UTC)


def test_a_merge_is_recorded_listed_and_withdrawn_before_its_day(now):
    client = browser(PLANNER, now)
    before = units.unit_on(code=HERE, day=DAY).exact
    answer = client.post(NEW, MERGE)
    assert answer.status_code == 302
    assert units.unit_on(code=HERE, day=DAY).exact.full_name == "Phường Kinh Thành"
    page = client.get(answer["Location"]).content.decode()
    assert "Phường Kinh Thành" in page
    assert before.full_name in page
    assert "Chưa có hiệu lực" in client.get(LIST).content.decode()
    assert client.post(answer["Location"], {"withdraw": "1"}).status_code == 302
    after = units.unit_on(code=HERE, day=DAY).exact
    assert (after.id, after.full_name) == (before.id, before.full_name)
    again = client.post(answer["Location"], {"withdraw": "1"})
    assert again.status_code == 422
    assert "Đã rút" in client.get(answer["Location"]).content.decode()


def test_a_split_takes_shares_in_per_cent_and_a_counter_comes_after_it(now):
    client = browser(PLANNER, now)
    given = {
        "kind": "split", "act": "10/NQ", "effective": "1/3/2026", "at": "8:00", "old_1": HERE, "into_1": ELSEWHERE,
        "new_code_1": "99999", "new_name_1": "Tân Lập", "new_type_1": "commune",
        "part_old_1": HERE, "part_new_1": ELSEWHERE, "part_area_1": "40", "part_people_1": "37.5",
        "part_old_2": HERE, "part_new_2": "99999", "part_area_2": "60", "part_people_2": "62.5",
    }  # fmt: skip
    answer = client.post(NEW, given)
    assert answer.status_code == 302
    shares = units.successors(code=HERE, day=datetime(2026, 2, 1, tzinfo=UTC).date()).shares
    assert sorted(float(share.people_share) for share in shares) == [0.375, 0.625]
    page = client.get(answer["Location"]).content.decode()
    assert "08:00 ngày 01/03/2026" in page
    early = client.post(answer["Location"], {"counter": "1", "effective": "1/3/2026"})
    assert early.status_code == 422
    assert "phải sau ngày 01/03/2026" in early.content.decode()
    assert client.post(answer["Location"], {"counter": "1", "effective": "1/6/2026"}).status_code == 302
    assert units.unit_on(code=HERE, day=now.date()).exact is not None
    assert units.unit_on(code="99999", day=now.date()).units == ()


def test_everything_wrong_is_said_at_once_and_everything_typed_stays(now):
    client = browser(PLANNER, now)
    given = {
        "kind": "merge",
        "effective": "1/1/2031",
        "old_1": "00000",
        "new_code_1": "12",
        "clause": "khoản 7",
    }
    answer = client.post(NEW, given)
    page = answer.content.decode()
    assert answer.status_code == 422
    for said in ("Hãy ghi số của nghị quyết", "phải gồm 5 chữ số", "chưa có tên", "cần các đơn vị cũ"):
        assert said in page, said
    assert all(f'value="{typed}"' in page for typed in ("00000", "12", "khoản 7", "1/1/2031"))
    more = client.post(NEW, {**given, "more": "1"}).content.decode()
    assert 'name="old_5"' in more
    assert 'value="khoản 7"' in more
    assert (
        client.post(
            NEW, {"kind": "x", "effective": "31/2/2030", "at": "25:99", "part_area_1": "x"}
        ).status_code
        == 422
    )


@pytest.mark.parametrize("user", [HEAD, PROVINCE, CITIZEN])
def test_nobody_else_changes_a_unit(user, now):
    made = browser(PLANNER, now).post(NEW, MERGE)["Location"]
    client = browser(user, now)
    assert client.post(NEW, {**MERGE, "old_1": "", "kind": "create"}).status_code == 403
    assert client.post(made, {"withdraw": "1"}).status_code == 403
    assert client.post(made, {"counter": "1", "effective": "1/2/2031"}).status_code == 403
    assert client.get(made).status_code == (200 if user == PROVINCE else 403)
    assert client.get(LIST).status_code == (200 if user == PROVINCE else 403)
    assert units.unit_on(code=HERE, day=DAY).exact.full_name == "Phường Kinh Thành"


def test_a_unit_of_another_province_is_not_ours_to_change(now):
    other = next(p for p in units.provinces(day=now.date()) if p.id != units.home_authority())
    theirs = units.communes_of(province_code=other.code, day=now.date())[0]
    given = {
        "kind": "rename", "act": "11/NQ", "effective": "1/1/2031", "old_1": theirs.code, "new_code_1": theirs.code,
        "new_name_1": "Tên Khác", "new_type_1": theirs.type.value,
    }  # fmt: skip
    answer = browser(PLANNER, now).post(NEW, given)
    assert "không thuộc tỉnh" in answer.content.decode()
    assert units.unit_on(code=theirs.code, day=DAY).exact.full_name == theirs.full_name


def test_every_page_asks_to_log_in(now):
    assert {p.name for p in changes.urls} == {"changes", "changes-new", "changes-one"}
    assert all(p.callback.expects["login"] for p in changes.urls)
    assert browser(None, now).get(NEW).status_code == 302
    assert browser(PLANNER, now).get(f"{LIST}999999999/").status_code == 404
