"""`thongsuot doctor`: what is wrong with this installation, and how to put it right.

`world` what is looked at · `machine` files, disk, port · `production` settings · `database` the server and
its walls · `life` data, worker, backups. A check is a function from the world to findings.
"""

import os
from datetime import UTC, datetime
from typing import Annotated

import typer

from thongsuot.edges.terminal.doctor import database, life, machine, production
from thongsuot.edges.terminal.doctor.world import Check, Finding, World, look
from thongsuot.plumbing.cli import console
from thongsuot.plumbing.cli.trouble import Exit, t

app = typer.Typer(add_completion=False)

CHECKS: tuple[Check, ...] = (
    database.it_answers, database.it_suits, database.extensions_are_made, database.it_is_migrated,
    database.walls_stand, database.journal_is_guarded, database.what_is_acknowledged_is_kept, database.clocks_agree,
    production.demo_stays_at_home, production.no_demo_accounts, production.no_debugging, production.https_is_on,
    production.connections_are_whole, production.hosts_are_named, production.time_zone_is_known,
    production.deploy_check_is_clean,
    machine.secrets_are_private, machine.socket_is_private, machine.disk_has_room, machine.port_is_ours,
    machine.pages_are_prepared, machine.translations_are_compiled,
    life.packs_are_loaded, life.calendar_reaches, life.worker_is_alive, life.jobs_flow, life.backups_are_fresh,
)  # fmt: skip


@app.command(help=t("Khám hệ thống: điều gì sai và cách sửa; mã thoát 1 khi có.",
                    "Look for what is wrong and how to mend it; exit code 1 when something is."))  # fmt: skip
def doctor(
    as_json: Annotated[
        bool, typer.Option("--json", help=t("in một đối tượng JSON", "print one JSON object"))
    ] = False,
    port: Annotated[int, typer.Option(help=t("cổng của trang web", "port of the site"))] = 8000,
) -> None:
    """Run every check on the installation that the environment names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thongsuot.plumbing.settings")
    import django

    world = look(datetime.now(UTC), port)
    django.setup()
    found = examine(world)
    if world.session is not None:
        world.session.close()
    listed = [{"code": f.code, "sentence": f.sentence, "fix": f.fix} for f in found]
    console.emit(
        {"checks": len(CHECKS), "findings": listed, "holds": not found}, as_json, lambda: _show(found)
    )
    if found:
        raise typer.Exit(Exit.FAILED)


def examine(world: World) -> list[Finding]:
    """Every finding of every check, in order."""
    return [finding for check in CHECKS for finding in check(world)]


def _show(found: list[Finding]) -> None:
    out = console.out()
    for number, finding in enumerate(found, 1):
        out.print(f"{number}. {finding.sentence}", style="red", markup=False, highlight=False, soft_wrap=True)
        out.print(f"   {finding.fix}", markup=False, highlight=False, soft_wrap=True)
    if not found:
        out.print(
            t(
                f"Không thấy điều gì sai ({len(CHECKS)} phép kiểm tra).",
                f"Nothing wrong ({len(CHECKS)} checks).",
            ),
            style="green",
            highlight=False,
        )
