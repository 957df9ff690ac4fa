"""Cells and rows: what is right passes untouched, what is wrong is named with what to write, nothing changes in silence."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.kernel import oldfonts
from thongsuot.work.imports import rules
from thongsuot.work.imports.rules import Cell, Hidden, Kind
from thongsuot.work.imports.rules.days import read_day, swapped
from thongsuot.work.imports.rules.numbers import dossier_code, identity, number, phone
from thongsuot.work.imports.rules.words import STATUSES, status

TODAY = date(2026, 11, 20)
NOBODY: frozenset[str] = frozenset()
days = st.dates(date(1950, 1, 1), date(2030, 12, 31))


def cell(key, raw, accepted=NOBODY, hidden=None):
    return rules.read_cell(rules.BY_KEY[key], raw, today=TODAY, accepted=frozenset(accepted), hidden=hidden)


def codes(reading):
    return [(finding.kind.value, finding.code) for finding in reading.findings]


@given(days)
def test_a_day_written_as_here_is_that_day(day):
    for text in (f"{day:%d/%m/%Y}", f"{day.day}/{day.month}/{day.year}", f"{day:%d-%m-%Y}", day.isoformat()):
        assert read_day(text, TODAY) == (day, None)
    assert read_day(day, TODAY) == (day, None)


@given(days)
def test_a_serial_a_buddhist_and_a_short_year_are_named_with_their_day(day):
    serial = (day - date(1899, 12, 30)).days
    if serial >= 20_000:
        for raw in (serial, float(serial), str(serial)):
            value, finding = read_day(raw, TODAY)
            assert (value, finding.code, finding.proposal) == (None, "day_serial", day)
    try:
        thai = day.replace(year=day.year + 543)
    except ValueError:
        return
    for raw in (f"{thai:%d/%m/%Y}", thai):
        assert read_day(raw, TODAY)[1].proposal == day
    finding = read_day(f"{day:%d/%m/%y}", TODAY)[1]
    assert finding.code == "day_short_year"
    assert finding.proposal.year % 100 == day.year % 100
    assert finding.proposal.year <= TODAY.year + 5


@given(days)
def test_month_first_is_told_only_where_it_cannot_be_day_first(day):
    value, finding = read_day(f"{day:%m/%d/%Y}", TODAY)
    if day.day > 12:
        assert (value, finding.code, finding.proposal) == (None, "day_month_first", day)
    else:
        assert finding is None


@given(days)
def test_swapping_twice_gives_the_day_back(day):
    other = swapped(day)
    assert other is None or swapped(other) == day


@pytest.mark.parametrize(
    "raw", ["31/02/2025", "hôm qua", "00/00/0000", "1/1/1", True, timedelta(1), -5, 1e300, "12/2025"]
)
def test_what_is_no_day_gets_advice(raw):
    value, finding = read_day(raw, TODAY)
    assert value is None
    assert finding.advice.say(str)


def test_a_moment_keeps_its_clock():
    assert read_day("05/07/2025 14:30", TODAY) == (datetime(2025, 7, 5, 14, 30), None)
    assert read_day("2025-07-05T14:30:00", TODAY) == (datetime(2025, 7, 5, 14, 30), None)


identities = st.builds(
    lambda province, sex, year, rest: f"{province:03d}{sex}{year:02d}{rest:06d}",
    st.integers(1, 96), st.integers(0, 1), st.integers(20, 99), st.integers(0, 999_999),
)  # fmt: skip


@given(identities)
def test_an_identity_number_passes_and_eaten_zeros_are_offered_back(text):
    assert identity(text, 2026) == (text, None)
    for raw in (float(text), int(text), str(int(text))):
        value, finding = identity(raw, 2026)
        if len(str(int(text))) in (10, 11):
            assert (finding.kind, finding.code, finding.proposal) == (
                Kind.FAULT,
                "identity_leading_zero",
                text,
            )
            assert value != text
    spaced = f"{text[:3]} {text[3:6]} {text[6:9]} {text[9:]}"
    assert identity(spaced, 2026)[1].code == "separators"
    assert identity(f"{float(text):.3E}", 2026)[1].code == "number_scientific"
    assert identity(f"{float(text):.3E}", 2026)[1].proposal is None


@given(st.integers(0, 99_999_999).map(lambda n: f"09{n:08d}"))
def test_a_telephone_number_too(text):
    assert phone(text) == (text, None)
    for raw in (float(text), int(text)):
        assert phone(raw)[1].proposal == text
    assert phone(f"+84{text[1:]}")[1].proposal == text


def test_old_cards_and_nonsense():
    assert identity("190123456", 2026) == ("190123456", None)
    assert identity(90123456.0, 2026)[1].proposal == "090123456"
    assert identity("abc", 2026)[1].code == "identity_form"
    assert identity("046399000123", 2026)[1].code == "identity_year"


@given(st.integers(0, 10**9))
def test_amounts_are_read_in_every_clear_spelling(amount):
    grouped = f"{amount:,}"
    assert number(amount, whole=True) == (amount, None)
    assert number(str(amount), whole=True) == (amount, None)
    for text in (grouped, grouped.replace(",", "."), f"{grouped} đ"):
        value, finding = number(text, whole=True)
        assert value == amount or (finding.kind, finding.proposal) == (Kind.CHANGE, amount)


@given(st.integers(1000, 10**8), st.integers(1, 9))
def test_a_fraction_is_read_where_its_comma_is_clear_and_never_of_dong(whole, tenth):
    text = f"{whole:,}".replace(",", ".") + f",{tenth}"
    assert number(text, whole=False)[1].proposal == whole + tenth / 10
    finding = number(text, whole=True)[1]
    assert (finding.kind, finding.code) == (Kind.FAULT, "number_not_whole")
    assert number(f"{whole % 1000},{tenth}", whole=False)[1].proposal == whole % 1000 + tenth / 10


def test_one_point_before_three_figures_is_not_guessed_of_an_area():
    assert number("1.234", whole=False)[1].code == "number_ambiguous"
    assert number("1.234", whole=True)[1].proposal == 1234
    assert number(-1, whole=True)[1].code == "number_negative"
    assert number(1.5, whole=True)[1].code == "number_not_whole"


def test_codes_keep_and_spellings_are_told():
    assert dossier_code("G09.20-250701-0001") == ("G09.20-250701-0001", None)
    assert dossier_code("g09.20–250701–0001")[1].proposal == "G09.20-250701-0001"
    assert dossier_code("số 5")[1].code == "code_form"


@given(st.text(max_size=60))
def test_any_text_is_kept_or_told(text):
    reading = cell("note", text)
    assert reading.findings or reading.value == text or (reading.value, text.strip()) == ("", "")
    for finding in reading.findings:
        assert finding.advice.say(str)
        assert finding.problem.say(str)


def test_each_change_of_a_text_is_listed():
    reading = cell("name", "  Nguye\u0302\u0303n\u00a0Thi\u0323\u200b Ho\u0300a ")
    assert codes(reading) == [("change", "not_composed"), ("change", "hidden_mark")]
    assert reading.value == "Nguyễn Thị Hòa"
    assert cell("name", "Nguyễn Thị Hoà").findings == []  # a name is spelt as its bearer spells it


@pytest.mark.parametrize(
    ("turn", "code"), [(oldfonts.to_tcvn3, "old_font_tcvn3"), (oldfonts.to_vni, "old_font_vni")]
)
def test_old_fonts_are_faults_until_somebody_accepts_them(turn, code):
    text = turn("nguyễn thị hồng")
    assert codes(cell("name", text)) == [("fault", code)]
    accepted = cell("name", text, {code})
    assert (codes(accepted), accepted.value) == ([("change", code)], "nguyễn thị hồng")


def test_formulas_errors_and_merged_cells():
    assert codes(cell("name", "An", hidden=Hidden(formula="A1"))) == [("fault", "formula")]
    assert cell("name", "An", {"formula"}, Hidden(formula="A1")).value == "An"
    assert codes(cell("name", "", hidden=Hidden(error="#REF!"))) == [("fault", "formula_error")]
    assert codes(cell("name", "#N/A")) == [("fault", "formula_error")]
    merged = cell("received", "", {"merged_cell"}, Hidden(merged="05/07/2025"))
    assert merged.value == date(2025, 7, 5)


def test_statuses_are_known_and_closed_ones_stay_outside():
    assert status("Chờ bổ sung") == ("waiting", None)
    assert {status(word)[0] for key, words in STATUSES.items() for word in words} == {
        "received", "processing", "waiting", "decided", "",
    }  # fmt: skip
    assert status("Đã trả kết quả")[1].code == "status_closed"


HEADING = [
    "STT",
    "MA HO SO (*)",
    "Họ và tên",
    "Số CCCD",
    "Ngày nhận",
    "Phường/Xã",
    "Mã TTHC",
    "Hạn trả",
    "Cột lạ",
]


def test_a_heading_is_found_below_a_title_and_without_accents():
    found = rules.find_heading([["SỔ THEO DÕI"], [], HEADING, [1, "x"]])
    assert found.row == 3
    assert list(found.columns.values()) == [
        "ordinal", "code", "name", "citizen_id", "received", "territory", "procedure", "due", "",
    ]  # fmt: skip
    assert found.missing == ()
    assert rules.find_heading([[], [""]]) is None


def test_a_renamed_title_is_guessed_and_our_own_columns_are_no_data():
    found = rules.find_heading([[*HEADING, "Ngày hẹn trả kết quả cho dân", *rules.OURS]])
    assert found.guesses == {} or set(found.guesses.values()) <= {one.key for one in rules.FIELDS}
    assert 11 not in found.titles
    assert rules.find_heading([["Mã số HS", "Tên", "Nhận"]]).missing


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["Tổng cộng", "", "", "", "", "", "", "", 12], "totals_row"),
        ([*HEADING], "repeated_heading"),
        (["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)"], "numbering_row"),
        (["", "", "", "", "", "Người lập biểu", "", "", ""], "stray_row"),
        (["1", "G09.20-250701-0001", "An", "", "", "", "", "", ""], None),
        (["", "", "Tổng Thị Cộng", "", "", "", "", "", ""], None),
    ],
)
def test_what_is_no_dossier_is_left_out_and_named(row, code):
    heading = rules.find_heading([HEADING])
    places = {key: column for column, key in heading.columns.items() if key}
    found = rules.no_dossier(row, heading, places)
    assert (found and found[1].code) == code


@given(days, st.integers(0, 200), st.integers(1, 200))
def test_days_of_a_dossier_follow_each_other(received, term, early):
    row = rules.Row({"received": received, "due": received + timedelta(term)})
    assert received > TODAY or rules.order_of_days(row, today=TODAY, accepted=NOBODY) == []
    row = rules.Row({"received": received, "due": received - timedelta(early)})
    found = rules.order_of_days(row, today=TODAY, accepted=NOBODY)
    assert [f.kind for _, f in found] == [Kind.FAULT]
    if found[0][1].code == "day_swapped" and received <= TODAY:
        again = rules.Row({"received": received, "due": found[0][1].proposal})
        assert rules.order_of_days(again, today=TODAY, accepted=NOBODY) == []


def test_what_every_dossier_needs():
    present = frozenset({"code", "name", "status"})
    row = rules.Row({"code": "x", "name": "", "status": "waiting"})
    assert {key for key, _ in rules.empties(row, present=present)} == {"name", "status"}
    assert len(rules.empties(row, present=present)) == 6


def test_units_and_people_are_never_picked_in_silence():
    one, two = rules.Place("1", "Phường A"), rules.Place("2", "Phường B", "Phường X")
    assert rules.territory("Phường A", [one]) == ("1", None)
    assert rules.territory("Phường Á", [one])[1].kind is Kind.CHANGE
    assert rules.territory("Phường X", [two])[1].code == "old_unit"
    assert rules.territory("Phường X", [two, one])[1].code == "split_unit"
    assert rules.territory("Phường A", [one], is_exact=False)[0] is None
    assert rules.territory("Mô", [])[1].code == "territory_unknown"
    assert rules.holder("An", [(1, "An", "an"), (2, "An", "an2")])[1].code == "holder_ambiguous"
    assert rules.procedure("x", [], ["1.1 y"])[1].advice.say(str) == "có phải: 1.1 y"


def test_every_kind_of_cell_can_be_read():
    for known in rules.FIELDS:
        assert rules.read_cell(known, "", today=TODAY, accepted=NOBODY).findings == []
        assert isinstance(known.cell, Cell)
