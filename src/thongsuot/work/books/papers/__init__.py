"""Books as PDF: form 07 on its own layout, the others on one of theirs. The same lines give the same bytes."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from thongsuot.kernel.dates import format_date, local_day
from thongsuot.kernel.errors import refuse_if
from thongsuot.kernel.money import format_vnd
from thongsuot.plumbing import paper
from thongsuot.plumbing.paper import Signature, dates
from thongsuot.registers.units import queries as units
from thongsuot.work.books import rules
from thongsuot.work.books.rules import COLUMNS, Book, Span
from thongsuot.work.dossiers import papers as forms
from thongsuot.work.dossiers.papers.naming import agency_on

Line = Sequence[Any]

_HERE = Path(__file__).parent
_LONGEST = 90  # letters of a cell
_COUNTERS = ("commune_centre", "province_centre")
_KEEPER = Signature(post="Người lập sổ")
_HEAD = Signature(post="Thủ trưởng đơn vị", note="(Ký, đóng dấu)")


def printed(
    *, book: Book, agency_id: int, span: Span, lines: Sequence[Line], digest: str, is_demo: bool
) -> bytes:
    """A book as PDF/A-2a, dated as it speaks (`span.until`). Raises Refused when it has too many lines for a book."""
    refuse_if(rules.printing_problems(len(lines)))
    head = _head(agency_id, span, is_demo)
    said: dict[str, Any] = {
        "period": _period(span),
        "known": dates.instant_in_words(span.until),
        "digest": digest,
    }
    if book is Book.DOSSIERS:
        return forms.register_pdf(
            forms.RegisterData(
                **head, **said, book=rules.number_of(span.from_day), lines=tuple(map(_registered, lines)),
                keeper=_KEEPER, head=_HEAD,
            )
        )  # fmt: skip
    record = {
        **head,
        **said,
        "title": rules.BOOK_NAMES[book],
        "number_of_book": rules.number_of(span.from_day),
        "issued_in_words": dates.day_in_words(dates.local_day(span.until)),
        "columns": [{"label": c.label, "parts": c.parts, "kind": c.kind} for c in COLUMNS[book]],
        "lines": [[_cell(value, c.kind) for value, c in zip(line, COLUMNS[book], strict=True)] for line in lines],
        "total": _total(book, lines),
        "places": [_place(_KEEPER), _place(_HEAD)],
    }  # fmt: skip
    record.pop("issued_at")
    title = f"{rules.BOOK_NAMES[book]} {rules.number_of(span.from_day)}"
    return paper.render_many(_HERE / "book.typ", [record], title=title, at=span.until, fit=False)


def _head(agency_id: int, span: Span, is_demo: bool) -> dict[str, Any]:
    """The letterhead of the office, by its names on the day up to which the book speaks."""
    day = local_day(span.until)
    office = units.agency(agency_id=agency_id)
    above = units.agency(agency_id=office.parent_id) if office and office.parent_id else None
    where = units.unit(unit_id=office.unit_id, day=day) if office and office.unit_id else None
    superior = agency_on(agency_id=above.id, day=day) if above and office and office.kind in _COUNTERS else ""
    name = agency_on(agency_id=agency_id, day=day)
    if superior and where:  # the line above already says of which commune
        name = name.removesuffix(f" {where.full_name[:1].lower()}{where.full_name[1:]}")
    place = where.name if where else ""
    return {"superior": superior, "agency": name, "place": place, "issued_at": span.until, "is_demo": is_demo}


def _period(span: Span) -> str:
    return f"từ ngày {format_date(span.from_day)} đến ngày {format_date(span.to_day)}"


def _registered(line: Line) -> forms.RegisterLine:
    code, procedure, sets, applicant, address, phone, responsible, received, due, returned, way, _, note = (
        line
    )
    return forms.RegisterLine(
        code=code, procedure=_shortened(procedure), sets=sets, applicant=applicant,
        contact="; ".join(filter(None, (address, phone))), responsible=responsible, received_at=received,
        due_at=due, returned_at=returned, way=way, note=note,
    )  # fmt: skip


def _cell(value: Any, kind: str) -> str:
    if isinstance(value, datetime):
        return dates.instant_in_figures(value)
    if kind == "vnd":
        return "" if value is None else format_vnd(value)
    return "" if value is None else _shortened(str(value))


def _shortened(text: str) -> str:
    """A name of the catalogue may fill half a page; the code before it says which one it is."""
    if len(text) <= _LONGEST:
        return text
    return text[:_LONGEST].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def _total(book: Book, lines: Sequence[Line]) -> str:
    if book is not Book.RECEIPTS:
        return f"Cộng: {len(lines)} dòng."
    keys = [column.key for column in COLUMNS[book]]
    paid, refunded = (sum(line[keys.index(key)] or 0 for line in lines) for key in ("paid", "refunded"))
    return (
        f"Cộng: {len(lines)} chứng từ; thu {format_vnd(paid)}, hoàn trả {format_vnd(refunded)}, "
        f"còn {format_vnd(paid - refunded)}."
    )


def _place(one: Signature) -> dict[str, Any]:
    return {"lines": one.lines(), "name": one.name, "note": one.note}
