"""A list taken out whole: what the page shows and nothing else, harmless to spreadsheets, told to the journal."""

import csv
import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from thongsuot.edges.desk.tests.people import COUNTER, HEAD, STRANGER, browser, moved, received
from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing import access
from thongsuot.plumbing.ui import downloads, tables
from thongsuot.work.dossiers.rules import Applicant


def content(user: str, now: datetime, path: str) -> bytes:
    answer: Any = browser(user, now).get(path)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def table_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def journal() -> list[tuple[Any, ...]]:
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            "select count, detail->>'query', detail->>'kind', detail->>'ended', detail->>'whole' from journal_entry"
            " where verb = 'dossiers.export' order by id"
        )
        return list(cursor.fetchall())


@pytest.mark.usefixtures("province")
def test_the_file_holds_what_the_page_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime.now(UTC)
    received(now, applicant=Applicant("=cmd|' /C calc'!A0", "", "0905123456"))
    moved(received(now), "forward", "take", at=now)
    moved(received(now), "forward", "ask", at=now)
    moved(received(now), "forward", "decide", at=now)
    for query in ("", "?state=received", "?when=soon", "?q=nguyen"):
        page = browser(HEAD, now).get(f"/desk/dossiers/{query}{'&' if query else '?'}format=csv").content
        assert content(HEAD, now, f"/desk/dossiers/danh-sach.csv{query}") == page
    rows = table_of(content(HEAD, now, "/desk/dossiers/danh-sach.csv"))
    assert len(rows) == 5
    assert "'=cmd|' /C calc'!A0" in {row[1] for row in rows}
    assert b"0905123456" not in content(HEAD, now, "/desk/dossiers/danh-sach.csv")
    assert journal()[-2:] == [(0, "", "csv", "false", "false"), (4, "", "csv", "true", "true")]
    assert "nguyen" not in str(journal())
    assert "q=%2A" in str(journal())


@pytest.mark.usefixtures("province")
def test_the_workbook_holds_the_same_and_a_stranger_gets_an_empty_one() -> None:
    now = datetime.now(UTC)
    code = received(now).code
    book = CalamineWorkbook.from_filelike(io.BytesIO(content(COUNTER, now, "/desk/dossiers/danh-sach.xlsx")))
    head, row = book.get_sheet_by_index(0).to_python()
    assert head[0] == "Mã hồ sơ"
    assert row[0] == code
    assert isinstance(row[3], datetime)
    assert len(table_of(content(STRANGER, now, "/desk/dossiers/danh-sach.csv"))) == 1
    assert browser(COUNTER, now).get("/desk/dossiers/danh-sach.pdf").status_code == 404


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.text(
            st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co", "Zs", "Zl", "Zp"]), max_size=12
        ).map("{}".format),
        max_size=12,
    )
)
def test_no_cell_is_a_formula_in_either_file(words: list[str]) -> None:
    wicked = [sign + word for sign in ("=", "+", "-", "@", "\tx", "x") for word in words]
    columns = [tables.Column("a", "=A1")]
    found = table_of(b"".join(downloads.as_csv(columns, ([word] for word in wicked))))
    assert not any(cell and cell[0] in "=+-@\t\r\n\0" for row in found for cell in row)
    assert len(found) == len(wicked) + 1
    if wicked:
        book = b"".join(downloads.as_xlsx(columns, ([word] for word in wicked), sheet="a"))
        with zipfile.ZipFile(io.BytesIO(book)) as parts:
            assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0)
        assert [row[0].strip() for row in sheet.to_python()[1:]] == [word.strip() for word in wicked]


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "SHEET_ROWS", 3)
    columns = [tables.Column("a", "A", "number")]
    book = b"".join(downloads.as_xlsx(columns, ([n] for n in range(7)), sheet="a"))
    opened = CalamineWorkbook.from_filelike(io.BytesIO(book))
    found = [row[0] for name in opened.sheet_names for row in opened.get_sheet_by_name(name).to_python()[1:]]
    assert found == list(range(7))
