"""What comes out of a workbook is what stands in it; what cannot be read says so."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.kernel.errors import Refused
from thongsuot.plumbing import sheets
from thongsuot.plumbing.sheets import places, plain, reading, writing


def made(fill):
    out = BytesIO()
    book = xlsxwriter.Workbook(out)
    fill(book)
    book.close()
    return out.getvalue()


def opened(data, most=1000):
    return sheets.open_book(data, most_rows=most)


def test_values_keep_their_place_and_their_kind():
    def fill(book):
        page = book.add_worksheet("Sổ một & hai")
        page.write_string(2, 1, "046")
        page.write_number(3, 1, 46)
        page.write_datetime(4, 1, date(2025, 7, 1), book.add_format({"num_format": "dd/mm/yyyy"}))

    (sheet,) = opened(made(fill)).sheets
    assert sheet.name == "Sổ một & hai"
    assert [row[1] for row in sheet.rows[2:]] == ["046", 46.0, date(2025, 7, 1)]


def test_what_a_spreadsheet_hides_is_told():
    def fill(book):
        page = book.add_worksheet("A")
        page.write_formula(1, 0, '=B2&"x"', value="ax")
        page.write_formula(2, 0, "=#REF!", value="#REF!")
        page.write_string(3, 0, "ẩn")
        page.set_row(3, None, None, {"hidden": True})
        page.set_column(2, 3, None, None, {"hidden": True})
        page.merge_range(5, 0, 7, 1, "gộp")
        book.add_worksheet("B").hide()

    first, second = opened(made(fill)).sheets
    assert first.marks.formulas == {(2, 1): 'B2&"x"', (3, 1): "#REF!"}
    assert first.marks.errors == {(3, 1): "#REF!"}
    assert first.marks.hidden_rows == {4}
    assert first.marks.hidden_columns == {3, 4}
    assert first.merged == [(6, 1, 8, 2)]
    assert (first.is_hidden, second.is_hidden) == (False, True)


TEXT = "Mã hồ sơ;Họ tên\r\n01;Nguyễn Thị Hòa\r\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "utf-8"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-16-le"), "utf-16"),
        (("sep=;\r\n" + TEXT).encode(), "utf-8"),
        (TEXT.replace(";", "\t").encode(), "utf-8"),
        (TEXT.replace(";", ",").encode(), "utf-8"),
    ],
)
def test_csv_of_every_habit(data, encoding):
    book = opened(data)
    assert book.sheets[0].rows == [["Mã hồ sơ", "Họ tên"], ["01", "Nguyễn Thị Hòa"]]
    assert (book.encoding, book.is_sure) == (encoding, True)


def test_csv_from_before_unicode_is_not_taken_for_sure():
    book = opened("Họ tên\r\nTrâ\u0300n".encode("cp1258", "ignore"))
    assert (book.encoding, book.is_sure) == ("windows-1252", False)


@given(st.binary(max_size=400))
def test_any_bytes_give_a_table_or_a_reason(data):
    try:
        found = [sheet.name for sheet in opened(data).sheets]
    except Refused as refused:
        found = [str(problem) for problem in refused.problems]
    assert all(found)


def test_too_long_and_cut_off_say_so(monkeypatch):
    data = "\r\n".join("a,b" for _ in range(30)).encode()
    with pytest.raises(Refused, match="sheet_too_long"):
        opened(data, most=29)
    monkeypatch.setattr(reading, "FULL", 30)
    with pytest.raises(Refused, match="sheet_full"):
        opened(data, most=29)


@pytest.mark.parametrize("data", [b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1broken"])
def test_broken_files_are_refused_with_advice(data):
    with pytest.raises(Refused):
        opened(data)


@given(st.integers(1, 16384))
def test_columns_are_called_as_people_see_them(number):
    letters = places.column_letters(number)
    assert places.column_number(letters) == number
    assert sheets.cell(12, 3) == "C12"


def test_a_written_table_reads_back_and_holds_no_formula():
    rows = [["=1+1", 5, date(2025, 7, 1), "https://x.vn", "-x"]]
    data = b"".join(writing.table_xlsx("Sổ [1]", list("abcde"), rows, above=["Đầu trang"]))
    page = openpyxl.load_workbook(BytesIO(data)).active
    assert page.title == "Sổ  1"
    assert [cell.value for cell in page[3]][:2] == ["=1+1", 5]
    assert page["A3"].data_type == "s"
    assert page["D3"].hyperlink is None


def test_csv_of_bytes_that_are_no_text_is_refused():
    with pytest.raises(Refused, match="sheet_no_text"):
        plain.read_csv(b"abc\x00\x00\x00def" * 3)
