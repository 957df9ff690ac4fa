"""Rules of the catalogue: properties first, then the examples of law and of the live data."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.kernel.deadlines import TimeUnit
from thongsuot.registers.catalogue import rules
from thongsuot.registers.catalogue.rules import Channel, Level, Online, Origin, Time
from thongsuot.registers.catalogue.tests.records import fee, method, paper, record, service

UNITS = st.sampled_from([u for u in TimeUnit if u is not TimeUnit.OTHER])
TIMES = st.builds(Time, st.integers(1, 400).map(float), UNITS)
METHODS = st.builds(
    method,
    st.sampled_from(["DIRECT", "ONLINE", "POSTAL"]),
    st.one_of(st.integers(0, 200), st.sampled_from([3.5, 6.25, "Theo mô tả", "05", None])),
    st.sampled_from([u.value for u in TimeUnit]),
    st.lists(st.builds(fee, st.one_of(st.none(), st.integers(0, 10**8)), st.text(max_size=30)), max_size=3),
    st.one_of(st.just(""), st.just("Không quá 05 ngày làm việc"), st.text(max_size=40)),
)


@given(st.lists(METHODS, max_size=6))
def test_a_promised_term_is_one_the_record_states(methods):
    given_record = record(executionMethods=methods, cases=[service("1.001193.01", "x", 7, "DAY")])
    terms = rules.terms_of(given_record)
    promised = rules.term_for(terms=terms, case="", channel="DIRECT")
    assert promised in terms
    assert promised.is_computable
    assert rules.legal_term(term=promised).unit is promised.unit


@given(st.lists(METHODS, max_size=6))
def test_reading_never_fails_and_tells_no_amount_below_the_smallest(methods):
    for found in rules.fees_of(record(executionMethods=methods)):
        assert found.vnd is None or found.vnd == 0 or found.vnd >= 500


@given(st.frozensets(TIMES, max_size=4), st.frozensets(TIMES, max_size=4))
def test_contradiction_is_symmetric_and_needs_both_sides(methods, services):
    assert rules.terms_contradict(methods, services) == rules.terms_contradict(services, methods)
    if not methods or not services or methods & services:
        assert not rules.terms_contradict(methods, services)


@given(st.integers(1, 400), st.sampled_from([0, 0.25, 0.5, 0.75, 0.125]))
def test_fractions_of_a_working_day_lose_nothing(days, fraction):
    quantity, unit = rules.whole(Time(days + fraction, TimeUnit.WORKING_DAY))
    assert quantity == (days if not fraction else (days + fraction) * 8)
    assert unit is (TimeUnit.HOUR if fraction else TimeUnit.WORKING_DAY)


@given(st.text(max_size=80))
def test_words_ignore_accents_and_case(text):
    assert rules.syllables(text.upper()) == rules.syllables(text.upper().lower())
    assert len(set(rules.words_of(text))) == len(rules.words_of(text))


@given(st.dictionaries(st.sampled_from(["name", "state", "updatedAt", "requirements"]), st.text(max_size=9)))
def test_the_fingerprint_sees_content_and_not_the_day_of_capture(changes):
    changed = record() | changes
    same = all(changed[key] == value for key, value in record().items() if key != "updatedAt")
    assert (rules.fingerprint_of(changed) == rules.fingerprint_of(record())) == same


@pytest.mark.parametrize("part", ["code", "categories", "isWard", "promulgator", "executionMethods"])
def test_a_record_without_a_part_is_refused_by_name(part):
    broken = record()
    del broken[part]
    (problem,) = rules.shape_problems(broken, line=7)
    assert (problem.field, problem.params["line"]) == (part, 7)


@pytest.mark.parametrize(
    "broken",
    [
        "text",
        record(executionMethods=[method("PIGEON")]),
        record(executionMethods=[method(unit="FORTNIGHT")]),
        record(executionMethods=[{"submissionMethod": "DIRECT"}]),
        record(executionCases=[{"name": "x"}]),
        record(legalBases=["60/2014/QH13"]),
        record(code=" "),
    ],
)
def test_an_unreadable_record_is_a_problem_and_no_crash(broken):
    assert rules.shape_problems(broken, line=1)


@pytest.mark.parametrize("code", [" 1.014325", "1.0133611", "1.014955-Xoa", "2.009182739"])
def test_the_four_bad_codes_of_the_live_catalogue(code):
    assert not rules.is_sound_code(code)
    found = rules.contradictions_of(
        record(code=code), field_codes=frozenset({"G15-TP07"}), codes=frozenset({"1.014325", code})
    )
    assert "code_bad" in {c.what for c in found}
    assert ("code_twin" in {c.what for c in found}) == code.startswith(" ")


@pytest.mark.parametrize(
    ("full", "channels", "level"),
    [
        (True, {Channel.ONLINE, Channel.DIRECT}, Online.FULL),
        (False, {Channel.ONLINE}, Online.PARTIAL),
        (True, {Channel.DIRECT}, Online.NONE),
    ],
)
def test_online_level(full, channels, level):
    assert rules.online_level(is_full_process=full, channels=frozenset(channels)) is level


def test_a_province_offers_its_own_and_the_countrys_but_neither_internal_nor_vertical():
    def offered(code, *levels, internal=False, vertical=False):
        return rules.is_offered(
            levels=frozenset(levels),
            is_internal=internal,
            local_to=rules.local_to(code),
            authority_code="H01.20",
            with_vertical=vertical,
        )

    assert offered("G15", Level.WARD)
    assert offered("H01", Level.PROVINCE)
    assert offered("000.00.20.H01", Level.PROVINCE)
    assert offered("0100100079", Level.PROVINCE)  # a bank's tax number is no province
    assert not offered("H02.101", Level.WARD)
    assert not offered("G15", Level.MINISTRY)
    assert not offered("G15", Level.WARD, internal=True)
    assert not offered("G01", Level.WARD, Level.VERTICAL)
    assert offered("G01", Level.WARD, Level.VERTICAL, vertical=True)


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("10 ngày làm việc (nhà ở: 7 ngày làm việc)", {(10, "WORKING_DAY"), (7, "WORKING_DAY")}),
        ("năm (05) ngày kể từ ngày nhận", {(5, "DAY")}),
        ("12,5 ngày làm việc", {(12.5, "WORKING_DAY")}),
        ("Quyết định ngày 09 tháng 11 năm 2016", set()),
        ("tiếp nhận sau 15 giờ", set()),
        ("trong 24 giờ", {(24, "HOUR")}),
    ],
)
def test_times_in_words(text, times):
    assert {(t.quantity, t.unit.value) for t in rules.times_in(text)} == times


def test_the_channels_own_time_goes_before_words_and_service():
    both = record(
        executionMethods=[method("DIRECT", 10), method("ONLINE", 1, "OTHER", description="Không quá 08 giờ")],
        cases=[service("1.001193.01", "Thủ tục đăng ký khai sinh", 20, "DAY")],
    )
    terms = rules.terms_of(both)
    direct = rules.term_for(terms=terms, case="", channel="DIRECT")
    online = rules.term_for(terms=terms, case="", channel="ONLINE")
    postal = rules.term_for(terms=terms, case="", channel="POSTAL")
    assert (direct.quantity, direct.unit, direct.origin) == (10, TimeUnit.WORKING_DAY, Origin.METHOD)
    assert (online.quantity, online.unit, online.origin) == (8, TimeUnit.HOUR, Origin.TEXT)
    assert (postal.quantity, postal.unit, postal.origin) == (20, TimeUnit.DAY, Origin.SERVICE)


def test_a_same_day_procedure_is_due_in_one_working_day_until_its_hour():
    terms = rules.terms_of(
        record(executionMethods=[method("DIRECT", 1, "OTHER")], cases=[service("a.01", "x", 5)])
    )
    term = rules.term_for(terms=terms, case="", channel="DIRECT", is_same_day=True)
    assert (term.quantity, term.unit) == (1, TimeUnit.WORKING_DAY)
    assert rules.legal_term(term=term, same_day_until=time(15)).same_day_until == time(15)
    longer = rules.term_for(terms=terms, case="", channel="DIRECT")
    assert rules.legal_term(term=longer, same_day_until=time(15)).same_day_until is None


def test_without_any_time_there_is_no_term_to_count():
    term = rules.term_for(
        terms=rules.terms_of(record(executionMethods=[method(time="Theo mô tả", unit="OTHER")])),
        case="",
        channel="DIRECT",
    )
    assert (term.quantity, term.description) == (None, "Theo mô tả")
    assert rules.legal_term(term=term).unit is TimeUnit.OTHER
    assert rules.term_for(terms=(), case="", channel="DIRECT") is None


@pytest.mark.parametrize(
    ("published", "vnd", "by_council"),
    [
        (fee(8000), 8000, False),
        (fee(0), 0, False),
        (fee(0, "Không có"), 0, False),
        (fee(0, "Miễn lệ phí. Phí cấp bản sao theo Thông tư 281"), 0, False),
        (fee(0, "Miễn lệ phí cho người khuyết tật"), None, False),
        (fee(0, "Do Hội đồng nhân dân tỉnh quy định"), None, True),
        (fee(None, "Theo NQ của HĐND"), None, True),
        (fee(150000, "Mức lệ phí cụ thể do Hội đồng nhân dân tỉnh quyết định"), 150000, True),
        (fee(0, "Theo quy định của Bộ Tài chính"), None, False),
        (fee(10, "/bản"), None, False),
    ],
)
def test_fees_and_zeros_that_are_not_free(published, vnd, by_council):
    found = rules.fee_of(channel=Channel.DIRECT, fee=published)
    assert (found.vnd, found.by_council) == (vnd, by_council)


def test_an_amount_in_dollars_is_told_in_words():
    assert rules.fee_of(channel=Channel.DIRECT, fee=fee(10, "/bản")).note == "10/bản"


def test_contradictions_name_both_values():
    odd = record(
        isFullProcess=True,
        executionMethods=[method("DIRECT", 5, fees=[fee(0, "Do HĐND tỉnh quyết định")])],
        cases=[service("1.001193.01", "x", 3)],
    )
    found = {
        c.what: (c.left, c.right)
        for c in rules.contradictions_of(odd, field_codes=frozenset(), codes=frozenset())
    }
    assert found["terms_contradict"] == ("5 ngày làm việc", "3 ngày làm việc")
    assert found["full_without_online"] == ("DIRECT", "")
    assert found["fee_by_council"] == ("0", "Do HĐND tỉnh quyết định")
    assert found["field_unknown"] == ("G15-TP07", "Hộ tịch")
    assert set(found) <= set(rules.SENTENCES)
    clean = rules.contradictions_of(record(), field_codes=frozenset({"G15-TP07"}), codes=frozenset())
    assert clean == ()


def test_reading_keeps_what_the_record_says():
    cases = [{"name": "* Nộp:", "profileComponents": [paper(copyQty=2)]}]
    read = rules.reading_of(record(executionCases=cases))
    assert (read.code, read.name, read.local_to) == ("1.001193", "Thủ tục đăng ký khai sinh", "")
    assert read.decision_date == date(2026, 1, 16)
    assert (read.papers[0].case, read.papers[0].copies) == ("Nộp", 2)
    assert read.levels == {Level.WARD}
    assert read.online is Online.PARTIAL


@pytest.mark.parametrize(
    ("typed", "code"),
    [("1.001193", "1.001193"), ("1 0011", "1.0011"), ("1001193", "1.001193"), ("2", "2"), ("khai sinh", "")],
)
def test_codes_as_people_type_them(typed, code):
    assert rules.code_in(typed) == code


def test_a_word_is_found_however_it_is_typed():
    assert rules.syllables("Đăng kí Hộ tịch quý") == ["dang", "ki", "ho", "tich", "qui"]
    assert rules.syllables("ĐĂNG KÝ") == rules.syllables("dang ki")
    assert set(rules.words_of("khai tử")) == {"khai", "tu", "khai tu", "tử"}
