"""`thongsuot import check|load FILE`: old dossiers from Excel or CSV without a browser."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from thongsuot.plumbing.cli import console
from thongsuot.plumbing.cli.trouble import Exit, t

if TYPE_CHECKING:
    from thongsuot.work.imports.queries import BookRecord

app = typer.Typer(
    help=t("Nhập hồ sơ đang mở từ sổ cũ.", "Load open dossiers from an old register."),
    add_completion=False,
    no_args_is_help=True,
)
File = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, help=t("tệp Excel hoặc CSV", "an Excel or CSV file"))
]
Agency = Annotated[
    str, typer.Option("--agency", help=t("mã cơ quan tiếp nhận", "code of the agency that received them"))
]
Out = Annotated[
    Path | None,
    typer.Option("--out", help=t("ghi tệp kèm cột lỗi vào đây", "write the file with its faults here")),
]
OnlyGood = Annotated[
    bool,
    typer.Option(
        "--only-good", help=t("nhập các dòng đúng dù còn dòng lỗi", "load the good rows all the same")
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help=t("in một đối tượng JSON", "print one JSON object"))]


@app.command(
    help=t("Kiểm tra từng ô; mã thoát 1 khi có lỗi.", "Check every cell; exit code 1 when there are faults.")
)
def check(file: File, agency: Agency, out: Out = None, as_json: AsJson = False) -> None:
    found = _checked(file, agency)
    _answer(found, out)
    _emit(found, as_json)
    if found.phase != "checked" or found.counts.get("faulty"):
        raise SystemExit(int(Exit.FAILED))


@app.command(
    help=t("Kiểm tra rồi nhập; nhập lại cùng tệp không làm gì thêm.", "Check and load; again does nothing.")
)
def load(
    file: File, agency: Agency, only_good: OnlyGood = False, out: Out = None, as_json: AsJson = False
) -> None:
    found = _checked(file, agency)
    from thongsuot.kernel.actor import SYSTEM
    from thongsuot.work.imports import queries, services

    if found.counts.get("good") or found.counts.get("faulty"):
        now = datetime.now(UTC)
        services.load(actor=SYSTEM, now=now, agency_id=found.agency_id, book_id=found.id, only_good=only_good)
        services.load_to_end(actor=SYSTEM, clock=lambda: datetime.now(UTC), book_id=found.id)
        found = queries.book(viewer=SYSTEM, book_id=found.id) or found
    _answer(found, out)
    _emit(found, as_json)


def _checked(file: Path, agency: str) -> "BookRecord":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thongsuot.plumbing.settings")
    import django

    django.setup()
    from thongsuot.kernel.actor import SYSTEM
    from thongsuot.registers.units import queries as units
    from thongsuot.work.imports import queries, services

    desk = units.agency_by_code(code=agency)
    if desk is None:
        console.fail(t(f"Không có cơ quan {agency}.", f"There is no agency {agency}."), Exit.NOT_FOUND)
    now = datetime.now(UTC)
    examined = services.examine(file.name, file.read_bytes())
    book_id = services.upload(actor=SYSTEM, now=now, agency_id=desk.id, examined=examined)
    services.check_now(actor=SYSTEM, now=now, book_id=book_id)
    found = queries.book(viewer=SYSTEM, book_id=book_id)
    assert found is not None, "the system sees every book"
    return found


def _answer(found: "BookRecord", out: Path | None) -> None:
    if out is None:
        return
    from django.utils.translation import gettext

    from thongsuot.kernel.actor import SYSTEM
    from thongsuot.work.imports import queries

    data = queries.answer(viewer=SYSTEM, book_id=found.id, translate=gettext)
    out.write_bytes(data or b"")


def _emit(found: "BookRecord", as_json: bool) -> None:
    said: dict[str, Any] = {
        "book": found.id, "phase": found.phase, "rows": dict(found.counts),
        "classes": [{"kind": kind, "code": code, "count": count} for kind, code, count, _ in found.classes],
        "problems": [problem["code"] for problem in found.problems],
    }  # fmt: skip

    def show() -> None:
        console.table(tuple(said["rows"]) or (found.phase,), [tuple(said["rows"].values()) or ("",)])
        console.table(
            (t("Loại", "Class"), t("Số ô", "Cells")), [(f"{k} {c}", n) for k, c, n, _ in found.classes]
        )

    console.emit(said, as_json, show)
