"""A decision belongs to whoever is competent on its day: a delegation comes, a delegation ends."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from tests.people import BIRTH, HERE, NOW, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Refused
from thongsuot.kernel.rows import Row
from thongsuot.registers.catalogue import queries as catalogue_queries
from thongsuot.registers.catalogue import services as catalogue
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries, services
from thongsuot.work.dossiers.rules import Act

pytestmark = pytest.mark.usefixtures("province")
COUNTER, HEAD = "motcua.thuanhoa", "lanhdao.thuanhoa"


def code(agency_id):
    return units.agency(agency_id=agency_id).code


def delegated(**changes):
    """The committee of HERE delegates births to its centre until the end of the month."""
    row = {
        "ground": "uy_quyen", "agency_code": code(centre()), "from_code": code(committee()), "procedure_code": BIRTH,
        "field_code": "", "unit_code": HERE, "powers": "decide sign", "valid_from": "2026-11-01",
        "valid_to": "2026-12-01", "document": "7/QĐ-UBND", "content": "giải quyết, ký", "conditions": "có cán bộ hộ tịch",
        "source": "thử", "is_simulated": "yes",
    }  # fmt: skip
    return Row("mandates.csv", 2, {**row, **changes})


def load(*rows):
    home = units.home_authority()
    province = units.agencies_of(authority_id=home, day=NOW.date(), kind="province_committee")[0]
    return catalogue.load_mandates(actor=SYSTEM, now=NOW, authority_code=province.code, rows=rows)


def received():
    return services.receive(actor=who(COUNTER), now=NOW, agency_id=centre(), filing=filing())


def competent(record, **asked):
    return queries.competent_for(
        matter=record, named_id=record.competent_agency_id, received_at=record.received_at, **asked
    )


def decide(receipt, agency_id, at: datetime = NOW + timedelta(hours=1)):
    head = who(HEAD, at.date())
    return services.decide(
        actor=head, now=at, agency_id=agency_id, dossier_ids=[receipt.id], result="Giấy khai sinh số 12"
    )


def test_the_delegate_decides_while_it_lasts_and_the_giver_after(province):
    load(delegated())
    first, second = received(), received()
    with pytest.raises(Refused) as refused:
        decide(first, committee())
    said = str(refused.value)
    assert "not_competent" in said
    assert units.agency(agency_id=centre()).name in said
    assert "7/QĐ-UBND" in said
    decide(first, centre())
    found = queries.dossier(viewer=SYSTEM, dossier_id=first.id)
    assert found.competent_agency_id == centre()
    steps = queries.steps_of(viewer=SYSTEM, dossier_id=first.id)
    assert [s.competent_agency_id for s in steps] == [committee(), centre()]
    later = NOW + timedelta(days=20)
    with pytest.raises(Refused, match="not_competent"):
        decide(second, centre(), later)
    decide(second, committee(), later)


def test_the_ground_is_told_and_the_law_s_own_case_stays(province):
    receipt = received()
    record = queries.dossier(viewer=SYSTEM, dossier_id=receipt.id)
    answer = competent(record, act=Act.DECIDE, day=NOW.date())
    assert (answer.agency_id, answer.ground) == (committee(), "law")
    assert competent(record, act=Act.FORWARD, day=NOW.date()) is None
    load(delegated(unit_code="19960"))
    assert competent(record, act=Act.DECIDE, day=NOW.date()).agency_id == committee()
    load(delegated())
    answer = competent(record, act=Act.DECIDE, day=NOW.date())
    assert (answer.agency_id, answer.ground, answer.mandate.document) == (centre(), "uy_quyen", "7/QĐ-UBND")


def test_a_pack_of_mandates_is_loaded_as_a_whole_or_not_at_all(province):
    assert load(delegated()).added == 1
    assert load(delegated()).changes == 0
    changed = load(delegated(valid_to="2026-12-15"))
    assert changed.changes == 1
    with pytest.raises(Refused) as refused:
        load(
            delegated(valid_to=""),
            replace(delegated(conditions="", valid_from="2026-11-02"), line=3),
            replace(delegated(from_code=code(centre()), agency_code=code(committee())), line=4),
        )
    codes = {p.code for p in refused.value.problems}
    assert {"delegation_unlimited", "mandate_conditions", "mandate_overlap", "delegation_passed_on"} <= codes
    assert "mandates.csv:3" in str(refused.value)
    assert load().ended == 1


def test_a_unit_that_is_no_more_is_stood_for_by_its_successor(province):
    """A dossier keeps its old territory through a reorganisation."""
    start, home = date(2025, 3, 1), units.home_authority()
    olds = units.predecessors(code=HERE, day=date(2025, 7, 1)).units
    version = catalogue_queries.version_on(code=BIRTH, day=NOW.date())
    for old in olds:
        heirs = units.heirs(code=old.code, day=start, on=NOW.date())
        told = catalogue_queries.competent(
            version_id=version.id, unit_id=old.id, authority_id=home, day=NOW.date(), since=start
        )
        assert committee() in told.agencies
        assert len(told.agencies) == len([heir for heir in heirs if heir.people_share != 0])
    assert olds
