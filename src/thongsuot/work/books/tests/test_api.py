"""Books by API: the lines, the sum that the printed copy bears, and who may ask."""

import io

import pypdfium2
import pytest
from tests.people import BIRTH, HERE, NOW, TODAY, Program, centre, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Forbidden
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.models import JournalEntry
from thongsuot.work.books import services
from thongsuot.work.books.rules import COLUMNS, Book, Span
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services as work
from thongsuot.work.dossiers.papers import assembling
from thongsuot.work.dossiers.papers.tests.reading import pages

pytestmark = pytest.mark.usefixtures("province")
COUNTER, STRANGER = "motcua.thuanhoa", "motcua.phubai"
DAYS = "start=2026-11-01&to=2026-11-30"


def asked(more=""):
    return f"agency_id={centre()}&{DAYS}{more}"


def test_the_register_bears_the_sum_of_the_printed_book_and_both_are_in_the_journal():
    code = work.receive(actor=who(COUNTER), now=NOW, agency_id=centre(), filing=filing()).code
    counter = Program(COUNTER)
    found = counter.call(f"books/dossiers?{asked()}")
    assert [one["key"] for one in found["columns"]] == [one.key for one in COLUMNS[Book.DOSSIERS]]
    assert [line[0] for line in found["lines"]] == [code]
    until = found["until"].replace("+", "%2B")
    pdf = counter.call(f"books/dossiers/printed?{asked(f'&until={until}')}")
    printed = pypdfium2.PdfDocument(io.BytesIO(pdf))
    said = "".join(page.get_textpage().get_text_range() for page in printed)
    assert found["digest"].replace(" ", "") in "".join(said.split())
    assert counter.call(f"books/dossiers?{asked(f'&until={until}')}") == found
    for book in Book:
        assert counter.call(f"books/{book.value}?{asked()}")["book"] == book.value
    with seeing(SYSTEM):
        told = [one.detail for one in JournalEntry.objects.filter(verb="books.take_out").order_by("id")]
    assert [one["kind"] for one in told[:3]] == ["json", "pdf", "json"]
    assert {one["digest"] for one in told[:3]} == {found["digest"]}


def test_the_number_of_sets_stands_in_the_register_and_on_the_slip():
    given = {
        "agency_id": centre(), "procedure_code": BIRTH, "territory_code": HERE, "sets": 3,
        "applicant": {"name": "Nguyễn Thị Hòa", "phone": "0905123456"},
    }  # fmt: skip
    counter = Program(COUNTER)
    code = counter.call("dossiers", given, status=201)["code"]
    assert counter.call(f"dossiers/{code}")["sets"] == 3
    (line,) = counter.call(f"books/dossiers?{asked()}")["lines"]
    assert line[[one.key for one in COLUMNS[Book.DOSSIERS]].index("sets")] == 3
    refused = counter.call("dossiers", {**given, "sets": 100}, status=422)
    assert [one["pointer"] for one in refused["errors"]] == ["/sets"]
    assert Program(STRANGER).call("dossiers", given, status=403)
    record = dossiers.dossier_by_code(viewer=SYSTEM, code=code)
    steps = dossiers.steps_of(viewer=SYSTEM, dossier_id=record.id)
    with seeing(SYSTEM):
        slip = assembling.printed(assembling.Told(record, (), steps, "https://mau.vn/1"), "slip")
    assert "Số lượng hồ sơ: 3 (bộ)" in " ".join(pages(slip))


def test_nobody_reads_the_books_of_another_office_or_of_days_to_come():
    assert Program(STRANGER).call(f"books/dossiers?{asked()}", status=403)
    counter = Program(COUNTER)
    assert counter.call(f"books/other?{asked()}", status=422)
    assert counter.call(f"books/results?agency_id={centre()}&start=2027-01-01&to=2026-12-01", status=422)
    for year in ("0001", "9999"):
        assert counter.call(f"books/results?{asked(f'&until={year}-01-01T00:00:00Z')}", status=422)


def test_the_journal_says_of_nobody_that_he_took_a_book_which_he_could_not_have_taken():
    span = Span(TODAY, TODAY, NOW)
    given = {"now": NOW, "book": Book.DOSSIERS, "office_id": centre(), "span": span, "kind": "csv"}
    for username in (STRANGER, "quantri"):
        with pytest.raises(Forbidden):
            services.take_out(actor=who(username), **given)
    services.take_out(actor=who(COUNTER), **given)
    with seeing(SYSTEM):
        assert JournalEntry.objects.filter(verb="books.take_out").count() == 1
