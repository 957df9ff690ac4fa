"""Record changes of units as the acts order them, take one back before its day, or undo one by a later fact."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, time, timedelta

from django.db import connection

from thongsuot.kernel.actor import Actor, Kind
from thongsuot.kernel.dates import format_date, instant, local_day
from thongsuot.kernel.errors import Forbidden, NotFound, Problem, refuse_if
from thongsuot.plumbing import reference
from thongsuot.plumbing.commands import command, note
from thongsuot.registers.units import queries, rules
from thongsuot.registers.units.queries import ChangeRecord
from thongsuot.registers.units.rules import Change, ChangeKind, HeldShare, HeldVersion, Register
from thongsuot.registers.units.services import writing

_DAY = timedelta(days=1)
INVERSE = {
    ChangeKind.CREATE: ChangeKind.ABOLISH,
    ChangeKind.ABOLISH: ChangeKind.CREATE,
    ChangeKind.MERGE: ChangeKind.SPLIT,
    ChangeKind.SPLIT: ChangeKind.MERGE,
}
# The most recent change first; a change that another one undoes, or that undoes one, is in it too.
LATER = """select c.act, c.effective from unit_change c
  where c.withdrawn_at is null and c.id > %s and exists (
    select 1 from unit_change_unit x join unit_change_unit y on y.unit_id = x.unit_id
     where x.change_id = c.id and y.change_id = %s) order by c.id desc limit 1"""
AUTHORITY = "select authority_id from agency where id = %s"
TOUCHED = "select unit_id, role from unit_change_unit where change_id = %s"


def record_change(
    *, actor: Actor, now: datetime, change: Change, agency_id: int | None = None
) -> ChangeRecord:
    """Record one change (see `record_changes`)."""
    return record_changes(actor=actor, now=now, changes=(change,), agency_id=agency_id)[0]


@command("units.change")
def record_changes(
    *, actor: Actor, now: datetime, changes: Sequence[Change], agency_id: int | None = None
) -> tuple[ChangeRecord, ...]:
    """Record many changes, all or none, in the order of their days whatever the order given.

    An officer acts at `agency_id` and only on units of its province. Raises `Refused` with every problem of
    every change; with more than one change a problem's field begins with the change's number ("2.old").
    """
    register = writing.register_of(changes)
    refuse_if(rules.record(changes, register))
    _within_province(actor, agency_id, register)
    ids = writing.write(register, [_row(change) for change in changes], now)
    reference.bump()
    note(count=len(ids), changes=ids)
    return tuple(_again(change_id) for change_id in ids)


@command("units.withdraw_change")
def withdraw_change(
    *, actor: Actor, now: datetime, change_id: int, agency_id: int | None = None
) -> ChangeRecord:
    """Take back a change before its day: the register says again what it said without it.

    What was believed meanwhile can still be asked for (`known_at`). Raises `Refused` when the day has come, when
    a later recorded change concerns the same units, or when the change comes from a pack's file; `NotFound`.
    """
    change = _change(change_id)
    problems = [*_built_upon(change_id)]
    if change.source == "pack":
        message = "Thay đổi này do gói dữ liệu nêu: hãy sửa gói và nạp lại."
        problems.append(Problem("unit_change_of_pack", message, "change_id"))
    if change.effective <= local_day(now):
        params = {"day": format_date(change.effective)}
        message = "Thay đổi đã có hiệu lực từ {day}: chỉ có thể ghi một thay đổi ngược lại."
        problems.append(Problem("unit_change_in_effect", message, "change_id", params))
    refuse_if(problems)
    _within_province(actor, agency_id, writing.register_of_units(_touched(change_id), change.effective))
    writing.withdraw(change_id, change.effective, now)
    reference.bump()
    note(subject=str(change_id))
    return change


@command("units.counter_change")
def counter_change(
    *,
    actor: Actor,
    now: datetime,
    change_id: int,
    effective: date,
    act: str = "",
    clause: str = "",
    agency_id: int | None = None,
) -> ChangeRecord:
    """Undo a change by a later fact: from `effective` on every unit is again what it was on the change's eve.

    Units that it ended live again as the same units, units that it founded end. `act`: by what it is undone,
    "" for the act of the change itself. Raises `Refused` when `effective` is not after the change's own day,
    or a later change concerns the same units; `NotFound`.
    """
    change = _change(change_id)
    problems = [*_built_upon(change_id)]
    if effective <= change.effective:
        params = {"day": format_date(change.effective)}
        message = "Ngày hoàn nguyên phải sau ngày {day}, khi thay đổi có hiệu lực."
        problems.append(Problem("unit_counter_too_early", message, "effective", params))
    refuse_if(problems)
    touched = _touched(change_id)
    register = writing.register_of_units(touched, effective)
    _within_province(actor, agency_id, register)
    told = act or change.act
    eve = [v for unit in touched if (v := register.of_unit(unit, change.effective - _DAY)) is not None]
    born = [unit for unit in touched if unit not in {v.unit for v in eve}]
    rules.restore(0, effective, eve, born, _shares(change_id), told, register)
    kind = INVERSE.get(change.kind, change.kind)
    happens = instant(effective, time())
    row = writing.ChangeRow(kind.value, told, clause, effective, happens, {"undoes": change_id}, change_id)
    written = writing.write(register, [row], now)[0]
    reference.bump()
    note(subject=str(change_id), changes=[written])
    return _again(written)


def _row(change: Change) -> writing.ChangeRow:
    inputs = json.loads(json.dumps(asdict(change), default=str))
    happens = change.at or instant(change.effective, time())
    return writing.ChangeRow(
        change.kind.value, change.act, change.clause, change.effective, happens, inputs, None
    )


def _again(change_id: int) -> ChangeRecord:
    found = queries.change(change_id=change_id)
    assert found is not None, "it was written a moment ago"
    return found


def _change(change_id: int) -> ChangeRecord:
    """The change, held until the verb ends so that nobody else undoes it meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select 1 from unit_change where id = %s and withdrawn_at is null for update", [change_id]
        )
        found = cursor.fetchone() and queries.change(change_id=change_id)
    if not found:
        raise NotFound(Problem("no_unit_change", "Không có thay đổi này.", "change_id"))
    return found


def _built_upon(change_id: int) -> list[Problem]:
    with connection.cursor() as cursor:
        cursor.execute(LATER, [change_id, change_id])
        row = cursor.fetchone()
    if row is None:
        return []
    message = "Sau đó đã ghi thay đổi khác về cùng đơn vị ({act}, ngày {day}): hãy xử lý thay đổi ấy trước."
    return [
        Problem("unit_change_built_upon", message, "change_id", {"act": row[0], "day": format_date(row[1])})
    ]


def _touched(change_id: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED, [change_id])
        return sorted({row[0] for row in cursor.fetchall()})


def _shares(change_id: int) -> list[HeldShare]:
    with connection.cursor() as cursor:
        cursor.execute(f"{writing.SHARES} and s.change_id = %s order by s.id", [change_id])
        return [writing.held_share(row) for row in cursor.fetchall()]


def _within_province(actor: Actor, agency_id: int | None, register: Register) -> None:
    """An officer changes units of the province of his agency only."""
    if actor.kind is Kind.SYSTEM:
        return
    with connection.cursor() as cursor:
        cursor.execute(AUTHORITY, [agency_id])
        row = cursor.fetchone()
    concerned = {unit for _, unit, _ in register.writing.touched} or set(register.versions)
    provinces = {v.province for unit in concerned for v in _every(register, unit)}
    if row is None or not provinces <= {row[0]}:
        raise Forbidden(
            Problem("unit_of_another_province", "Đơn vị này không thuộc tỉnh của cơ quan bạn.", "old")
        )


def _every(register: Register, unit: int) -> list[HeldVersion]:
    return register.versions.get(unit, [])
