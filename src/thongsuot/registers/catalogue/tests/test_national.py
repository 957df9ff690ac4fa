"""The live catalogue: its counts, its contradictions, and procedures that everybody knows."""

from collections import Counter

import pytest

from thongsuot.kernel.rows import LoadReport
from thongsuot.registers.catalogue import models, queries, rules
from thongsuot.registers.catalogue.tests import fixtures
from thongsuot.registers.catalogue.tests.fixtures import DAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]

AUTHORITY = "H57"


def test_every_record_is_there_once():
    assert models.Procedure.objects.exclude(code__startswith="9.").count() == 5665
    assert models.Field.objects.count() == 267
    assert models.SubjectType.objects.count() == 16


def test_loading_again_changes_nothing():
    assert fixtures.load() == LoadReport(unchanged=5665)


def test_a_provinces_set_has_the_published_counts():
    listed = queries.offered(authority_code=AUTHORITY, day=DAY)
    assert sum("ward" in p.levels for p in listed) == 418
    assert sum("province" in p.levels for p in listed) == 1780
    assert sum(p.is_full_process for p in listed) == 812
    assert len(queries.offered(authority_code=AUTHORITY, day=DAY, level="ward")) == 418
    assert queries.offered(authority_code="000.00.10.H57", day=DAY) == listed


def kinds(**asked):
    found = queries.contradictions(day=DAY, **asked)
    return Counter(what for _, what in {(c.code, c.what) for c in found})


def test_contradictions_of_the_national_commune_records():
    found = kinds(level="ward", kind="STANDARD")
    assert found["terms_contradict"] == 107
    assert found["terms_several"] == 72
    assert found["full_without_online"] == 31


def test_of_470_commune_records_with_both_times_107_contradict():
    both = [
        r
        for r in fixtures.records()
        if r["isWard"] and r["type"] == "STANDARD" and rules.method_times(r) and rules.service_times(r)
    ]
    assert len(both) == 470


def test_the_whole_catalogue_has_four_bad_codes_and_one_twin():
    bad = queries.contradictions(day=DAY, what="code_bad")
    assert sorted(c.code for c in bad) == [" 1.014325", "1.0133611", "1.014955-Xoa", "2.009182739"]
    assert [c.right for c in queries.contradictions(day=DAY, what="code_twin")] == ["1.014325"]
    assert all(c.sentence and "{" not in c.sentence for c in queries.contradictions(day=DAY))


@pytest.mark.parametrize(
    ("code", "quantity", "unit", "online"),
    [
        ("1.001193", 1, "WORKING_DAY", "partial"),
        ("1.000894", 1, "WORKING_DAY", "partial"),
        ("1.000656", 1, "WORKING_DAY", "partial"),
        ("1.004873", 3, "WORKING_DAY", "partial"),
        ("2.000635", 1, "WORKING_DAY", "partial"),
        ("2.000908", 1, "WORKING_DAY", "partial"),
        ("2.000815", 1, "WORKING_DAY", "none"),
        ("2.000884", 1, "WORKING_DAY", "none"),
        ("1.013225", 10, "WORKING_DAY", "partial"),
        ("1.001612", 3, "WORKING_DAY", "full"),
        ("1.001699", 25, "WORKING_DAY", "partial"),
        ("1.001731", 3, "WORKING_DAY", "full"),
        ("1.014028", 3, "WORKING_DAY", "partial"),
        ("1.001776", 10, "WORKING_DAY", "partial"),
        ("1.004222", 7, "WORKING_DAY", "partial"),
        ("1.004194", 3, "WORKING_DAY", "full"),
        ("1.115231", 3, "WORKING_DAY", "partial"),
    ],
)
def test_well_known_terms(code, quantity, unit, online):
    version = queries.version_on(code=code, day=DAY)
    term = version.legal_term(channel="DIRECT")
    assert (term.quantity, term.unit, version.online) == (quantity, unit, online)


@pytest.mark.parametrize(
    ("code", "channel", "fees"),
    [
        ("1.001193", "DIRECT", [(0, False)]),
        ("1.000894", "DIRECT", [(0, False)]),
        ("1.000656", "DIRECT", [(None, True)]),
        ("1.004873", "ONLINE", [(None, True)]),
        ("2.000635", "DIRECT", [(8000, False)]),
        ("2.000815", "DIRECT", [(2000, False), (None, False)]),
        ("1.001612", "DIRECT", [(50000, True)]),
        ("1.004222", "DIRECT", [(20000, False)]),
        ("1.004222", "ONLINE", [(10000, False)]),
    ],
)
def test_well_known_fees(code, channel, fees):
    version = queries.version_on(code=code, day=DAY)
    assert [(f.vnd, f.by_council) for f in version.fees_of(channel)] == fees


def test_the_birth_certificate_as_a_person_reads_it():
    version = queries.version_on(code="1.001193", day=DAY)
    assert version.name == "Thủ tục đăng ký khai sinh"
    assert (version.field_code, version.levels) == ("G15-TP07", {"ward"})
    assert version.same_day_until.hour == 15
    assert version.cases[:2] == ("Giấy tờ phải nộp", "Giấy tờ phải xuất trình")
    assert any("Giấy chứng sinh" in p.name for p in version.papers)
    assert version.legal_bases
    assert version.steps
    assert version.executing == ("Ủy ban nhân dân cấp xã",)


def test_headings_are_no_cases_and_what_everybody_needs_stands_in_every_case():
    birth = queries.version_on(code="1.001193", day=DAY)
    assert birth.choices == ()  # hand in, show, note: nobody chooses one of them
    for case in ("", *birth.cases):
        names = [p.name for p in birth.papers_of(case)]
        assert any("Giấy chứng sinh;" in name for name in names), case
        assert any("Hộ chiếu" in name for name in names), case
    assert not birth.papers_of("")[0].case
    home = queries.version_on(code="1.001612", day=DAY)
    assert home.choices[0] == ""
    assert len(home.choices) == 2
    by_proxy = {p.id for p in home.papers_of(home.choices[1])}
    assert {p.id for p in home.papers_of("")} < by_proxy
    residence = queries.version_on(code="1.004222", day=DAY)
    assert "" not in residence.choices  # without a name it lists a remark only
    assert len(residence.choices) == 6
    assert {"", *residence.choices} <= residence.known_cases


def test_every_procedure_of_a_province_can_be_read():
    for listed in queries.offered(authority_code=AUTHORITY, day=DAY, level="ward"):
        version = queries.version(version_id=listed.version_id)
        assert version.code == listed.code
        for channel in version.channels:
            assert version.legal_term(channel=channel).quantity >= 0
