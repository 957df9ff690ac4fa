"""The lines of a book: facts of the modules that own them, told in the names of the day up to which the book speaks."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.names import mask_citizen_id
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.identity import queries as identity
from thongsuot.work.books.rules import Book, Span
from thongsuot.work.custody import queries as custody
from thongsuot.work.custody import rules as keeping
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.papers.naming import agency_on
from thongsuot.work.dossiers.rules import STATE_NAMES, State
from thongsuot.work.fees import queries as fees
from thongsuot.work.fees import rules as money

Line = Sequence[Any]

WAYS = {"AT_SUBMISSION_PLACE": "Trực tiếp", "POSTAL": "Bưu chính", "ONLINE": "Bản điện tử"}
LATE, EXTENDED = "Trễ hạn", "Đã gia hạn"
ENDINGS = frozenset({State.REFUSED, State.WITHDRAWN, State.STOPPED, State.WAITING})
KINDS = {money.Kind.PAY: "Thu", money.Kind.REFUND: "Hoàn trả"}
APPLICANT, MADE_HERE, OWNER = "Người nộp hồ sơ", "Lập tại đây", "Người nhận kết quả"


def lines(*, viewer: Actor, book: Book, agency_id: int, span: Span) -> Iterator[Line]:
    """The lines of an office's book in order, one value for each of `rules.COLUMNS`, as far as the viewer sees them.

    Read through a cursor of the server: any number of lines, in the memory of some hundred.
    """
    return _BOOKS[book](viewer, agency_id, span)


def _dossiers(viewer: Actor, agency_id: int, span: Span) -> Iterator[Line]:
    names = _Names(span.until)
    for one in dossiers.registered(viewer=viewer, agency_id=agency_id, **_when(span)):
        notes = [STATE_NAMES[one.state]] if one.state in ENDINGS else []
        notes += [EXTENDED] if one.due_at != one.promised_at else []
        notes += [LATE] if one.is_late else []
        yield (
            one.code, names.procedure(one.procedure_version_id), one.sets, one.applicant_name, one.address, one.phone,
            names.agency(one.competent_agency_id), one.received_at, one.promised_at, one.returned_at,
            WAYS.get(one.result_way, ""), "", "; ".join(notes),
        )  # fmt: skip


def _results(viewer: Actor, agency_id: int, span: Span) -> Iterator[Line]:
    names = _Names(span.until)
    for one in custody.handed_out(viewer=viewer, agency_id=agency_id, **_when(span)):
        is_late = one.settled_at is not None and one.due_at is not None and one.settled_at > one.due_at
        shown = (mask_citizen_id(one.number) if one.number else "", one.authority, one.tracking)
        yield (
            one.at, one.code, names.procedure(one.procedure_version_id), one.applicant_name, one.due_at,
            keeping.WAY_NAMES[one.way], one.name, "; ".join(filter(None, shown)), names.officer(one.officer_id),
            "", LATE if is_late else "",
        )  # fmt: skip


def _receipts(viewer: Actor, agency_id: int, span: Span) -> Iterator[Line]:
    names = _Names(span.until)
    for one in fees.receipts(viewer=viewer, agency_id=agency_id, **_when(span)):
        is_payment = one.kind is money.Kind.PAY
        yield (
            one.at, f"{one.number:07}/{one.year}", KINDS[one.kind], one.code, one.payer,
            one.vnd if is_payment else None, None if is_payment else one.vnd, money.METHODS.get(one.method, ""),
            one.external_ref, names.officer(one.officer_id),
        )  # fmt: skip


def _originals(viewer: Actor, agency_id: int, span: Span) -> Iterator[Line]:
    names = _Names(span.until)
    for one in custody.came_in(viewer=viewer, agency_id=agency_id, **_when(span)):
        is_filed = one.kind is keeping.Kind.FILED
        source = names.agency(one.from_agency_id) or (APPLICANT if is_filed else MADE_HERE)
        target = names.agency(one.to_agency_id)
        if not target and one.to_custodian is not None:
            target = APPLICANT if is_filed else OWNER
        yield (
            one.came_at, one.code.removesuffix(keeping.RESULT_MARK), keeping.KIND_NAMES[one.kind], one.originals,
            one.copies, source, one.went_at, target, one.slip_code, "", one.note,
        )  # fmt: skip


_BOOKS: dict[Book, Callable[[Actor, int, Span], Iterator[Line]]] = {
    Book.DOSSIERS: _dossiers,
    Book.RESULTS: _results,
    Book.RECEIPTS: _receipts,
    Book.ORIGINALS: _originals,
}


def _when(span: Span) -> dict[str, datetime]:
    return {"begins": span.begins, "ends": span.ends, "until": span.until}


class _Names:
    """Names as on one day, each asked for once."""

    def __init__(self, until: datetime) -> None:
        day = local_day(until)
        self.agency = cache(lambda id_: agency_on(agency_id=id_, day=day) if id_ else "")
        self.procedure = cache(_procedure)
        self.officer = cache(lambda id_: identity.names(account_ids=[id_]).get(id_, "") if id_ else "")


def _procedure(version_id: int) -> str:
    found = catalogue.version(version_id=version_id)
    return f"{found.code} – {found.name}" if found else ""
