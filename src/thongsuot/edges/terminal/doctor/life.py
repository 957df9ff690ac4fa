"""What keeps a running province alive: data, calendar, worker, jobs, backups."""

from collections.abc import Iterator
from datetime import UTC, datetime

from thongsuot.edges.terminal.doctor.world import Finding, World

HEARTBEAT_S = 30
STUCK_AFTER_S = 600
BACKUP_DAYS = 7
ASK_FROM_MONTH = 10  # next year's holidays are decided in autumn

DAYS = """select count(*) from calendar_day where authority_id is null and withdrawn_at is null
 and kind = 'holiday' and day between %s and %s"""
STUCK = """
select count(*) from procrastinate_jobs j left join procrastinate_workers w on w.id = j.worker_id
 where j.status = 'doing' and (w.id is null or w.last_heartbeat < now() - make_interval(secs => %s))
    or j.status = 'todo' and coalesce(j.scheduled_at,
        (select max(to_timestamp(p.defer_timestamp)) from procrastinate_periodic_defers p where p.job_id = j.id))
       < now() - make_interval(secs => %s)"""


def packs_are_loaded(world: World) -> Iterator[Finding]:
    """There is a province to serve, and a catalogue of procedures."""
    if world.session is None:
        return
    from django.db import Error

    from thongsuot.registers.units import queries as units

    try:
        home = units.home_authority()
    except Error:  # not migrated: another check says so
        return
    if home is None or not world.rows("select exists (select from procedure_version)")[0][0]:
        yield Finding(
            "pack_not_loaded",
            "Chưa nạp dữ liệu của tỉnh nào hoặc chưa có danh mục thủ tục.",
            "No province is loaded, or no catalogue of procedures.",
            "Chạy thongsuot load national, rồi thongsuot load <gói của tỉnh>.",
            "Run thongsuot load national, then thongsuot load <the province's pack>.",
        )


def calendar_reaches(world: World) -> Iterator[Finding]:
    """Holidays are known for every year in which a due date may fall."""
    if world.session is None or not _has(world, "calendar_day"):
        return
    years = [world.now.year] + ([world.now.year + 1] if world.now.month >= ASK_FROM_MONTH else [])
    for year in years:
        if world.rows(DAYS, f"{year}-01-01", f"{year}-12-31")[0][0] == 0:
            yield Finding(
                "calendar_missing",
                f"Chưa có lịch nghỉ lễ năm {year}; hạn trả rơi vào năm đó sẽ sai.",
                f"No holidays are known for {year}; due dates in that year will be wrong.",
                "Bổ sung lịch vào packs/national/calendar.csv rồi chạy thongsuot load national.",
                "Add them to packs/national/calendar.csv and run thongsuot load national.",
            )


def worker_is_alive(world: World) -> Iterator[Finding]:
    """Somebody carries the events."""
    if world.session is None or not _has(world, "procrastinate_workers"):
        return
    fresh = (
        "select count(*) from procrastinate_workers where last_heartbeat > now() - make_interval(secs => %s)"
    )
    if world.rows(fresh, HEARTBEAT_S)[0][0] == 0:
        yield Finding(
            "worker_missing",
            "Không có tiến trình nền nào chạy: thông báo và việc chuyển tiếp không đến nơi.",
            "No worker runs: notices and events do not arrive.",
            "Chạy thongsuot up, hoặc riêng: thongsuot worker.",
            "Run thongsuot up, or alone: thongsuot worker.",
        )


def jobs_flow(world: World) -> Iterator[Finding]:
    """No job is held by a dead worker or waits for long."""
    if world.session is None or not _has(world, "procrastinate_jobs"):
        return
    stuck = world.rows(STUCK, STUCK_AFTER_S, STUCK_AFTER_S)[0][0]
    if stuck:
        yield Finding(
            "jobs_stuck",
            f"{stuck} việc nền bị kẹt quá {STUCK_AFTER_S // 60} phút.",
            f"{stuck} jobs are stuck for more than {STUCK_AFTER_S // 60} minutes.",
            "Xem nhật ký của tiến trình nền (job_failed), sửa nguyên nhân; việc sẽ tự chạy lại.",
            "See the worker's log (job_failed) and mend the cause; the jobs run again by themselves.",
        )


def backups_are_fresh(world: World) -> Iterator[Finding]:
    """What must not be lost is copied every week at least; a demo can be made anew."""
    folder = world.home / "backups"
    made = [path.stat().st_mtime for path in folder.glob("*/manifest.json")]
    if world.is_demo and not made:
        return
    age = (world.now - datetime.fromtimestamp(max(made), UTC)).days if made else None
    if age is None or age > BACKUP_DAYS:
        yield Finding(
            "backup_old",
            "Chưa có bản sao lưu nào." if age is None else f"Bản sao lưu mới nhất đã {age} ngày.",
            "There is no backup." if age is None else f"The newest backup is {age} days old.",
            "Chạy thongsuot db backup, và đặt lịch chạy hằng ngày (docs/operate.md).",
            "Run thongsuot db backup, and have it run daily (docs/operate.md).",
        )


def _has(world: World, table: str) -> bool:
    return bool(world.rows("select to_regclass(%s) is not null", f"public.{table}")[0][0])
