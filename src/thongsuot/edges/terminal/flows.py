"""`thongsuot flows check|export|import`: one flow's file checked, written as BPMN 2.0, read from BPMN 2.0.

No database: a flow is a file of a pack until the pack is loaded.
"""

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from thongsuot.plumbing.cli import console
from thongsuot.plumbing.cli.trouble import Exit, language, t

if TYPE_CHECKING:
    from thongsuot.kernel.errors import Problem
    from thongsuot.kernel.rows import Fault
    from thongsuot.registers.flows.rules import Flow

app = typer.Typer(
    help=t("Quy trình từng bước của thủ tục.", "The steps of procedures."),
    add_completion=False,
    no_args_is_help=True,
)
AsJson = Annotated[bool, typer.Option("--json", help=t("in một đối tượng JSON", "print one JSON object"))]
File = Annotated[Path, typer.Argument(help=t("tệp quy trình", "the flow's file"))]
Out = Annotated[Path | None, typer.Option(help=t("ghi ra tệp này", "write to this file"))]


@app.command(
    help=t("Kiểm tra một tệp quy trình (TOML): mọi lỗi, dòng, cách sửa.", "Check a flow's file: every fault.")
)
def check(file: File, as_json: AsJson = False) -> None:
    flow, faults = _read(file)
    described = [
        {"line": f.line, "column": f.column, "code": f.problem.code, "message": _say(f.problem), "fix": f.fix}
        for f in faults
    ]
    body = {"file": str(file), "holds": flow is not None, "faults": described}
    console.emit(body, as_json, lambda: _show(file, flow, faults))
    raise typer.Exit(Exit.OK if flow else Exit.REFUSED)


@app.command(help=t("Viết quy trình ra BPMN 2.0.", "Write a flow as BPMN 2.0."))
def export(file: File, out: Out = None) -> None:
    from thongsuot.registers.flows import rules

    flow, faults = _read(file)
    if flow is None:
        _show(file, flow, faults)
        raise typer.Exit(Exit.REFUSED)
    _write(rules.bpmn_of(flow), out)


@app.command("import", help=t("Đọc BPMN 2.0 thành tệp quy trình (TOML).", "Read BPMN 2.0 as a flow's file."))
def import_(
    file: File,
    out: Out = None,
    code: Annotated[str, typer.Option(help=t("mã quy trình", "the flow's code"))] = "",
    procedure: Annotated[list[str] | None, typer.Option(help=t("mã thủ tục", "codes of procedures"))] = None,
    valid_from: Annotated[str, typer.Option(help=t("ngày bắt đầu, 2026-01-01", "first day"))] = "",
    source: Annotated[str, typer.Option(help=t("nguồn", "source"))] = "",
    as_json: AsJson = False,
) -> None:
    from thongsuot.registers.flows import rules

    day = date.fromisoformat(valid_from) if valid_from else None
    given = rules.Given(code, tuple(procedure or ()), source, day)
    found = rules.read(file.read_bytes(), given)
    if found.flow is None:
        told = [{"element": p.field, "code": p.code, "message": _say(p)} for p in found.problems]
        rows = [(one["element"], one["message"]) for one in told]
        heads = (t("Phần tử", "Element"), t("Điều sai", "What is wrong"))
        console.emit({"holds": False, "problems": told}, as_json, lambda: console.table(heads, rows))
        raise typer.Exit(Exit.REFUSED)
    _write(rules.toml_of(found.flow), out)


def _read(file: Path) -> "tuple[Flow | None, list[Fault]]":
    from thongsuot.edges.packs import reading
    from thongsuot.kernel.sheets import Source
    from thongsuot.registers.flows import rules

    document, text, faults = reading.read_toml(file, file.name)
    if document is not None:
        faults = [*faults, *rules.flow_faults(Source(file.name, text, document))]
    if document is None or any(f.fatal for f in faults):
        return None, faults
    return rules.flow_of(document), faults


def _show(file: Path, flow: "Flow | None", faults: "list[Fault]") -> None:
    from thongsuot.registers.flows import rules

    if faults:
        heads = (t("Ở đâu", "Where"), t("Điều sai", "What is wrong"), t("Cách sửa", "What to write"))
        console.table(heads, [(f"{f.file}:{f.line}", _say(f.problem), _translated(f.fix)) for f in faults])
    if flow is not None:
        total = rules.sum_said(rules.longest(flow), _translated)
        count = sum(1 for _ in flow.steps())
        console.out().print(
            t(f"{file.name}: {count} bước, cộng {total}.", f"{file.name}: {count} steps, in all {total}."),
            markup=False,
            highlight=False,
        )


def _write(text: str, out: Path | None) -> None:
    if out is None:
        typer.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")


def _say(problem: "Problem") -> str:
    return problem.say(_translated)


def _translated(text: str) -> str:
    """In the language of the terminal."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thongsuot.plumbing.settings")
    import django
    from django.apps import apps
    from django.utils.translation import gettext, override

    if not apps.ready:
        django.setup()
    with override(language()):
        return gettext(text)
