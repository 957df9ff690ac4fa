"""Recording who was given which power, ending it from a day on, taking it back before it began."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import NotFound, Problem, refuse_if
from thongsuot.plumbing import reference
from thongsuot.plumbing.commands import command, note
from thongsuot.registers.catalogue import models, queries
from thongsuot.registers.catalogue.rules import mandates as rules
from thongsuot.registers.catalogue.rules.mandates import Mandate, Power
from thongsuot.registers.catalogue.services.mandates import DESK, mandate_of
from thongsuot.registers.units import queries as units

ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('competence'), %s)"


@command("catalogue.record_mandate")
def record_mandate(*, actor: Actor, now: datetime, agency_id: int, mandate: Mandate, source: str = "") -> int:
    """Record a mandate of the province of `agency_id`, its id. `mandate.id` is not looked at.

    It stays when a pack is loaded again. Raises `Refused` with everything that speaks against it: what the law
    asks of it, what it contradicts, agencies or a territory that are not the province's, unknown procedures.
    """
    authority_id = _province(agency_id)
    draft = replace(mandate, id=0)
    refuse_if(faults(authority_id=authority_id, draft=draft))
    made = models.Mandate.objects.create(
        authority_id=authority_id, recorded_at=now, origin=DESK, source=source, **columns(draft)
    )
    reference.bump()
    note(subject=f"mandate:{made.pk}", ground=draft.ground.value)
    return int(made.pk)


@command("catalogue.end_mandate")
def end_mandate(
    *, actor: Actor, now: datetime, agency_id: int, mandate_id: int, day: date, reason: str
) -> int:
    """Let a mandate end before its time: `day` is the first on which it no longer holds. The id of what is left.

    The old fact stays known as withdrawn. Raises `Refused` (a day in the past, or not within its time), `NotFound`.
    """
    found = _held(mandate_id, _province(agency_id))
    told = mandate_of(found.pk, vars(found))
    refuse_if(rules.end_problems(told, day=day, today=local_day(now), reason=reason))
    _take_back(found, now, reason)
    kept = {
        field.attname: getattr(found, field.attname)
        for field in models.Mandate._meta.concrete_fields
        if field.attname not in ("id", "withdrawn_at", "withdrawn_because")
    }
    left = models.Mandate.objects.create(**{**kept, "valid_to": day, "recorded_at": now, "origin": DESK})
    reference.bump()
    note(subject=f"mandate:{mandate_id}", left=left.pk, day=day.isoformat())
    return int(left.pk)


@command("catalogue.withdraw_mandate")
def withdraw_mandate(*, actor: Actor, now: datetime, agency_id: int, mandate_id: int, reason: str) -> None:
    """Take back a mandate before its first day. Raises `Refused` once it has begun or when a pack tells it, `NotFound`."""
    found = _held(mandate_id, _province(agency_id))
    told = mandate_of(found.pk, vars(found))
    is_of_pack = found.origin != DESK
    refuse_if(rules.withdraw_problems(told, is_of_pack=is_of_pack, today=local_day(now), reason=reason))
    _take_back(found, now, reason)
    reference.bump()
    note(subject=f"mandate:{mandate_id}")


def faults(*, authority_id: int, draft: Mandate) -> tuple[Problem, ...]:
    """Everything for which `record_mandate` would refuse the draft (its id is 0)."""
    return (*rules.mandate_problems(draft), *_strange(draft, authority_id), *_against(draft, authority_id))


def columns(mandate: Mandate) -> dict[str, Any]:
    """The columns of the table for a mandate."""
    same = (
        "agency_id", "from_agency_id", "procedure_code", "field_code", "unit_id", "valid_from", "valid_to",
        "document", "clause", "content", "conditions",
    )  # fmt: skip
    powers = {f"may_{power}": power in mandate.powers for power in Power}
    return {"ground": mandate.ground.value, **{name: getattr(mandate, name) for name in same}, **powers}


def _take_back(found: models.Mandate, now: datetime, reason: str) -> None:
    models.Mandate.objects.filter(pk=found.pk).update(withdrawn_at=now, withdrawn_because=reason.strip())


def _province(agency_id: int) -> int:
    """The province of the agency, nobody else recording its mandates until the verb ends."""
    found = units.agency(agency_id=agency_id)
    if found is None or found.authority_id is None:
        raise NotFound(Problem("agency_without_province", "Cơ quan này không thuộc tỉnh nào.", "agency_id"))
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, [found.authority_id % 2**31])
    return found.authority_id


def _held(mandate_id: int, authority_id: int) -> models.Mandate:
    believed = models.Mandate.objects.filter(authority_id=authority_id, withdrawn_at=None)
    found = believed.filter(pk=mandate_id).first()
    if found is None:
        raise NotFound(Problem("no_mandate", "Không có căn cứ thẩm quyền này, hoặc đã được rút.", "mandate"))
    return found


def _against(draft: Mandate, authority_id: int) -> list[Problem]:
    """What the draft contradicts among what is believed; no other mandate is at fault."""
    rows = models.Mandate.objects.filter(authority_id=authority_id, withdrawn_at=None).order_by("id")
    held = [mandate_of(row.pk, vars(row)) for row in rows]
    before = rules.contradictions(held)
    found = [told for told in rules.contradictions([*held, draft]) if told not in before]
    return list(dict.fromkeys(problem for _one, problem in found))


def _strange(draft: Mandate, authority_id: int) -> list[Problem]:
    """What of it the province does not have on its first day."""
    found = []
    for field, agency_id in (("agency_code", draft.agency_id), ("from_code", draft.from_agency_id)):
        agency = units.agency(agency_id=agency_id) if agency_id is not None else None
        if agency is None and agency_id is None:
            continue
        if agency is None or agency.authority_id != authority_id or not agency.is_valid_on(draft.valid_from):
            text = "Ngày bắt đầu, cơ quan này không hoạt động hoặc không thuộc tỉnh."
            found.append(Problem("mandate_agency", text, field))
    if draft.procedure_code and not queries.version_id_on(code=draft.procedure_code, day=draft.valid_from):
        text = "Ngày bắt đầu không có thủ tục mã {code}."
        found.append(Problem("mandate_procedure", text, "procedure_code", {"code": draft.procedure_code}))
    if draft.unit_id is not None:
        unit = units.unit(unit_id=draft.unit_id, day=draft.valid_from)
        if unit is None or unit.province_id != authority_id:
            text = "Ngày bắt đầu, địa bàn này không có trong tỉnh."
            found.append(Problem("mandate_unit", text, "unit"))
    return found
