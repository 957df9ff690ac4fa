"""`thongsuot check PACK` and `thongsuot load PACK`: a pack is right as a whole, and loaded as a whole."""

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from thongsuot.edges.packs.demo import guard
from thongsuot.plumbing.cli import console
from thongsuot.plumbing.cli.trouble import Exit, language, t

if TYPE_CHECKING:
    from thongsuot.edges.packs.checking import Checked
    from thongsuot.edges.packs.demo.filling import Filled
    from thongsuot.edges.packs.gathered import Gathered
    from thongsuot.edges.packs.loading import Loaded
    from thongsuot.kernel.rows import Fault

check = typer.Typer(add_completion=False)
load = typer.Typer(add_completion=False)

AsJson = Annotated[bool, typer.Option("--json", help=t("in một đối tượng JSON", "print one JSON object"))]
Demo = Annotated[
    bool,
    typer.Option(
        "--demo", help=t("nạp cả tài khoản và hồ sơ mô phỏng", "with simulated accounts and dossiers")
    ),
]
Again = Annotated[
    bool, typer.Option("--again", help=t("nạp cả tệp không thay đổi", "also files that did not change"))
]
FAULTS_SHOWN, HINTS_SHOWN = 200, 20
ACTS_EACH = 6  # a dossier's reception and what usually follows: the length of the bar


@check.command(
    help=t("Kiểm tra gói dữ liệu: mọi lỗi, tệp:dòng, cách sửa.", "Check a pack: every fault, file:line, fix.")
)
def run_check(pack: str, as_json: AsJson = False) -> None:
    """Say everything that is wrong with a pack; exit code 4 when it may not be loaded."""
    _start_django(with_database=False)
    found = _check(pack)
    console.emit(_as_json(pack, found), as_json, lambda: _show(pack, found))
    if not found.holds:
        raise typer.Exit(Exit.REFUSED)


@load.command(help=t("Nạp gói dữ liệu, trọn vẹn hoặc không gì cả.", "Load a pack, whole or nothing."))
def run_load(pack: str, demo: Demo = False, again: Again = False, as_json: AsJson = False) -> None:
    """Check a pack and what it needs, then load it in one transaction."""
    if demo:
        guard.refuse_where_off()
    _start_django(with_database=True)
    from thongsuot.edges.packs import loading

    if demo:
        _require_demo()
    found = _check(pack)
    if not found.holds or found.gathered is None:
        _show(pack, found)
        raise typer.Exit(Exit.REFUSED)
    packs = [*found.gathered.needs, found.gathered]
    for needed in found.gathered.needs:
        if again or not loading.is_current(needed):
            _refuse_faulty(needed.pack.code)
    now = datetime.now(UTC)
    with console.progress(t("Đang nạp", "Loading")) as advance:
        loaded = loading.load(packs, now=now, with_demo=demo, again=again, step=lambda _said: advance(1))
    is_province = found.gathered.pack.kind == "province"
    filled = _fill(found.gathered, now) if demo and is_province else None
    if demo and is_province:
        _equip(now)
    told = loading.as_json(loaded) | ({"demo": filled} if filled else {})
    console.emit(told, as_json, lambda: _show_loaded(loaded, filled))


def _require_demo() -> None:
    from thongsuot.edges.packs.demo import filling

    filling.require_demo()


def _fill(gathered: "Gathered", now: datetime) -> "Filled | None":
    """Make up dossiers where the pack says in which proportions."""
    from thongsuot.edges.packs.demo import filling
    from thongsuot.registers.units import queries as units

    settings = gathered.documents.get("demo")
    home = units.home_authority(pack=gathered.pack.code)
    if settings is None or home is None:
        return None
    each = int(settings[1]["dossiers"]["count"])
    label = t("Đang tạo hồ sơ mô phỏng", "Making up simulated dossiers")
    with console.progress(label, total=each * ACTS_EACH) as advance:
        return filling.fill(gathered, authority_id=home, now=now, step=lambda _kind, n: advance(n))


def _equip(now: datetime) -> None:
    """Certificates of a demonstration's own authority for everybody who decides there."""
    from thongsuot.kernel.actor import SYSTEM
    from thongsuot.work.signatures import services

    services.equip_demo(actor=SYSTEM, now=now)


def _refuse_faulty(pack: str) -> None:
    found = _check(pack)
    if not found.holds:
        _show(pack, found)
        raise typer.Exit(Exit.REFUSED)


def _start_django(*, with_database: bool) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thongsuot.plumbing.settings")
    from thongsuot.plumbing.postgres import cluster, connection

    if with_database and connection.is_embedded():
        cluster.ensure_running()
    import django

    django.setup()


def _check(pack: str) -> "Checked":
    from django.conf import settings

    from thongsuot.edges.packs import checking

    folder = checking.find(settings.PACKS_DIR, pack)
    with console.progress(t(f"Đang kiểm tra {pack}", f"Checking {pack}")) as advance:
        return checking.check(folder, step=lambda _said: advance(1))


def _as_json(pack: str, found: "Checked") -> dict[str, Any]:
    counts = found.gathered.counts if found.gathered else {}
    return {
        "pack": pack,
        "holds": found.holds,
        "files": [{"path": path, "rows": rows} for path, rows in counts.items()],
        "faults": [
            {
                "file": f.file,
                "line": f.line,
                "column": f.column,
                "code": f.problem.code,
                "message": str(f.problem),
                "fix": f.fix,
                "fatal": f.fatal,
            }
            for f in found.faults
        ],
    }


def _show(pack: str, found: "Checked") -> None:
    fatal = [f for f in found.faults if f.fatal]
    hints = len(found.faults) - len(fatal)
    shown, most = (fatal, FAULTS_SHOWN) if fatal else (list(found.faults), HINTS_SHOWN)
    if shown:
        console.table(
            (
                t("Ở đâu", "Where"),
                t("Cột", "Column"),
                t("Điều sai", "What is wrong"),
                t("Cách sửa", "What to write"),
            ),
            [(f"{f.file}:{f.line}", f.column, *_said(f)) for f in shown[:most]],
        )
    if len(shown) > most:
        more = len(shown) - most
        _say(t(f"… và {more} chỗ nữa; --json in đủ.", f"… and {more} more; --json prints all."))
    counts = found.gathered.counts if found.gathered else {}
    rows = sum(counts.values())
    _say(
        t(
            f"{pack}: {len(counts)} tệp, {rows} dòng; {len(fatal)} lỗi, {hints} điều nhắc.",
            f"{pack}: {len(counts)} files, {rows} rows; {len(fatal)} faults, {hints} hints.",
        )
    )


def _said(fault: "Fault") -> tuple[str, str]:
    """What is wrong and what to write, in the language of the terminal; a fix that is a value stays one."""
    from django.utils.translation import gettext, override

    with override(language()):
        return fault.problem.say(gettext), gettext(fault.fix)


def _show_loaded(loaded: "list[Loaded]", filled: "Filled | None") -> None:
    rows = [
        (one.pack, name, report.added, report.changed, report.ended, report.unchanged)
        for one in loaded
        for name, report in one.reports.items()
    ]
    heads = (
        t("Gói", "Pack"), t("Phần", "Part"), t("mới", "new"), t("đổi", "changed"), t("hết", "ended"),
        t("giữ nguyên", "as it was"),
    )  # fmt: skip
    if rows:
        console.table(heads, rows)
    changes = sum(one.changes for one in loaded)
    _say(t(f"{changes} thay đổi.", f"{changes} changes."))
    if filled and filled.received:
        _say(
            t(
                f"{filled.received} hồ sơ mô phỏng, {filled.acts} bước xử lý.",
                f"{filled.received} simulated dossiers, {filled.acts} steps.",
            )
        )


def _say(line: str) -> None:
    console.out().print(line, markup=False, highlight=False)
