"""A dated row about a kind of point holds the counter to it from its day on."""

from dataclasses import replace
from datetime import date

import pytest
from tests.people import BIRTH, HERE, NOW, centre, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Refused
from thongsuot.kernel.rows import Row
from thongsuot.registers.points import queries, services
from thongsuot.registers.points.rules import Capability
from thongsuot.work.dossiers import services as work

DAY = date(2026, 11, 20)
NO_BIRTHS = Row(
    "point-duties.csv",
    2,
    {
        "kind": "commune_centre", "procedure_code": BIRTH, "field_code": "", "capability": "receive", "allowed": "no",
        "valid_from": "2026-11-01", "valid_to": "2026-12-01", "source": "thử",
    },
)  # fmt: skip


def test_a_dated_row_lets_a_point_receive_no_more_and_is_told_at_the_counter(province):
    here = queries.point_by_code(authority_id=province.authority_id, code="H57.104.04", day=DAY)
    asked = {
        "point_id": here.id,
        "capability": Capability.RECEIVE,
        "procedure_code": BIRTH,
        "field_code": "x",
    }
    assert queries.may(**asked, day=DAY).is_allowed
    given_ = {"actor": who("motcua.thuanhoa"), "now": NOW, "agency_id": centre(HERE)}
    assert work.receive(**given_, filing=replace(filing(HERE), point_id=here.id)).code
    assert services.load_duties(actor=SYSTEM, now=NOW, rows=[NO_BIRTHS]).changes > 0
    assert not queries.may(**asked, day=DAY).is_allowed
    assert queries.may(**asked, day=date(2026, 12, 1)).is_allowed
    with pytest.raises(Refused, match="point_may_not"):
        work.receive(**given_, filing=replace(filing(HERE), point_id=here.id))
    assert services.load_duties(actor=SYSTEM, now=NOW, rows=[NO_BIRTHS]).changes == 0
    assert not queries.may(**{**asked, "point_id": -1}, day=DAY).is_allowed
