"""The measuring: close, recompute, compare with the kernel row by row, undo.

Floor: one plain UPDATE of the same rows by their ids, in the same run. Control: the same comparison with a kernel
that does not know of the storm must disagree, else it sees nothing.
"""

import time
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from thongsuot.edges.bench import stage
from thongsuot.edges.bench.report import Limit, Report
from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.dates import local_day

TOTAL = 1_000_000
STORM_DAYS = 3
SAMPLE = 1000
NOTES = {
    "deadlines": "open dossiers with a running clock",
    "looked_at": "those whose term the storm may touch",
    "groups": "different clocks that the kernel computed",
    "moved": "due dates that changed, each with its step and its sentence",
    "recalculate_s": "grouping, computing, one UPDATE with steps, commit",
    "floor_s": "one plain UPDATE of due_at of the same rows by id",
    "ratio": "ours : floor",
    "preview_s": "the same without writing",
    "undo_s": "reopening, and every date moved back",
    "disagreements": "rows that are not what the kernel says of them alone, date or sentences",
    "not_restored": "dates that undoing did not bring back",
    "control_disagreements": "the same rows against a calendar without the storm",
}

MAKE_ROWS = "create temp table same_rows (id uuid) on commit drop"
SAME_ROWS = """insert into same_rows select dossier_id from dossier_step
where act = 'recalculate' and detail->>'run' = %s"""
FLOOR = """update dossier d set due_at = d.due_at + interval '1 day', version = version + 1 from same_rows r
where d.id = r.id"""
OPEN = "select count(*) from dossier where finished_at is null and term is not null"
# A figure that changes with any due date.
SUM = """select coalesce(sum(hashtextextended(id::text || coalesce(due_at::text, ''), 0) % 1000003), 0)
from dossier where code like 'DUE-%'"""
PICK = """(select d.id from dossier d where code like 'DUE-%%' and d.finished_at is null and d.steps {} 1
order by md5(d.code) limit %s)"""


def run(*, quick: bool = False) -> Report:
    """A storm of three working days, a week ago, entered today."""
    total = 50_000 if quick else TOTAL
    stage.enter(name="recalc")
    now = datetime.now(UTC)
    _fill(total, local_day(now))
    figures = _measured(now)
    limits = (
        Limit("deadlines", ">=", total),
        Limit("moved", ">=", total / 4),
        Limit("recalculate_s", "<=", 30 * max(total / TOTAL, 0.2)),
        Limit("compared", ">=", SAMPLE),
        Limit("disagreements", "==", 0),
        Limit("not_restored", "==", 0),
        Limit("control_disagreements", ">", 0),
    )
    return Report("recalc", figures, limits, notes=NOTES)


def _fill(total: int, today: date) -> None:
    import psycopg
    from rich.progress import Progress

    from thongsuot.edges.bench.recalc import clocks
    from thongsuot.plumbing.postgres import connection

    with psycopg.connect(connection.dsn("owner")) as line, Progress(transient=True) as bar:
        task = bar.add_task("dossiers", total=1.0)
        clocks.ensure(line, total, today, lambda done: bar.update(task, completed=done))


def _measured(now: datetime) -> dict[str, float]:
    from thongsuot.registers.calendars import queries as calendars
    from thongsuot.registers.calendars import services as calendar_services
    from thongsuot.registers.units import queries as units
    from thongsuot.work.dossiers import queries, services

    home = units.home_authority()
    assert home is not None
    today = local_day(now)
    calendar = calendars.calendar_for(authority_id=home, unit_id=None, day=today)
    first, last = calendar.add(today, -7), calendar.add(today, -8 + STORM_DAYS)
    agency = units.agencies_of(authority_id=home, day=today, kind="province_committee")[0].id
    days: dict[str, Any] = {"agency_id": agency, "unit_id": None, "day": first, "to_day": last}
    given: dict[str, Any] = {"authority_id": home, "from_day": first, "to_day": last}
    before, deadlines = _number(SUM), _number(OPEN)
    calendar_services.close(actor=SYSTEM, now=now, reason="bão thử", decision="", **days)
    try:
        began = time.perf_counter()
        window = queries.Window(home, first, last)
        preview = queries.recalculation_preview(viewer=SYSTEM, now=now, window=window, because="bão thử")
        seen = time.perf_counter()
        done = services.recalculate(actor=SYSTEM, now=now, because="bão thử", **given)
        ended = time.perf_counter()
        floor = _floor(done.run)
        compared, wrong, control = _compared(first)
    finally:
        calendar_services.reopen(actor=SYSTEM, now=now, **days)
        back = time.perf_counter()
        services.recalculate(actor=SYSTEM, now=now, because="thử xong", **given)
        undone = time.perf_counter()
    return {
        "deadlines": deadlines, "looked_at": done.looked_at, "groups": done.groups, "moved": done.moved,
        "preview_s": seen - began, "recalculate_s": ended - seen, "floor_s": floor,
        "ratio": (ended - seen) / floor, "undo_s": undone - back,
        "preview_misses": abs(preview.moved - done.moved),
        "compared": compared, "disagreements": wrong, "not_restored": float(_number(SUM) != before),
        "control_disagreements": control,
    }  # fmt: skip


def _number(statement: str) -> int:
    """The one number that a statement gives, as SYSTEM sees it."""
    from django.db import connection

    from thongsuot.plumbing.access import seeing

    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


def _floor(run: UUID) -> float:
    """Seconds of one plain UPDATE of the rows that a run moved; nothing of it is kept."""
    from django.db import connection, transaction

    from thongsuot.plumbing import access

    with transaction.atomic():
        access.enter(SYSTEM)
        with connection.cursor() as cursor:
            cursor.execute(MAKE_ROWS)
            cursor.execute(SAME_ROWS, [str(run)])
            cursor.execute("analyze same_rows")
            began = time.perf_counter()
            cursor.execute(FLOOR)
            taken = time.perf_counter() - began
        transaction.set_rollback(True)
    return taken


def _compared(storm: date) -> tuple[int, int, int]:
    """Dossiers looked at one by one, those that are not what the kernel says, and the same without the storm."""
    from django.db import connection

    from thongsuot.plumbing.access import seeing
    from thongsuot.registers.calendars import queries as calendars
    from thongsuot.registers.calendars.rules import Supposed
    from thongsuot.registers.units import queries as units
    from thongsuot.work.dossiers import queries
    from thongsuot.work.dossiers.rules import recalculation

    compared = wrong = control = 0
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(f"{PICK.format('>')} union all {PICK.format('=')}", [SAMPLE, SAMPLE])
        for (id_,) in cursor.fetchall():
            found = queries.dossier(viewer=SYSTEM, dossier_id=id_)
            assert found is not None
            assert found.term is not None
            office = units.agency(agency_id=found.competent_agency_id)
            running = recalculation.Running(found.received_at, found.term, found.pauses, found.extension)
            calendar = calendars.calendar_for(
                authority_id=found.authority_id, unit_id=office.unit_id if office else None,
                day=recalculation.hours_day(running),
            )  # fmt: skip
            due = found.due(calendar)
            compared += 1
            told = found.due_trace[: len(due.trace)] == tuple(due.explained())
            wrong += due.due_at != found.due_at or (found.steps > 1 and not told)
            storm_days = tuple(d.day for d in calendar.days if d.day >= storm and d.kind == "closure")
            without = Supposed(storm_days, None, "", is_reopening=True).applied(calendar)
            control += found.due(without).due_at != found.due_at
    return compared, wrong, control
