"""Parts of a split unit at the desk: recorded and taken back with a reason, and dossiers wait or go by them."""

from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.urls import reverse
from tests.people import ELSEWHERE, HERE, THERE, centre, committee

from thongsuot.edges.desk.tests.people import CITIZEN, HEAD, PROVINCE, browser, received
from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.rows import Row
from thongsuot.plumbing import access
from thongsuot.registers.units import queries as units
from thongsuot.registers.units import services as register
from thongsuot.registers.units.rules import Change, ChangeKind, Portion
from thongsuot.transition.reorganisation import queries, services
from thongsuot.transition.reorganisation.rules import PlanLine, Takes

PLANNER = "sapxep"
PART = {"by": "street", "street": "Lê Lợi", "parity": "all", "confidence": "1", "reason": "biên bản 3"}


@pytest.fixture
def scene(province):
    """HERE is divided between THERE and ELSEWHERE from today on; one dossier at 12 Lê Lợi waits for a person."""
    now = datetime.now(UTC)
    day = now.date()
    by = units.agencies_of(authority_id=province.authority_id, day=day, kind="province_committee")[0].id
    receipt = received(now)
    here, seat = units.unit_on(code=HERE, day=day).exact, centre(HERE, day)
    lines = [
        PlanLine(a, (centre if a == seat else committee)(new, day), Takes.CANDIDATE, None, True, "9/NQ")
        for a in (seat, committee(HERE, day))
        for new in (THERE, ELSEWHERE)
    ]
    half = Decimal("0.5")
    told = tuple(Portion(HERE, new, area_share=half, people_share=half) for new in (THERE, ELSEWHERE))
    split = Change(
        ChangeKind.SPLIT, "9/NQ", day, clause="khoản 2", old=(HERE,), into=(THERE, ELSEWHERE), portions=told
    )
    register.record_changes(actor=SYSTEM, now=now, changes=[split])
    plan = services.make_plan(actor=SYSTEM, now=now, agency_id=by, name="Chia xã", day=day, lines=lines)
    page = reverse("desk:reorganisation-part", args=[plan, here.id])
    return SimpleNamespace(now=now, day=day, plan=plan, unit=here, page=page, receipt=receipt)


def waiting(scene):
    found = queries.plan(viewer=SYSTEM, plan_id=scene.plan)
    return [p.code for p in queries.unplaced(viewer=SYSTEM, found=found)]


def known(scene):
    return units.part_records(unit_id=scene.unit.id, day=scene.day)


def journal(verb):
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select detail ->> 'reason' from journal_entry where verb = %s", [verb])
        return [row[0] for row in cursor.fetchall()]


def test_a_part_is_recorded_and_taken_back_with_a_reason(scene):
    client = browser(PLANNER, scene.now)
    listed = client.get(reverse("desk:reorganisation-parts", args=[scene.plan])).content.decode()
    assert scene.page in listed
    assert scene.receipt.code in client.get(scene.page).content.decode()
    assert scene.receipt.code in waiting(scene)
    given = PART | {"new_code": THERE}
    bare = client.post(scene.page, given | {"reason": ""})
    assert (bare.status_code, "Cần ghi lý do" in bare.content.decode()) == (422, True)
    nameless = client.post(scene.page, given | {"street": ""})
    assert (nameless.status_code, known(scene)) == (422, ())
    assert client.post(scene.page, given).status_code == 302
    assert [(p.origin, p.source) for p in known(scene)] == [("desk", "biên bản 3")]
    assert scene.receipt.code not in waiting(scene)
    assert client.post(scene.page, given).status_code == 422
    shown = client.get(scene.page).content.decode()
    assert "theo đường và số nhà: Lê Lợi, mọi số nhà" in shown
    back = {"back": "1", "part": known(scene)[0].id}
    assert client.post(scene.page, back).status_code == 422
    assert client.post(scene.page, back | {"because": "ghi nhầm"}).status_code == 302
    assert (known(scene), scene.receipt.code in waiting(scene)) == ((), True)
    assert (journal("units.record_part"), journal("units.withdraw_part")) == (["biên bản 3"], ["ghi nhầm"])


def test_a_pack_leaves_alone_what_a_person_recorded_and_is_not_taken_back_here(scene):
    client = browser(PLANNER, scene.now)
    assert client.post(scene.page, PART | {"new_code": THERE}).status_code == 302
    row = {"day": scene.day.isoformat(), "old_code": HERE, "new_code": ELSEWHERE, "by": "default", "confidence": "0.9",
           "source": "thử", "is_simulated": "yes"}  # fmt: skip
    register.load_parts(actor=SYSTEM, now=scene.now, rows=[Row("parts.csv", 2, row)])
    assert [p.origin for p in known(scene)] == ["desk", "pack"]
    of_pack = {"back": "1", "part": known(scene)[1].id, "because": "thử"}
    assert client.post(scene.page, of_pack).status_code == 422
    assert len(known(scene)) == 2


def test_only_who_plans_records_a_part(scene):
    given = PART | {"new_code": THERE}
    for name, read, written in ((PROVINCE, 200, 403), (HEAD, 403, 403), (CITIZEN, 403, 403)):
        client = browser(name, scene.now)
        assert (client.get(scene.page).status_code, client.post(scene.page, given).status_code) == (
            read,
            written,
        ), name
    assert known(scene) == ()
    missing = reverse("desk:reorganisation-part", args=[scene.plan, 0])
    assert browser(PLANNER, scene.now).get(missing).status_code == 404
