"""`thongsuot bench NAME` and `thongsuot gate NAME`: figures with their limits; exit 0 only when all hold."""

from dataclasses import replace
from importlib import import_module
from typing import Annotated

import typer

from thongsuot.edges.bench import stage
from thongsuot.plumbing.cli import console
from thongsuot.plumbing.cli.trouble import Exit, t

BENCHES = (
    "addresses",
    "bulk",
    "cutover",
    "deadlines",
    "export",
    "intake",
    "recalc",
    "sign",
    "slips",
    "worklist",
)
BARE = (
    "bulk",
    "addresses",
    "cutover",
    "deadlines",
    "export",
    "recalc",
    "conservation",
    "crash",
    "doubles",
    "journey",
    "machine",
    "mutations",
    "outbox",
    "pages",
    "relays",
    "succession",
    "up",
)  # need no loaded province, or make their own
GATES = (
    "access",
    "conservation",
    "crash",
    "doubles",
    "drafts",
    "excel",
    "fuzz",
    "journey",
    "machine",
    "outbox",
    "pages",
    "relays",
    "succession",
    "up",
    "uploads",
)
Quick = Annotated[bool, typer.Option("--quick", help=t("dạng ngắn, vài giây", "short form, seconds"))]
AsJson = Annotated[bool, typer.Option("--json", help=t("in một đối tượng JSON", "print one JSON object"))]

Mutations = Annotated[
    bool,
    typer.Option(
        "--mutations",
        help=t(
            "cổng machine: ai nhận ra khi một dòng luật bị viết sai",
            "gate machine: who notices a changed rule",
        ),
    ),
]

bench = typer.Typer(add_completion=False)
gate = typer.Typer(add_completion=False)


@bench.command(help=t("Chạy một phép đo: ", "Run a benchmark: ") + ", ".join(BENCHES))
def run_bench(name: str, quick: Quick = False, as_json: AsJson = False) -> None:
    """Measure floor and ours in one run."""
    _run(name, BENCHES, quick, as_json)


@gate.command(help=t("Chạy một cổng kiểm chứng: ", "Run a gate: ") + ", ".join(GATES))
def run_gate(name: str, quick: Quick = False, mutations: Mutations = False, as_json: AsJson = False) -> None:
    """Show a promise with its negative control."""
    if mutations and name != "machine":
        console.fail(
            t("--mutations chỉ dùng với machine.", "--mutations goes with machine only."), Exit.USAGE
        )
    _run("mutations" if mutations else name, (*GATES, "mutations") if mutations else GATES, quick, as_json)


def _run(name: str, known: tuple[str, ...], quick: bool, as_json: bool) -> None:
    if name not in known:
        console.fail(
            t(f"Không có “{name}”. Hãy chọn: ", f"There is no “{name}”. Choose: ") + ", ".join(known),
            Exit.USAGE,
        )
    if name not in BARE:
        stage.province()
    report = replace(import_module(f"thongsuot.edges.bench.{name}").run(quick=quick), quick=quick)
    console.emit(report.as_json(), as_json, lambda: console.out().print(report.as_text(), highlight=False))
    if not report.holds:
        raise SystemExit(int(Exit.FAILED))
