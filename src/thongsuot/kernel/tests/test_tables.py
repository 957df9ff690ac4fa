import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.kernel import cells
from thongsuot.kernel.rows import LoadReport, Row
from thongsuot.kernel.tables import Column, Shape, heading_faults, period_faults, reference_faults, row_faults

SHAPE = Shape(
    (Column("code", cells.digits(5)), Column("name"), Column("day", cells.day(), required=False)), ("code",)
)


def rows(*cells_of):
    return [
        Row("x.csv", n, dict(zip(("code", "name", "day"), c, strict=False)))
        for n, c in enumerate(cells_of, 2)
    ]


def codes(faults):
    return [(f.line, f.column, f.problem.code) for f in faults]


@given(st.dates(date(1945, 1, 1), date(2200, 12, 31)))
def test_every_day_written_as_asked_is_right(day):
    assert cells.day()(day.isoformat()) is None


@given(st.dates(date(1990, 1, 1), date(2060, 12, 31)))
def test_days_of_other_habits_are_refused_and_read_back(day):
    serial = (day - date(1899, 12, 30)).days
    problem, fix = cells.day()(str(serial))
    assert (problem.code, fix) == ("day_serial", day.isoformat())
    problem, fix = cells.day()(f"{day.day}/{day.month}/{day.year}")
    assert day.isoformat() in fix
    assert (problem.code == "day_ambiguous") == (day.day <= 12 and day.day != day.month)


@given(st.integers(0, 99999))
def test_a_code_that_lost_its_zeros_gets_them_back(number):
    finding = cells.digits(5)(str(number))
    assert finding is None if number >= 10000 else finding[1] == f"{number:05d}"


@given(st.text(alphabet="abcdđêôơư áàảãạ ẾỀỂỄỆ NGUYỄN", min_size=1))
def test_vietnamese_text_is_not_suspicious(text):
    assert cells.suspicious(unicodedata.normalize("NFC", text)) is None


@pytest.mark.parametrize("text", ["Xã Phú Lộc", "Lộc Bổn", "Đăng ký kết hôn"])
def test_text_read_in_the_wrong_encoding_is_repaired_in_the_fix(text):
    shown = (bytes([b]).decode("cp1252", "replace") for b in text.encode())
    broken = "".join(c if c != "\ufffd" else chr(b) for c, b in zip(shown, text.encode(), strict=True))
    problem, fix = cells.suspicious(broken)
    assert (problem.code, fix) == ("cell_wrong_encoding", text)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("=A1+1", "cell_formula"),
        ("#REF!", "cell_formula"),
        ("Phư\ufffdng", "cell_broken_letter"),
        ("Th«ng", "cell_old_font"),
        (unicodedata.normalize("NFD", "Phường"), "cell_not_composed"),
        ("Phú\u00a0Lộc", "cell_hidden_mark"),
        ("Phú\u200bLộc", "cell_hidden_mark"),
    ],
)
def test_suspicious_cells(value, code):
    assert cells.suspicious(value)[0].code == code


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("2025-02-30", "day_impossible"),
        ("2568-07-01", "day_year"),
        ("1/7/25", "day_short_year"),
        ("mai", "day_unreadable"),
    ],
)
def test_days_that_cannot_be(value, code):
    assert cells.day()(value)[0].code == code


def test_all_faults_of_a_table_at_once():
    found = row_faults(
        rows(("123", "Một"), ("00001", ""), ("00002", "Hai", "31/12/2025"), ("00001", "Ba")), SHAPE
    )
    assert codes(found) == [
        (2, "code", "cell_leading_zero"),
        (3, "name", "cell_empty"),
        (4, "day", "day_order"),
        (5, "code", "row_twice"),
    ]


def test_headings():
    found = heading_faults("x.csv", ["code", "code", "nam", ""], SHAPE)
    assert [f.problem.code for f in found] == [
        "column_missing",
        "column_missing",
        "column_twice",
        "column_unknown",
        "column_nameless",
    ]


def test_periods_and_references():
    periods = [
        Row("x.csv", 2, {"valid_from": "2025-07-01", "valid_to": "2025-07-01"}),
        Row("x.csv", 3, {"valid_from": "2025-07-01", "valid_to": "2025-07-02"}),
    ]
    assert [f.line for f in period_faults(periods)] == [2]
    found = reference_faults(rows(("00001", "Một"), ("00002", "Hai")), "code", {"00001"}, "xã")
    assert codes(found) == [(3, "code", "reference_unknown")]


def test_reports_add_up():
    total = LoadReport(added=2, unchanged=1) + LoadReport(changed=1, ended=1)
    assert (total, total.changes) == (LoadReport(2, 1, 1, 1), 4)


def test_a_serial_is_a_day_of_excel():
    assert cells.day()("45839")[1] == (date(1899, 12, 30) + timedelta(45839)).isoformat() == "2025-07-01"
