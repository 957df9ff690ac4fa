"""A dated row about a kind of point holds the counter to it from its day on, whatever is done there."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.people import BIRTH, HERE, NOW, centre, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Refused
from thongsuot.kernel.rows import Row
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.points import queries, services
from thongsuot.registers.points.rules import Capability
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services as work
from thongsuot.work.dossiers.rules.files import FileKind
from thongsuot.work.dossiers.services.digitising import Paper, Scan

DAY = date(2026, 11, 20)


def row(capability="receive", kind="commune_centre", **changes):
    given = {
        "kind": kind, "procedure_code": BIRTH, "field_code": "", "capability": capability, "allowed": "no",
        "valid_from": "2026-11-01", "valid_to": "2026-12-01", "source": "thử", **changes,
    }  # fmt: skip
    return Row("point-duties.csv", 2, given)


def load(*rows):
    return services.load_duties(actor=SYSTEM, now=NOW, rows=rows).changes


def office(code="H57.30.01"):
    return units.agency_by_code(code=code).id


def refused(verb, **given):
    with pytest.raises(Refused) as error:
        verb(**given)
    return {problem.code: str(problem) for problem in error.value.problems}


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
    assert load(row()) > 0
    assert not queries.may(**asked, day=DAY).is_allowed
    assert queries.may(**asked, day=date(2026, 12, 1)).is_allowed
    said = refused(work.receive, **given_, filing=replace(filing(HERE), point_id=here.id))["point_may_not"]
    for words in (here.name, BIRTH, "từ ngày 01/11/2026", "(thử)", "Hãy hướng dẫn nộp tại"):
        assert words in said
    assert load(row()) == 0
    assert not queries.may(**{**asked, "point_id": -1}, day=DAY).is_allowed


def test_a_row_about_everything_changes_what_a_kind_of_point_can_do_from_its_day_on(province):
    def able(day):
        found = queries.point_by_code(authority_id=province.authority_id, code="H57.30.01", day=day)
        return Capability.RETURN in found.capabilities

    load(row("return", "post_office", procedure_code=""))
    assert [able(date(2026, 10, 31)), able(DAY), able(date(2026, 12, 1))] == [True, False, True]


def test_results_are_sent_and_handed_out_only_where_that_procedure_may_be(province):
    receipt = work.receive(actor=who("motcua.thuanhoa"), now=NOW, agency_id=centre(HERE), filing=filing(HERE))
    chosen = {
        "actor": who("motcua.thuanhoa"), "now": NOW, "dossier_id": receipt.id, "point_code": "H57.30.01",
        "agency_id": centre(HERE),
    }  # fmt: skip
    work.choose_place(**chosen)
    load(row("return", "post_office"))
    assert "từ ngày 01/11/2026" in refused(work.choose_place, **chosen)["point_may_not"]
    handed = {
        "actor": who("buucuc.phuxuan"), "now": NOW, "agency_id": office(), "dossier_ids": [], "received_by": "Hòa",
    }  # fmt: skip
    own = work.receive(actor=who("buucuc.phuxuan"), now=NOW, agency_id=office(), filing=filing(HERE))
    assert (
        "Bưu cục Phú Xuân"
        in refused(work.return_result, **{**handed, "dossier_ids": [own.id]})["point_may_not"]
    )


def test_an_agency_of_which_one_point_may_do_it_may_and_one_without_points_is_as_before(province):
    version = catalogue.version_on(code=BIRTH, day=DAY).id
    load(row("take_fee"))

    def asked(capability, agency_id, day=DAY):
        return dossiers.duty_problems(capability, agency_id=agency_id, version_id=version, day=day)

    assert [p.code for p in asked("take_fee", centre(HERE))] == ["point_may_not"]
    assert asked("take_fee", centre(HERE), date(2026, 12, 1)) == ()
    load(row("digitise"))  # its agent points still may
    assert asked("digitise", centre(HERE)) == asked("take_fee", centre(HERE)) == ()
    committee = units.committee_of(unit_id=units.unit_on(code=HERE, day=DAY).units[0].id, day=DAY).id
    load(row("certify"))
    assert asked("certify", committee) == asked("certify", None) == ()
    assert [p.code for p in asked("certify", centre(HERE))] == ["point_may_not"]


def test_the_national_data_let_a_commune_post_scan_and_take_no_money(province):
    posts = [
        p for p in queries.points_of(authority_id=province.authority_id, day=DAY) if p.kind == "commune_post"
    ]
    assert posts
    assert all(Capability.DIGITISE in p.capabilities for p in posts)
    version = catalogue.version_on(code=BIRTH, day=DAY).id
    found = dossiers.duty_problems("take_fee", agency_id=posts[0].agency_id, version_id=version, day=DAY)
    assert "Hãy hướng dẫn nộp trực tuyến" in str(found[0])
    assert dossiers.duty_problems("take_fee", agency_id=office(), version_id=version, day=DAY) == ()


def test_each_verb_at_a_counter_asks_it(province):
    clerk = {"actor": who("buucuc.phuxuan"), "now": NOW, "agency_id": office()}
    receipt = work.receive(**clerk, filing=filing(HERE))
    load(row("digitise", "post_office"))
    scan = {"paper": Paper("Tờ khai"), "files": ()}
    given = {**clerk, "now": NOW + timedelta(hours=1), "dossier_id": receipt.id, **scan}
    assert "point_may_not" in refused(work.attach, **given, kind=FileKind.COPY)
    assert work.attach(**given, kind=FileKind.ELECTRONIC) == ()
    here = queries.point_by_code(authority_id=province.authority_id, code="H57.30.01", day=DAY)
    both = {
        **clerk, "filing": filing(HERE, point_id=here.id),
        "scans": [Scan(Paper("Tờ khai"), FileKind.ORIGINAL, ())],
    }  # fmt: skip
    assert "point_may_not" in refused(work.receive_digitised, **both)
