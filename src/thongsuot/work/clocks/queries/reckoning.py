"""What law and calendar say of a clock: its marks, whose silence counts, when the province is told."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import Refused
from thongsuot.plumbing.reference import remembered
from thongsuot.registers.calendars import queries as calendars
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.units import queries as units
from thongsuot.work.clocks.models import ClockEscalation
from thongsuot.work.clocks.rules import Life, Mark, Turn, marks_of


@dataclass(frozen=True, slots=True)
class ProcedureLaw:
    """`consents`: the article by which the silence of who decides is consent, "" for none."""

    consents: str
    field_code: str


def law_of(procedure_version_id: int, day: date) -> ProcedureLaw:
    """What the procedure of a version says of its clocks to dossiers received on a day."""
    version = catalogue.version(version_id=procedure_version_id)
    if version is None:
        return ProcedureLaw("", "")
    rule = catalogue.clock_rule(procedure_code=version.code, day=day)
    is_deciding = rule is not None and rule.silence == "deciding"
    return ProcedureLaw(rule.article if rule is not None and is_deciding else "", version.field_code)


@remembered
def escalation_days(*, authority_id: int, day: date) -> int | None:
    """Working days after the due day until the province is told; None: never."""
    whose = Q(authority_id=authority_id) | Q(authority_id=None)
    until = Q(valid_to=None) | Q(valid_to__gt=day)
    rows = list(ClockEscalation.objects.filter(whose & until, valid_from__lte=day))
    own = [row for row in rows if row.authority_id is not None] or rows
    return max(own, key=lambda row: row.valid_from).working_days if own else None


def marks_for(
    authority_id: int, agency_id: int, *, consents: bool
) -> Callable[[Life], Mapping[Mark, datetime]]:
    """How the marks of a dossier's clock are reckoned: by the calendar of the agency that is competent."""
    office = units.agency(agency_id=agency_id)

    def marks(life: Life) -> Mapping[Mark, datetime]:
        if life.due_at is None:
            return {}
        days = escalation_days(authority_id=authority_id, day=local_day(life.due_at))
        try:
            calendar = calendars.calendar_for(
                authority_id=authority_id,
                unit_id=office.unit_id if office else None,
                day=local_day(life.from_at),
            )
            if days is not None and not calendar.covers(
                date.fromordinal(local_day(life.due_at).toordinal() + 3 * days + 14)
            ):
                days = None  # no calendar reaches so far yet
            return marks_of(life, calendar, province_days=days, consents=consents)
        except Refused:
            return {Mark.DUE: life.due_at}

    return marks


def turns_of(value: Any) -> tuple[Turn, ...]:
    """Steps as the clock reads them, from [number, at, act, due_at]."""
    rows = json.loads(value) if isinstance(value, str) else value
    return tuple(
        Turn(number, datetime.fromisoformat(at), act, datetime.fromisoformat(due) if due else None)
        for number, at, act, due in rows or ()
    )
