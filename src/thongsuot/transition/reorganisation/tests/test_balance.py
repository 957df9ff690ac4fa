"""The balance of a switch, counted anew and on paper; seals of the ended agencies come in."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from tests.people import ELSEWHERE, HERE, NOW, TODAY, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import NotFound, Refused
from thongsuot.plumbing import access, reference
from thongsuot.plumbing.signing import demo, keys, verifying
from thongsuot.registers.units import queries as units
from thongsuot.registers.units import services as register
from thongsuot.registers.units.rules import SealKind, SuccessionKind
from thongsuot.registers.units.services import AgencyChange, NewSeal
from thongsuot.transition.reorganisation import conservation, queries, services
from thongsuot.transition.reorganisation.services import reporting
from thongsuot.transition.reorganisation.tests.people import LATER, planned, takes_over
from thongsuot.work.dossiers import services as work

pytestmark = pytest.mark.usefixtures("province")


def activated(province):
    for _ in range(2):
        work.receive(actor=who("motcua.thuanhoa"), now=NOW, agency_id=centre(), filing=filing(HERE))
    plan, by, _ = planned(province.authority_id, takes_over())
    done = services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    return plan, by, done


def test_anybody_can_count_it_anew_and_hold_it_in_hand(province):
    plan, by, done = activated(province)
    kept, counted = services.balance(plan_id=plan)
    assert (kept.digest, counted.moved, counted.findings) == (done.digest, 2, ())
    pdf = services.balance_paper(plan_id=plan)
    assert pdf.startswith(b"%PDF")
    services.undo(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    assert services.balance(plan_id=plan)[1].holds


def test_what_is_lost_afterwards_shows(province):
    plan, _, _ = activated(province)
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select set_config('ts.rehousing', 'on', true)")
        cursor.execute(
            "update dossier set holder_agency_id = %s where received_agency_id = %s",
            [committee(day=TODAY.replace(day=1)), centre(day=TODAY.replace(day=1))],
        )
        cursor.execute("select set_config('ts.rehousing', '', true)")
    assert services.balance(plan_id=plan)[1].findings == ("2 open dossiers lie at agencies that ended",)


LIES = {
    "update role_grant set reason = 'khác', agency_id = %(here)s where reason like 'plan:%%'": "given nowhere",
    "update point_version set agency_id = %(here)s where agency_id = %(there)s and withdrawn_at is null": "points",
    "update agency set valid = daterange(lower(valid), null) where id = %(here)s": "still live",
    "update agency_succession set withdrawn_at = now() where note like 'plan:%%'": "successions",
}


@pytest.mark.parametrize("lie", LIES)
def test_every_kind_of_thing_is_counted_anew(province, lie):
    plan, _, _ = activated(province)
    assert services.balance(plan_id=plan)[1].findings == ()
    told = {"here": committee(day=TODAY.replace(day=1)), "there": centre(ELSEWHERE)}
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(lie, told)
        assert cursor.rowcount
    assert LIES[lie] in " ".join(services.balance(plan_id=plan)[1].findings)


def test_a_plan_that_was_never_carried_out_has_no_balance(province):
    plan, _, _ = planned(province.authority_id, takes_over())
    with pytest.raises(NotFound):
        services.balance(plan_id=plan)


def test_seals_of_ended_agencies_are_recalled_and_come_back(province):
    old = committee()
    seal = NewSeal(old, next(iter(SealKind)), "CD-01", TODAY.replace(month=1), is_simulated=True)
    register.issue_seals(actor=SYSTEM, now=NOW, seals=[seal])
    plan, by, done = activated(province)

    def out():
        reference.forget()
        return [
            s.recalled_on for s in units.seals_of(agency_ids=frozenset({old}))
        ]  # the pack's seal and this one

    assert out() == [TODAY, TODAY]
    assert {"item": "seals", "agency": old, "before": 2, "went": {"0": 2}, "after": 0, "difference": 0} in (
        done.balance["entries"]
    )
    services.undo(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    assert out() == [None, None]


def test_recorded_successors_of_departments_become_lines(province):
    first, second, heir = units.agencies_of(authority_id=province.authority_id, day=TODAY, kind="department")[
        :3
    ]
    changes = [
        AgencyChange(old.code, heir.code, LATER.date() + timedelta(1), SuccessionKind.MERGE, "NQ 9", "Điều 2")
        for old in (first, second)
    ]
    register.record_agency_changes(actor=SYSTEM, now=NOW, changes=changes)
    lines = queries.draft_lines(authority_id=province.authority_id, day=LATER.date() + timedelta(1))
    assert {(x.old_agency_id, x.new_agency_id, x.ground) for x in lines} == {
        (old.id, heir.id, "NQ 9, Điều 2") for old in (first, second)
    }


@pytest.fixture
def key_place(tmp_path, monkeypatch):
    """A key of the demonstration's authority in a folder of its own."""
    monkeypatch.setattr(keys, "folder", lambda: tmp_path)
    monkeypatch.setattr(verifying, "folder", lambda: tmp_path)
    year = timedelta(days=365)
    root = demo.authority_in(tmp_path, from_at=LATER - year, to_at=LATER + year)
    own, issued = demo.issue(
        root, name="Ủy ban nhân dân", agency="Tỉnh", from_at=LATER - year, to_at=LATER + year
    )
    demo.write_secret(tmp_path / "tinh.pem", demo.pem_of(own, issued))
    return "file:tinh"


def test_a_signed_paper_is_counted_anew_by_whoever_holds_it(province, key_place):
    plan, by, done = activated(province)
    pdf = services.balance_paper(plan_id=plan, key_place=key_place, now=LATER)
    found = services.verify_paper(pdf=pdf, now=LATER)
    assert (found.is_same, found.digest, found.moved) == (True, done.digest, 2)
    assert [(s.signer, s.is_good, s.covers_whole) for s in found.signatures] == [
        ("Ủy ban nhân dân", True, True)
    ]
    services.undo(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    assert services.verify_paper(pdf=pdf, now=LATER).is_same  # what was, was


def test_a_paper_that_says_something_else_is_told_apart(province, monkeypatch):
    plan, _, _ = activated(province)
    real = reporting._report_of

    def lies(found, kept):
        body = json.loads(json.dumps(kept.body))
        body["moved"] += 1
        return real(found, replace(kept, body=body, digest=conservation.digest(body)))

    monkeypatch.setattr(reporting, "_report_of", lies)
    found = services.verify_paper(pdf=services.balance_paper(plan_id=plan), now=LATER)
    assert found.findings == (
        "no such report was ever kept here",
        "3 dossiers were reported, the journals tell of 2",
    )


def test_a_changed_byte_and_a_file_without_a_report_are_refused_or_found(province, key_place):
    plan, _, _ = activated(province)
    plain = services.balance_paper(plan_id=plan)
    assert services.verify_paper(pdf=plain, now=LATER).signatures == ()
    signed = services.balance_paper(plan_id=plan, key_place=key_place, now=LATER)
    at = signed.index(b"/CreationDate") + 18
    broken = signed[:at] + (b"9" if signed[at : at + 1] != b"9" else b"8") + signed[at + 1 :]
    assert not services.verify_paper(pdf=broken, now=LATER).is_same
    with pytest.raises(Refused) as refused:
        services.verify_paper(pdf=b"%PDF-1.7\n%%EOF", now=LATER)
    assert {p.code for p in refused.value.problems} <= {"no_report_inside", "not_a_pdf"}


def test_seals_that_came_back_in_secret_show(province):
    plan, _, _ = activated(province)
    pdf = services.balance_paper(plan_id=plan)
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("update seal set recalled_on = null where minutes like %s", [f"%(plan:{plan}:1)"])
        assert cursor.rowcount
    reference.bump()
    found = services.verify_paper(pdf=pdf, now=LATER)
    assert found.findings == ("the seals recalled by this switch are not those of the report",)
