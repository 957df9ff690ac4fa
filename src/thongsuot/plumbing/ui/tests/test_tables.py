"""A table exports exactly what it shows, and nothing in it is taken for a formula."""

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.plumbing.ui import tables
from thongsuot.plumbing.ui.tables import Column, Deadline, Empty, Link, Row, Status, Table

MOMENT = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
TABLE = Table(
    "Hồ sơ",
    (
        Column("code", "Mã hồ sơ", "code"),
        Column("state", "Trạng thái"),
        Column("due", "Hạn trả", sortable=True),
        Column("day", "Ngày nhận", "day"),
        Column("fee", "Lệ phí", "vnd"),
    ),
    (
        Row(
            (
                Link("H00-1", "/h/1"),
                Status("Quá hạn", "late"),
                Deadline("trễ", "late", MOMENT),
                date(2026, 11, 2),
                8000,
            )
        ),
        Row((Link("H00-2", "/h/2"), Status("Xong", "done"), Deadline("đã trả", "calm"), None, None)),
    ),
    sort="due",
    name="ho-so",
)


def _read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def _render(table: Table, query: str = "") -> str:
    context = Context({"table": table, "request": RequestFactory().get(f"/ho-so/?{query}")})
    return Template("{% load ui %}{% table table previous='' next='?sau=x' %}").render(context)


def test_csv_holds_the_rows_on_screen_as_excel_reads_them() -> None:
    assert tables.as_csv(TABLE).startswith(b"\xef\xbb\xbf")
    assert _read(tables.as_csv(TABLE)) == [
        ["Mã hồ sơ", "Trạng thái", "Hạn trả", "Ngày nhận", "Lệ phí"],
        ["H00-1", "Quá hạn", "26/11/2026 15:00", "02/11/2026", "8000"],
        ["H00-2", "Xong", "đã trả", "", ""],
    ]


def test_json_holds_the_same_rows_with_stable_keys() -> None:
    made = tables.as_json(TABLE)
    assert [column["key"] for column in made["columns"]] == ["code", "state", "due", "day", "fee"]
    assert made["rows"][0] == {
        "code": "H00-1",
        "state": "Quá hạn",
        "due": "2026-11-26T08:00:00+00:00",
        "day": "2026-11-02",
        "fee": 8000,
    }
    assert made["rows"][1]["day"] is None


@given(st.text())
def test_no_cell_is_a_formula(text: str) -> None:
    made = tables.as_csv(Table("x", (Column("a", "A"),), (Row((text,)),)))
    cell = made.decode("utf-8-sig").split("\r\n", 1)[1].lstrip('"')
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\0"))
    if text and text[0] not in "=+-@\t\r\n\0" and "\r" not in text and "\n" not in text:
        assert _read(made)[1] == [text]


def test_negative_numbers_stay_numbers() -> None:
    assert _read(tables.as_csv(Table("x", (Column("a", "A"),), (Row((-5,)),))))[1] == ["-5"]


@pytest.mark.parametrize(("wanted", "kind"), [("csv", "text/csv"), ("json", "application/json")])
def test_the_export_is_a_download_that_nobody_caches(wanted: str, kind: str) -> None:
    answer = tables.export(RequestFactory().get(f"/ho-so/?format={wanted}"), TABLE)
    assert answer is not None
    assert answer["Content-Type"].startswith(kind)
    assert answer["Content-Disposition"] == f'attachment; filename="ho-so.{wanted}"'
    assert "no-store" in answer["Cache-Control"]
    if wanted == "json":
        assert json.loads(answer.content) == tables.as_json(TABLE)


@pytest.mark.parametrize("wanted", ["", "html", "xlsx", "CSV"])
def test_any_other_format_is_the_page(wanted: str) -> None:
    assert tables.export(RequestFactory().get(f"/ho-so/?format={wanted}"), TABLE) is None


def test_headers_sort_by_a_link_that_keeps_the_filters_and_forgets_the_cursor() -> None:
    html = _render(TABLE, "sort=due&state=late&sau=abc")
    assert 'aria-sort="ascending"' in html
    assert 'href="?sort=-due&amp;state=late"' in html
    assert html.count("aria-sort") == 1


def test_exports_keep_the_filters_that_are_in_force() -> None:
    assert 'href="?state=late&amp;format=csv"' in _render(TABLE, "state=late")


def test_numbers_stand_at_the_end_and_empty_cells_are_a_dash() -> None:
    html = _render(TABLE).replace("\n", "")
    assert '<td class="num">8.000\u00a0đ</td>' in html
    assert '<td class="num">–</td>' in html
    assert '<th scope="row"><a href="/h/1" class="code">H00-1</a></th>' in html


def test_a_cell_is_text_and_never_markup() -> None:
    html = _render(Table("x", (Column("a", "A"),), (Row(("<script>alert(1)</script>",)),)))
    assert "<script>" not in html


def test_an_empty_table_says_what_to_do_next() -> None:
    html = _render(
        Table(
            "x", (), (), Empty("Chưa có hồ sơ", "Hãy tiếp nhận hồ sơ đầu tiên.", Link("Tiếp nhận", "/nhan/"))
        )
    )
    assert "Chưa có hồ sơ" in html
    assert 'href="/nhan/"' in html
    assert "<table" not in html


def test_rows_with_a_key_can_be_chosen() -> None:
    html = _render(Table("x", (Column("a", "A"),), (Row(("Hồ sơ 1",), key="7"),)))
    assert 'name="row" value="7" aria-label="Chọn Hồ sơ 1"' in html


@pytest.mark.parametrize("stack", [False, True])
def test_no_sort_of_cell_lets_markup_through(stack):
    bad = '"><script>alert(1)</script>, sau đó <b>'
    kinds = (bad, Link(bad, bad), Status(bad, "late"), Deadline(bad, "late", MOMENT), Deadline(bad, "calm"))
    columns = [Column(f"c{at}", bad, kind) for kind in ("text", "code") for at in range(len(kinds))]
    html = _render(Table("x", columns, (Row((*kinds, *kinds), key=bad),), stack=stack))
    assert "<script>" not in html
    assert "<b>" not in html
    assert html.count("&lt;script&gt;") >= 2 * len(kinds)
