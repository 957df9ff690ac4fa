"""Mandates as a person reads them: the list, one with its history, and who may do what from when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import connection

from thongsuot.registers.catalogue import models
from thongsuot.registers.catalogue.queries.lists import Listed, offered
from thongsuot.registers.catalogue.queries.mandates import Asked, mandates_of, resolved
from thongsuot.registers.catalogue.queries.records import version_id_on
from thongsuot.registers.catalogue.rules.mandates import Answer, Ground, Mandate, Power
from thongsuot.registers.units import queries as units

DAYS = """select v.valid_from, v.valid_to from procedure_version v join procedure p on p.id = v.procedure_id
   where p.code = %(code)s and v.withdrawn_at is null
 union select valid_from, valid_to from procedure_competence where authority_id = %(authority)s"""
MOST = 60  # procedures whose effect is worked out at once


@dataclass(frozen=True, slots=True)
class MandateRecord:
    """A mandate with where it comes from. `origin` "pack" or "desk"; `withdrawn_at` None: it is believed."""

    mandate: Mandate
    authority_id: int
    origin: str
    source: str
    is_simulated: bool
    recorded_at: datetime
    withdrawn_at: datetime | None
    withdrawn_because: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What one mandate changes for one procedure and power on a day."""

    procedure_code: str
    procedure_name: str
    power: Power
    before: Answer
    after: Answer

    @property
    def is_change(self) -> bool:
        """Whether another agency is competent with it than without it."""
        return self.before.agencies != self.after.agencies


@dataclass(frozen=True, slots=True)
class Span:
    """During [start, end) the answer is the same; `end` None: until further notice."""

    start: date
    end: date | None
    answer: Answer


def mandates(*, authority_id: int, with_withdrawn: bool = False) -> tuple[MandateRecord, ...]:
    """The mandates of a province, the latest beginning first."""
    rows = models.Mandate.objects.filter(authority_id=authority_id)
    if not with_withdrawn:
        rows = rows.filter(withdrawn_at=None)
    return tuple(_record(row) for row in rows.order_by("-valid_from", "-id"))


def mandate(*, authority_id: int, mandate_id: int) -> tuple[MandateRecord, ...]:
    """One mandate with everything that was ever recorded of the same, the latest first; () when there is none."""
    found = models.Mandate.objects.filter(authority_id=authority_id, pk=mandate_id).first()
    if found is None:
        return ()
    key = (
        "authority_id", "ground", "agency_id", "from_agency_id", "procedure_code", "field_code", "unit_id",
        "valid_from",
    )  # fmt: skip
    same = models.Mandate.objects.filter(**{name: getattr(found, name) for name in key})
    rest = [row for row in same.order_by("-recorded_at", "-id") if row.pk != found.pk]
    return (_record(found), *(_record(row) for row in rest))


def effects(*, authority_id: int, draft: Mandate, day: date) -> tuple[Effect, ...]:
    """What `draft` changes on `day`, for each procedure that it names: at most `MOST`, () when it names none.

    `draft.id` may be that of a recorded mandate: then it is compared with the province without it.
    """
    held = [m for m in mandates_of(authority_id=authority_id) if m.id != draft.id]
    unit_id = _territory(draft)
    found = []
    for listed in _named(authority_id, draft, day):
        for power in (p for p in Power if p in draft.powers):
            asked = Asked(day, power)
            before = resolved(listed.version_id, unit_id, authority_id, asked, held)
            after = resolved(listed.version_id, unit_id, authority_id, asked, (*held, draft))
            found.append(Effect(listed.code, listed.name, power, before, after))
    return tuple(found)


def spans(
    *, authority_id: int, procedure_code: str, unit_id: int | None, power: Power, start: date, end: date
) -> tuple[Span, ...]:
    """Who may exercise a power over a procedure from when until when, within [start, end)."""
    given = mandates_of(authority_id=authority_id)
    days = {d for m in given for d in (m.valid_from, m.valid_to)}
    days |= {d for a in units.agencies_ever(authority_id=authority_id) for d in (a.valid_from, a.valid_to)}
    days |= _versions(authority_id, procedure_code)
    points = {d for d in days if d is not None and start < d < end}
    found: list[Span] = []
    for day in (start, *sorted(points)):
        answer = _answer(authority_id, procedure_code, unit_id, Asked(day, power, start))
        if found and found[-1].answer == answer:
            continue
        if found:
            found[-1] = replace(found[-1], end=day)
        found.append(Span(day, None, answer))
    return tuple(found)


def _answer(authority_id: int, code: str, unit_id: int | None, asked: Asked) -> Answer:
    version_id = version_id_on(code=code, day=asked.day)
    if version_id is None:
        return Answer(())
    return resolved(version_id, unit_id, authority_id, asked, mandates_of(authority_id=authority_id))


def _versions(authority_id: int, code: str) -> set[date | None]:
    """Days on which the procedure itself, or the body that the province names for it, changes."""
    with connection.cursor() as cursor:
        cursor.execute(DAYS, {"code": code, "authority": authority_id})
        return {day for row in cursor.fetchall() for day in row}


def _territory(draft: Mandate) -> int | None:
    """The territory that the question is asked for: the mandate's own, else that of who gives or gets it."""
    if draft.unit_id is not None:
        return draft.unit_id
    for agency_id in (draft.from_agency_id, draft.agency_id):
        agency = units.agency(agency_id=agency_id) if agency_id is not None else None
        while agency is not None and agency.unit_id is None and agency.parent_id is not None:
            agency = units.agency(agency_id=agency.parent_id)
        if agency is not None and agency.unit_id not in (None, agency.authority_id):
            return agency.unit_id
    return None


def _named(authority_id: int, draft: Mandate, day: date) -> Iterator[Listed]:
    if not draft.procedure_code and not draft.field_code:
        return
    code = _code_of(authority_id, day)
    listed = offered(authority_code=code, day=day, with_vertical=True) if code else ()
    fitting: Sequence[Listed] = [
        one
        for one in listed
        if draft.procedure_code in ("", one.code) and draft.field_code in ("", one.field_code)
    ]
    yield from fitting[:MOST]


def _code_of(authority_id: int, day: date) -> str:
    found = units.agencies_of(authority_id=authority_id, day=day, kind="province_committee")
    return found[0].code if found else ""


def _record(row: models.Mandate) -> MandateRecord:
    same = (
        "agency_id", "from_agency_id", "valid_from", "valid_to", "procedure_code", "field_code", "unit_id",
        "document", "clause", "content", "conditions",
    )  # fmt: skip
    told = Mandate(
        id=row.pk,
        ground=Ground(row.ground),
        powers=frozenset(power for power in Power if getattr(row, f"may_{power}")),
        **{name: getattr(row, name) for name in same},
    )
    return MandateRecord(
        told, row.authority_id, row.origin, row.source, row.is_simulated, row.recorded_at, row.withdrawn_at,
        row.withdrawn_because,
    )  # fmt: skip
