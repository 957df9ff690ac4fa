"""Terms by API: what is told of one dossier's clock, what needs attention, what lies in a field."""

from datetime import timedelta

import pytest
from tests.people import NOW, Program, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.work.clocks import services
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services as verbs

COUNTER, PROCESSOR, STRANGER = "motcua.thuanhoa", "xuly.thuanhoa", "motcua.phubai"
pytestmark = pytest.mark.usefixtures("province")


def lying(procedure="1.004873"):
    """A dossier that was received a month ago and that an officer of the committee has."""
    then = NOW - timedelta(days=31)
    made = verbs.receive(
        actor=who(COUNTER, then.date()), now=then, agency_id=centre(), filing=filing(procedure=procedure)
    )
    verbs.forward(actor=who(COUNTER), now=then, agency_id=centre(), dossier_ids=[made.id])
    services.follow(actor=SYSTEM, now=NOW, dossier_ids=[made.id])
    services.alert(actor=SYSTEM, now=NOW)
    return made


def test_the_clock_of_a_dossier_says_how_much_of_its_term_has_gone():
    made = lying()
    found = Program(PROCESSOR).call(f"dossiers/{made.code}/clock")
    assert found["percent"] >= 100
    assert [one["percent"] for one in found["marks"]][:3] == [50, 80, 100]
    assert found["due_at"]
    assert Program(STRANGER).call(f"dossiers/{made.code}/clock", status=404)


def test_what_needs_attention_and_what_lies_is_told_to_whoever_holds_it():
    made, processor = lying(), Program(PROCESSOR)
    cells = processor.call(f"clocks/attention?agency_id={committee()}")["agencies"][0]["cells"]
    late = next(one["kind"] for one in cells if one["count"])
    rows = processor.call(f"clocks/attention/{late}?agency_id={committee()}")["rows"]
    assert [one["code"] for one in rows] == [made.code]
    record = dossiers.dossier(viewer=SYSTEM, dossier_id=made.id)
    from thongsuot.registers.catalogue import queries as catalogue

    field = catalogue.version(version_id=record.procedure_version_id).field_code
    heap = processor.call(f"clocks/backlog?agency_id={committee()}&field={field}")
    assert len(heap["agencies"][0]["ages"]) == len(heap["edges"]) + 1
    (line,) = processor.call(f"clocks/backlog/rows?agency_id={committee()}&field={field}")["rows"]
    assert (line["row"]["code"], line["days"]) == (made.code, 31)
    assert Program(STRANGER).call(f"clocks/backlog?agency_id={committee()}&field={field}")["agencies"] == []
