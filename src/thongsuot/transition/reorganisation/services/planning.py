"""To say what should be: lines from agency to agency, people's words for what a rule cannot decide, the preview."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.kernel.errors import Problem, Refused, refuse_if
from thongsuot.plumbing import access
from thongsuot.plumbing.commands import command, note
from thongsuot.registers.units import queries as units
from thongsuot.transition.reorganisation import queries, rules
from thongsuot.transition.reorganisation.models import Line, LineChange, Plan, Word
from thongsuot.transition.reorganisation.rules import Doing, PlanLine, PlanState
from thongsuot.transition.reorganisation.services import keeping


@dataclass(frozen=True, slots=True)
class Say:
    """Where one dossier, or one officer (exactly one of the two), of an old agency goes."""

    old_agency_id: int
    new_agency_id: int
    dossier_id: UUID | None = None
    account_id: int | None = None
    reason: str = ""


@command("reorganisation.plan")
def make_plan(
    *,
    actor: Actor,
    now: datetime,
    agency_id: int,
    name: str,
    day: date,
    lines: Sequence[PlanLine],
    plan_id: int | None = None,
) -> int:
    """Write a plan, or (with `plan_id`) write it anew; it is a draft then. Returns its id.

    agency_id: the agency in whose name, of the province whose agencies change. Raises Refused with every problem.
    """
    authority_id = keeping.of_province(agency_id)
    refuse_if(
        (
            *rules.line_problems(lines),
            *_unknown(lines, authority_id),
            *_name_problems(name),
            *queries.missing(lines=lines, day=day),
        )
    )
    with access.seeing(SYSTEM):
        if plan_id is None:
            plan = Plan.objects.create(
                authority_id=authority_id, name=name.strip(), day=day, state=PlanState.DRAFT, made_at=now,
                made_by=actor.key,
            )  # fmt: skip
        else:
            keeping.locked(plan_id, agency_id, Doing.CHANGE)
            plan = Plan.objects.get(id=plan_id)
            plan.lines.all().delete()
            Plan.objects.filter(id=plan_id).update(
                name=name.strip(), day=day, state=PlanState.DRAFT, sections={}
            )
        Line.objects.bulk_create([_row(plan.id, x) for x in lines])
    note(subject=f"plan:{plan.id}", count=len(lines), day=day.isoformat())
    return plan.id


def _row(plan_id: int, x: PlanLine) -> Line:
    return Line(
        plan_id=plan_id, old_agency_id=x.old_agency_id, new_agency_id=x.new_agency_id, takes=x.takes,
        territory_id=x.territory_id, ends=x.ends, act=x.act, clause=x.clause, function=x.function, point_id=x.point_id,
    )  # fmt: skip


@command("reorganisation.change_line")
def change_line(
    *, actor: Actor, now: datetime, agency_id: int, plan_id: int, before: PlanLine | None, after: PlanLine | None,
    reason: str,
) -> None:  # fmt: skip
    """Change one line of a plan that is not carried out: `before` None adds one, `after` None takes one out.

    The plan is a draft again and has to be looked at anew. Raises Refused with every problem, also when the line is
    no longer as it was seen; NotFound, Forbidden.
    """
    with access.seeing(SYSTEM):
        found = keeping.locked(plan_id, agency_id, Doing.CHANGE)
        wanted = [after] if after else []
        refuse_if(
            (
                *rules.edit_problems(found.lines, before, after, reason),
                *_unknown(wanted, found.authority_id),
                *_strange(wanted, found),
                *queries.missing(lines=wanted, day=found.day),
            )
        )
        if before is None and after is not None:
            _row(plan_id, after).save()
        elif before is not None:
            kept = Line.objects.filter(plan_id=plan_id).order_by("id")
            row = kept[found.lines.index(before)]
            if after is None:
                row.delete()
            else:
                new = _row(plan_id, after)
                new.id = row.id
                new.save()
        LineChange.objects.create(
            plan_id=plan_id, before=_told(before), after=_told(after), reason=reason.strip(), said_by=actor.key,
            said_at=now,
        )  # fmt: skip
        Plan.objects.filter(id=plan_id).update(state=PlanState.DRAFT, sections={})
    note(subject=f"plan:{plan_id}", before=_told(before), after=_told(after))


def _told(line: PlanLine | None) -> dict[str, Any] | None:
    return None if line is None else {**asdict(line), "takes": line.takes.value}


def _strange(lines: Sequence[PlanLine], found: queries.PlanRecord) -> tuple[Problem, ...]:
    """Territories that are not of the province, and heirs that do not work on the plan's day."""
    told = []
    eve = found.day - timedelta(days=1)
    for line in lines:
        land = line.territory_id
        units_then = [units.unit(unit_id=land, day=day) for day in (eve, found.day)] if land else []
        if land and not any(unit and unit.province_id == found.authority_id for unit in units_then):
            text = "Địa bàn này không có trong tỉnh."
            told.append(Problem("line_territory_unknown", text, "territory"))
        new = units.agency(agency_id=line.new_agency_id)
        if new is not None and not new.is_valid_on(found.day):
            text = "{name} không hoạt động vào ngày phương án có hiệu lực."
            told.append(Problem("successor_not_living", text, "new", {"name": new.name}))
    return tuple(told)


@command("reorganisation.assign")
def assign(*, actor: Actor, now: datetime, agency_id: int, plan_id: int, words: Sequence[Say]) -> None:
    """Say where single dossiers and officers of agencies go that are split. A later word replaces an earlier one."""
    with access.seeing(SYSTEM):
        found = keeping.locked(plan_id, agency_id, Doing.CHANGE)
        refuse_if(_word_problems(found, words))
        Word.objects.bulk_create(
            [
                Word(
                    plan_id=plan_id, dossier_id=w.dossier_id, account_id=w.account_id, old_agency_id=w.old_agency_id,
                    new_agency_id=w.new_agency_id, reason=w.reason, said_by=actor.key, said_at=now,
                )
                for w in words
            ],
            update_conflicts=True,
            unique_fields=["plan", "dossier_id", "account_id", "old_agency"],
            update_fields=["new_agency", "reason", "said_by", "said_at"],
        )  # fmt: skip
        Plan.objects.filter(id=plan_id).update(state=PlanState.DRAFT, sections={})
    note(subject=f"plan:{plan_id}", count=len(words))


@command("reorganisation.preview")
def preview(*, actor: Actor, now: datetime, agency_id: int, plan_id: int) -> queries.Preview:
    """Show everything that the plan would move and all that stands in its way; what was shown can then be carried out."""
    with access.seeing(SYSTEM):
        found = keeping.locked(plan_id, agency_id, Doing.PREVIEW)
        shown = queries.gather(viewer=SYSTEM, found=found, now=now)
        keeping.keep(plan_id, found.run + 1, "preview", now, shown.as_json())
        Plan.objects.filter(id=plan_id).update(
            state=PlanState.PREVIEWED, previewed_at=now, sections=shown.sections
        )
    note(subject=f"plan:{plan_id}", count=shown.dossier_count, blockers=len(shown.blockers))
    return shown


def _name_problems(name: str) -> tuple[Problem, ...]:
    return () if name.strip() else (Problem("name_missing", "Hãy đặt tên cho phương án.", "name"),)


def _unknown(lines: Sequence[PlanLine], authority_id: int) -> tuple[Problem, ...]:
    wanted = frozenset(i for line in lines for i in (line.old_agency_id, line.new_agency_id))
    known = units.agencies_by_id(agency_ids=wanted)
    foreign = [i for i in sorted(wanted) if i not in known or known[i].authority_id != authority_id]
    message = "Cơ quan {agency} không có trong tỉnh."
    return tuple(Problem("agency_not_of_province", message, "lines", {"agency": i}) for i in foreign)


def _word_problems(found: queries.PlanRecord, words: Sequence[Say]) -> tuple[Problem, ...]:
    leads = {(line.old_agency_id, line.new_agency_id) for line in found.lines}
    if any((w.dossier_id is None) == (w.account_id is None) for w in words):
        raise Refused(Problem("word_of_one", "Mỗi dòng phân công nêu một hồ sơ hoặc một cán bộ.", "words"))
    message = "Phương án không có dòng nào chuyển từ cơ quan {old} đến cơ quan {new}."
    return tuple(
        Problem("word_off_plan", message, "words", {"old": w.old_agency_id, "new": w.new_agency_id})
        for w in words
        if (w.old_agency_id, w.new_agency_id) not in leads
    )
