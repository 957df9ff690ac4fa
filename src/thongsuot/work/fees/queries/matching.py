"""Lines of a bank's statement that our book has not, and whose money they are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.kernel.codes import AgencyCode
from thongsuot.plumbing import access, reference, sheets
from thongsuot.plumbing.access import seeing
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.fees import models, rules
from thongsuot.work.fees.queries.standing import OrderRecord, order_by_code, standing
from thongsuot.work.fees.rules.matching import Match

BACK, MOST = timedelta(days=90), 300


@dataclass(frozen=True, slots=True)
class Target:
    """Whom a message names: a dossier, and the order of it if that was named."""

    record: dossiers.DossierRecord
    order: OrderRecord | None


@dataclass(frozen=True, slots=True)
class Matched:
    """A line of a statement with what is to be done with it; `due` is what is asked of whom it names."""

    line: rules.StatementLine
    match: Match
    target: Target | None
    due: int


def statement(data: bytes, *, authority_id: int | None) -> tuple[rules.StatementLine, ...]:
    """The lines of a file as banks give it, CSV or Excel. Raises `Refused` with every faulty line."""
    book = sheets.open_book(data, most_rows=rules.statements.MOST_LINES)
    shown = [one for one in book.sheets if not one.is_hidden] or book.sheets
    rows = next((one.rows for one in shown if one.rows), [])
    return rules.read_statement(rows, headings(authority_id=authority_id))


@reference.remembered
def headings(*, authority_id: int | None) -> dict[str, tuple[str, ...]]:
    """Under which headings banks give what, in the country and in the province."""
    rows = models.FeeBankColumn.objects.filter(
        Q(authority_id=None) | Q(authority_id=authority_id), withdrawn_at=None
    ).order_by("authority_id", "id")
    found: dict[str, tuple[str, ...]] = {}
    for field, heading in rows.values_list("field", "heading"):
        found[field] = (*found.get(field, ()), heading)
    return found


def collector(*, record: dossiers.DossierRecord, agency_id: int, day: date) -> int:
    """Who collects on a day what `agency_id` would have: itself, or the agency that follows it if it has ended.

    Of several that follow it, the one that holds the dossier. Its series of receipts goes on, the old one has ended.
    """
    agency = units.agency(agency_id=agency_id)
    if agency is None or agency.is_valid_on(day):
        return agency_id
    heirs = [one.id for one in units.agency_successors(agency_id=agency_id, day=day)]
    return record.holder_agency_id if record.holder_agency_id in heirs else next(iter(heirs), agency_id)


def target_of(*, viewer: Actor, agency_id: int, text: str, day: date) -> Target | None:
    """Whom the message of a transfer to an agency's account names; None: nobody, or more than one.

    Only for whoever settles the account there: a message may name a dossier that he would not see otherwise.
    """
    if not access.may(actor=viewer, verb="fees.resolve", agency_id=agency_id, day=viewer.day or day):
        return None
    with seeing(SYSTEM):
        named = rules.named_in(text, prefixes=_prefixes(agency_id))
        orders = _orders(named, agency_id, day)
        if orders:
            record = dossiers.dossier(viewer=SYSTEM, dossier_id=orders[0].dossier_id)
            found = Target(record, orders[0]) if record and len(orders) == 1 else None
        else:
            known = [
                one for code in named.dossiers if (one := dossiers.dossier_by_code(viewer=SYSTEM, code=code))
            ]
            found = Target(known[0], None) if len(known) == 1 else None
        if found is None:
            return None
        began = found.order.agency_id if found.order else found.record.received_agency_id
        return found if collector(record=found.record, agency_id=began, day=day) == agency_id else None


def _prefixes(agency_id: int) -> tuple[str, ...]:
    agency = units.agency(agency_id=agency_id)
    return (agency.code, AgencyCode(agency.code).old) if agency else ()


def _orders(named: rules.matching.Named, agency_id: int, day: date) -> list[OrderRecord]:
    codes = list(named.codes)
    if named.cut:
        lately = models.FeeOrder.objects.filter(
            agency_id=agency_id, made_at__date__gte=day - BACK, code__startswith=named.cut
        )
        codes = list(lately.values_list("code", flat=True)[:2])
    return [one for code in codes if (one := order_by_code(code=code))]


def unbooked(*, viewer: Actor, agency_id: int, day: date) -> tuple[Matched, ...]:
    """Lines of an agency's account that nobody booked or settled, what can be booked by itself first."""
    if not access.may(actor=viewer, verb="fees.resolve", agency_id=agency_id, day=viewer.day or day):
        return ()
    booked = models.FeeTransfer.objects.filter(external_ref=OuterRef("external_ref"), kind=rules.Kind.PAY)
    settled = models.FeeResolution.objects.filter(
        agency_id=OuterRef("agency_id"), external_ref=OuterRef("external_ref")
    )
    with seeing(SYSTEM):
        rows = models.FeeStatementLine.objects.filter(
            ~Exists(booked), ~Exists(settled), agency_id=agency_id, day__gt=day - BACK
        ).order_by("day", "id")[:MOST]
        lines = [rules.StatementLine(row.day, row.external_ref, row.vnd, row.text) for row in rows]
    return matched(viewer=viewer, agency_id=agency_id, lines=lines, day=day)


def matched(
    *, viewer: Actor, agency_id: int, lines: Sequence[rules.StatementLine], day: date
) -> tuple[Matched, ...]:
    """Each line with whom it names; a second line for the same is `twice`, whatever its sum."""
    taken: set[object] = set()
    found = [_matched(viewer, agency_id, line, day, taken) for line in lines]
    return tuple(sorted(found, key=lambda one: (one.match is not Match.EXACT, one.line.day, one.line.ref)))


def _matched(
    viewer: Actor, agency_id: int, line: rules.StatementLine, day: date, taken: Collection[object]
) -> Matched:
    target = target_of(viewer=viewer, agency_id=agency_id, text=line.text, day=day)
    if target is None:
        return Matched(line, Match.UNKNOWN, None, 0)
    with seeing(SYSTEM):
        due = standing(viewer=SYSTEM, record=target.record).to_pay
    is_taken = target.record.id in taken or bool(target.order and target.order.is_paid)
    match = rules.judged(vnd=line.vnd, due=due, is_taken=is_taken)
    if match is Match.EXACT:
        assert isinstance(taken, set)
        taken.add(target.record.id)
    return Matched(line, match, target, due)
