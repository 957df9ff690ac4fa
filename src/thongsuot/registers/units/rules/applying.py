"""Apply changes to a register: every reason why they cannot be, or everything that is to be written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from thongsuot.kernel.dates import format_date
from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import house_rule, law
from thongsuot.registers.units.rules.change import (
    ENDING,
    FOUNDING,
    ONE,
    Change,
    ChangeKind,
    NewUnit,
    Portion,
    change_problems,
)
from thongsuot.registers.units.rules.kinds import EdgeKind, Level, full_name
from thongsuot.registers.units.rules.recording import HeldShare, HeldVersion, Register

_DAY = timedelta(days=1)
_ABOVE = {
    Level.COMMUNE: (Level.PROVINCE, Level.DISTRICT),
    Level.DISTRICT: (Level.PROVINCE,),
    Level.PROVINCE: (),
}


@dataclass(slots=True)
class _Done:
    """A change on its way: the units that it acts on, as they were when it came to them."""

    n: int
    change: Change
    old: list[HeldVersion]
    into: list[HeldVersion]


@law("Luật 72/2025/QH15", "Điều 9")
def record(changes: Sequence[Change], register: Register) -> tuple[Problem, ...]:
    """Apply changes to the register in the order of their days; every problem of every change at once.

    Without a problem `register.writing` is what has to be written. With one nothing may be written.
    """
    found: list[Problem] = []
    many = len(changes) > 1
    numbered = sorted(enumerate(changes), key=lambda pair: (pair[1].effective, pair[0]))
    for day, of_day in groupby(numbered, key=lambda pair: pair[1].effective):
        found += (_placed(n, p, many) for n, p in _record_day(day, list(of_day), register))
    return tuple(found)


def _placed(n: int, problem: Problem, many: bool) -> Problem:
    return replace(problem, field=f"{n + 1}.{problem.field}") if many else problem


def _record_day(
    day: date, of_day: Sequence[tuple[int, Change]], register: Register
) -> Iterator[tuple[int, Problem]]:
    done: list[_Done] = []
    for n, change in of_day:
        problems = list(change_problems(change))
        old = [_living(change.level, code, day, register, problems) for code in change.old]
        if not problems:
            done.append(_Done(n, change, [v for v in old if v is not None], []))
            problems += _ended(done[-1], register)
        yield from ((n, problem) for problem in problems)
    for step in done:
        if step.change.new:
            yield from ((step.n, problem) for problem in _begun(step, register))
    for step in done:
        yield from ((step.n, problem) for problem in _handed(step, register))
    register.settle(day)


def _living(
    level: Level, code: str, day: date, register: Register, problems: list[Problem]
) -> HeldVersion | None:
    """The unit that bore the code on the eve and lives on the day; what it is then."""
    eve = register.bearer(level, code, day - _DAY)
    held = register.of_unit(eve.unit, day) if eve else None
    if held is None:
        message = "Ngày {day} không có đơn vị nào đang tồn tại mang mã {code}."
        problems.append(Problem("unit_not_living", message, "old", {"code": code, "day": format_date(day)}))
        return None
    coming = register.next_of(held.unit, day)
    if coming is not None:
        message = "{name} còn thay đổi ngày {day}: hãy ghi các thay đổi theo thứ tự ngày hiệu lực."
        params = {"name": full_name(held.type, held.name), "day": format_date(coming)}
        problems.append(Problem("unit_changed_later", message, "effective", params))
    return held


def _ended(step: _Done, register: Register) -> Iterator[Problem]:
    """Take the old units out; a unit with others below it cannot be abolished or split before they have moved."""
    change, day = step.change, step.change.effective
    if change.kind not in ENDING:
        return
    for held in step.old:
        below = register.children(held.unit, day)
        if below and change.kind is not ChangeKind.MERGE:
            message = "{name} còn {count} đơn vị trực thuộc: hãy chuyển chúng trước."
            params = {"name": full_name(held.type, held.name), "count": len(below)}
            yield Problem("unit_has_children", message, "old", params)
            continue
        register.stop(held.unit, day, step.n)
        register.end(held.unit, day, step.n)
        register.touch(step.n, old=(held.unit,))


def _begun(step: _Done, register: Register) -> Iterator[Problem]:
    """Found the new units, or give the old one its new name or type."""
    change, day = step.change, step.change.effective
    for unit in change.new:
        if change.kind in FOUNDING:
            yield from _founded(step, unit, register)
            continue
        held = register.of_unit(step.old[0].unit, day)
        if held is None or unit.code != held.code:
            message = "Đơn vị mã {old} không đổi mã sang {new}: đổi tên, đổi loại giữ nguyên mã."
            yield Problem("unit_code_kept", message, "new", {"old": change.old[0], "new": unit.code})
            continue
        new = replace(held, row=0, name=unit.name, type=unit.type, from_date=day, origin=change.act)
        if (new.name, new.type) == (held.name, held.type):
            params = {"name": full_name(held.type, held.name)}
            yield Problem("unit_unchanged", "{name} đã mang tên và loại này.", "new", params)
            continue
        register.begin(new, step.n)
        register.touch(step.n, old=(held.unit,), new=(held.unit,))


def _founded(step: _Done, unit: NewUnit, register: Register) -> Iterator[Problem]:
    change, day = step.change, step.change.effective
    used = register.bearer(change.level, unit.code, day) or register.later(change.level, unit.code, day)
    if used is not None:
        message = "Mã {code} đang là mã của {name}."
        params = {"code": unit.code, "name": full_name(used.type, used.name)}
        yield Problem("unit_code_in_use", message, "new", params)
        return
    parent = _parent(step, unit, register)
    if parent is None and change.level is not Level.PROVINCE:
        message = "Không có đơn vị cấp trên mã {code} trong ngày {day}."
        params = {"code": unit.parent_code or "–", "day": format_date(day)}
        yield Problem("unit_parent_unknown", message, "new", params)
        return
    number = register.found(change.level, unit.code, day, step.n)
    province = number if parent is None else parent.province
    register.begin(
        HeldVersion(
            0, number, change.level, unit.code, unit.other_code, unit.name, unit.type,
            parent.unit if parent else None, province, day, None, change.act,
        ),
        step.n,
    )  # fmt: skip
    register.touch(step.n, new=(number,))


def _parent(step: _Done, unit: NewUnit, register: Register) -> HeldVersion | None:
    """The unit above: the one named, else the one above the first old unit."""
    day = step.change.effective
    if not unit.parent_code:
        above = step.old[0].parent if step.old else None
        return register.of_unit(above, day) if above is not None else None
    found = (register.bearer(level, unit.parent_code, day) for level in _ABOVE[step.change.level])
    return next((v for v in found if v is not None), None)


def _handed(step: _Done, register: Register) -> Iterator[Problem]:
    """Write who took what, and let the units below a merged one follow it."""
    change, day = step.change, step.change.effective
    results: dict[str, HeldVersion] = {}
    for code in change.results:
        held = register.bearer(change.level, code, day)
        if held is not None:
            results[code] = held
        elif code in change.into:
            message = "Ngày {day} không có đơn vị nào đang tồn tại mang mã {code}."
            yield Problem("unit_not_living", message, "into", {"code": code, "day": format_date(day)})
    if len(results) < len(change.results) or change.kind in (ChangeKind.RENAME, ChangeKind.RETYPE):
        return
    register.touch(step.n, old=(v.unit for v in step.old), new=(v.unit for v in results.values()))
    if change.kind is ChangeKind.TAKE_OVER_FUNCTION:
        return
    unit_of = {v.code: v.unit for v in step.old}
    for portion in change.portions or _whole(change):
        register.hand(
            HeldShare(
                0, unit_of[portion.old_code], results[portion.new_code].unit, day, portion.kind,
                portion.part_name, portion.note, portion.area_share, portion.people_share,
            ),
            step.n,
        )  # fmt: skip
    if change.kind is ChangeKind.MERGE:
        _follow(step, next(iter(results.values())), register)


def _whole(change: Change) -> Iterator[Portion]:
    for old in change.old:
        for new in change.results:
            yield Portion(old, new, EdgeKind.WHOLE, area_share=ONE, people_share=ONE)


def _follow(step: _Done, new: HeldVersion, register: Register) -> None:
    """The units below a merged one belong to the unit that took it in."""
    day = step.change.effective
    for old in step.old:
        for child in register.children(old.unit, day):
            parent = new.unit if child.parent == old.unit else child.parent
            province = new.province if child.province == old.province else child.province
            moved = replace(
                child, row=0, parent=parent, province=province, from_date=day, origin=step.change.act
            )
            register.begin(moved, step.n)
            register.touch(step.n, old=(child.unit,), new=(child.unit,))


@house_rule("what was done is undone by a later fact, never by deleting the earlier one")
def restore(n: int, day: date, eve: Sequence[HeldVersion], born: Sequence[int],
            shares: Sequence[HeldShare], act: str, register: Register) -> None:  # fmt: skip
    """From `day` on every unit is again what it was on the eve of a change, by change `n`.

    eve: the units that the change touched as they were on its eve; born: the units it founded;
    shares: the lines of conversion it wrote. What went from A to B goes back from B to A.
    """
    for unit in born:
        if register.stop(unit, day, n) is not None:
            register.end(unit, day, n)
        register.touch(n, old=(unit,))
    for held in eve:
        now = register.of_unit(held.unit, day)
        if now is None:
            register.end(held.unit, None, n)
        again = replace(held, row=0, from_date=day, to_date=None, origin=act)
        if now is None or replace(again, from_date=now.from_date, origin=now.origin) != replace(now, row=0):
            register.begin(again, n)
        register.touch(n, old=() if now is None else (held.unit,), new=(held.unit,))
    forward = [share for share in shares if share.old != share.new]
    for share in forward:
        alone = share.new in born and sum(other.new == share.new for other in forward) == 1
        kind = EdgeKind.WHOLE if alone else EdgeKind.PART
        whole = ONE if alone else None
        register.hand(
            HeldShare(0, share.new, share.old, day, kind, share.part_name, share.note, whole, whole), n
        )
    register.settle(day)
