"""Mandates at the desk: looked at, recorded, asked for, ended; kept when the pack is loaded again; and who may not."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from tests.people import BIRTH, HERE, centre, committee

from thongsuot.edges.desk import mandates
from thongsuot.edges.desk.tests.people import CITIZEN, HEAD, PROVINCE, browser
from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Refused
from thongsuot.kernel.rows import Row
from thongsuot.plumbing import access
from thongsuot.registers.catalogue import queries, services
from thongsuot.registers.catalogue.rules.mandates import Ground, Power
from thongsuot.registers.units import queries as units

pytestmark = pytest.mark.usefixtures("province")
PLANNER, LIST, NEW = "sapxep", "/desk/mandates/", "/desk/mandates/new/"
PACK = Path(__file__).resolve().parents[5] / "packs" / "hue" / "mandates.csv"


@pytest.fixture
def now():
    return datetime.now(UTC)


@pytest.fixture
def given(now):
    day = now.date()
    here, desk = (units.agency(agency_id=a) for a in (committee(HERE, day), centre(HERE, day)))
    return {
        "ground": "uy_quyen", "document": "15/QĐ-UBND", "clause": "Điều 2", "from_code": here.code,
        "agency_code": f"{desk.code} {desk.name}", "powers": ["decide", "sign"], "procedure_code": BIRTH,
        "field_code": "", "unit": HERE, "valid_from": f"{day:%d/%m/%Y}",
        "valid_to": f"{day + timedelta(days=90):%d/%m/%Y}", "content": "khai sinh", "conditions": "báo cáo hằng tháng",
    }  # fmt: skip


def decider(now, power=Power.DECIDE, day=None):
    day = day or now.date()
    unit = units.unit_on(code=HERE, day=day).exact
    version = queries.version_id_on(code=BIRTH, day=day)
    return queries.competent(
        version_id=version, unit_id=unit.id, authority_id=unit.province_id, day=day, power=power
    ).agency_id


def rows_of_pack():
    with PACK.open(encoding="utf-8", newline="") as file:
        return [Row("mandates.csv", n, values) for n, values in enumerate(csv.DictReader(file), 2)]


def load_again(now):
    return services.load_mandates(actor=SYSTEM, now=now, authority_code="H57", rows=rows_of_pack())


def test_it_is_looked_at_first_then_recorded_and_whoever_asks_is_told(now, given):
    client, here, desk = browser(PLANNER, now), committee(HERE, now.date()), centre(HERE, now.date())
    looked = client.post(NEW, given)
    page = looked.content.decode()
    assert looked.status_code == 200
    assert "đổi cơ quan" in page
    assert decider(now) == here
    back = client.post(NEW, {**given, "back": "1"}).content.decode()
    assert 'value="15/QĐ-UBND"' in back
    made = client.post(NEW, {**given, "run": "1"})
    assert made.status_code == 302
    assert (decider(now), decider(now, Power.RECEIVE)) == (desk, here)
    assert decider(now, day=now.date() + timedelta(days=90)) == here
    assert "15/QĐ-UBND, Điều 2" in client.get(made["Location"]).content.decode()
    rows = client.get(f"{LIST}?format=json").json()["rows"]
    assert "15/QĐ-UBND" in [row["document"] for row in rows]
    asked = client.get(f"{LIST}who/?procedure={BIRTH}&unit={HERE}&format=json").json()["rows"]
    deciding = [row for row in asked if row["power"] == "Quyết định"]
    assert [row["start"] for row in deciding][-2:] == [
        now.date().isoformat(),
        (now.date() + timedelta(days=90)).isoformat(),
    ]
    assert [("15/QĐ-UBND" in row["grounds"]) for row in deciding][-2:] == [True, False]


def test_a_pack_loaded_again_neither_removes_nor_doubles_what_was_recorded_here(now, given):
    client = browser(PLANNER, now)
    before = load_again(now)
    assert (before.added, before.ended) == (0, 0)
    client.post(NEW, {**given, "run": "1"})
    own = next(m for m in queries.mandates(authority_id=units.home_authority()) if m.origin == "pack")
    day = now.date() + timedelta(days=1)
    services.end_mandate(
        actor=SYSTEM, now=now, agency_id=committee(HERE, now.date()), mandate_id=own.mandate.id, day=day, reason="bãi bỏ"
    )  # fmt: skip
    again = load_again(now)
    assert (again.added, again.changed, again.ended) == (0, 0, 0)
    believed = queries.mandates(authority_id=units.home_authority())
    assert decider(now) == centre(HERE, now.date())
    assert [m.mandate.valid_to for m in believed if m.mandate.document == own.mandate.document] == [day]


def test_a_row_of_a_pack_that_contradicts_a_person_is_refused_with_its_line(now, given):
    browser(PLANNER, now).post(NEW, {**given, "run": "1"})
    theirs = rows_of_pack()[0].values | {"procedure_code": BIRTH, "unit_code": HERE, "agency_code": "H57.05"}
    theirs |= {
        "from_code": given["from_code"],
        "valid_from": f"{now.date():%Y-%m-%d}",
        "valid_to": "2031-01-01",
    }
    with pytest.raises(Refused) as refused:
        services.load_mandates(
            actor=SYSTEM, now=now, authority_code="H57", rows=[Row("mandates.csv", 9, theirs)]
        )
    assert "mandate_overlap" in [p.code for p in refused.value.problems]
    assert "mandates.csv:9" in str(refused.value.problems[0])


def test_everything_wrong_is_said_at_once_and_everything_typed_stays(now, given):
    client = browser(PLANNER, now)
    wrong = {
        **given,
        "valid_to": "",
        "content": "",
        "conditions": "",
        "document": "",
        "procedure_code": "9.999999",
    }
    answer = client.post(NEW, wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    for said in (
        "phải có thời hạn",
        "phải ghi rõ nội dung",
        "phải kèm điều kiện",
        "số văn bản",
        "không có thủ tục mã",
    ):
        assert said in page, said
    assert f'value="{given["agency_code"]}"' in page
    strange = {
        "ground": "x",
        "agency_code": "H99.1",
        "valid_from": "31/2/2030",
        "unit": "1",
        "powers": ["fly"],
    }
    assert client.post(NEW, strange).status_code == 422
    assert client.post(NEW, {**given, "agency_code": "H99.1", "unit": "00000"}).status_code == 422
    assert client.get(f"{LIST}who/?procedure=x&unit=y&start=z").status_code == 422


def test_nobody_passes_on_what_was_delegated_to_him(now, given):
    client = browser(PLANNER, now)
    client.post(NEW, {**given, "run": "1"})
    bare = given["agency_code"].split(" ")[0]
    answer = client.post(NEW, {**given, "from_code": bare, "agency_code": given["from_code"], "run": "1"})
    assert answer.status_code == 422
    assert "không được ủy quyền lại" in answer.content.decode()


def test_it_ends_from_a_day_on_and_is_taken_back_only_before_it_began(now, given):
    client = browser(PLANNER, now)
    at = client.post(NEW, {**given, "run": "1"})["Location"]
    early = client.post(at, {"day": f"{now.date() - timedelta(days=3):%d/%m/%Y}", "reason": "thôi"})
    assert early.status_code == 422
    assert "Không kết thúc ngược về quá khứ" in early.content.decode()
    day = now.date() + timedelta(days=10)
    ended = client.post(at, {"day": f"{day:%d/%m/%Y}", "reason": "QĐ 20"})
    assert ended.status_code == 302
    assert decider(now, day=day) == committee(HERE, now.date())
    assert decider(now) == centre(HERE, now.date())
    assert "QĐ 20" in client.get(ended["Location"]).content.decode()
    soon = {**given, "valid_from": f"{day:%d/%m/%Y}", "run": "1"}
    at = client.post(NEW, soon)["Location"]
    assert decider(now, day=day) == centre(HERE, now.date())
    assert client.post(at, {"reason": ""}).status_code == 422
    assert client.post(at, {"reason": "ghi nhầm"}).status_code == 302
    assert decider(now, day=day) == committee(HERE, now.date())
    assert client.post(at, {"reason": "ghi nhầm"}).status_code == 422
    assert "Đã thay hoặc rút" in client.get(f"{LIST}?all=1").content.decode()
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select verb from journal_entry where verb like 'catalogue.%_mandate' order by id")
        told = [row[0].split(".")[1] for row in cursor.fetchall()]
    assert told == ["record_mandate", "end_mandate", "record_mandate", "withdraw_mandate"]


@pytest.mark.parametrize("user", [HEAD, PROVINCE, CITIZEN])
def test_nobody_else_gives_powers_away(user, now, given):
    made = browser(PLANNER, now).post(NEW, {**given, "run": "1"})["Location"]
    client = browser(user, now)
    assert client.post(NEW, {**given, "run": "1"}).status_code == 403
    assert client.post(made, {"day": f"{now.date():%d/%m/%Y}", "reason": "x"}).status_code == 403
    may_look = user == PROVINCE
    assert [client.get(at).status_code == 200 for at in (LIST, made, f"{LIST}who/")] == [may_look] * 3
    assert decider(now) == centre(HERE, now.date())


def test_every_page_asks_to_log_in(now):
    assert {p.name for p in mandates.urls} == {"mandates", "mandates-new", "mandates-who", "mandates-one"}
    assert all(p.callback.expects["login"] for p in mandates.urls)
    assert browser(None, now).get(NEW).status_code == 302
    assert browser(PLANNER, now).get(f"{LIST}999999999/").status_code == 404
    assert Ground.DELEGATED == "uy_quyen"
