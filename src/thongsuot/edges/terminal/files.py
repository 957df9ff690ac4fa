"""`thongsuot files …`: the store of handed-in files from the terminal."""

import os
from datetime import UTC, datetime
from typing import Annotated

import typer

from thongsuot.plumbing.cli import console
from thongsuot.plumbing.cli.trouble import Exit, t

app = typer.Typer(
    help=t("Kho tệp giấy tờ: kiểm tra, dọn, quét vi-rút.", "The store of files: verify, sweep, scan."),
    add_completion=False,
    no_args_is_help=True,
)
AsJson = Annotated[bool, typer.Option("--json", help=t("in một đối tượng JSON", "print one JSON object"))]


@app.command(
    help=t(
        "Đọc lại mọi tệp, so với mã băm; mã thoát 1 khi thiếu hoặc sai.",
        "Read every file again and compare its hash; exit code 1 when one is missing or different.",
    )
)
def verify(as_json: AsJson = False) -> None:
    _set_up()
    from thongsuot.plumbing.files import keeping

    found = keeping.verify()

    def show() -> None:
        console.table(
            (t("Tệp", "Files"), t("Thiếu", "Missing"), t("Sai", "Different"), t("Không ai dùng", "Orphans")),
            [(found.rows, len(found.missing), len(found.different), found.orphans)],
        )
        for sha256 in (*found.missing, *found.different):
            console.out().print(sha256, highlight=False)

    console.emit(found, as_json, show)
    if found.missing or found.different:
        raise SystemExit(int(Exit.FAILED))


@app.command(
    help=t(
        "Xóa tệp không ai dùng và tệp gửi dở quá một ngày.",
        "Remove files without a row, and uploads that nobody finished within a day.",
    )
)
def sweep(as_json: AsJson = False) -> None:
    _set_up()
    from thongsuot.plumbing.files import keeping, uploads

    now = datetime.now(UTC)
    gone = {"files": keeping.sweep(now=now), "uploads": uploads.expire(now=now)}
    console.emit(gone, as_json, lambda: console.table(tuple(gone), [tuple(gone.values())]))


@app.command(
    help=t("Quét vi-rút những tệp chưa quét.", "Let the files be scanned for viruses that were not scanned.")
)
def rescan(as_json: AsJson = False) -> None:
    _set_up()
    from thongsuot.plumbing.files import keeping, scanning

    if not scanning.answers():
        console.fail(
            t(
                "ClamAV không trả lời. Hãy chạy clamd, hoặc đặt THONGSUOT_CLAMD.",
                "ClamAV does not answer. Run clamd, or set THONGSUOT_CLAMD.",
            ),
            Exit.NOT_FOUND,
        )
    counts = keeping.rescan(now=datetime.now(UTC))
    console.emit(counts, as_json, lambda: console.table(tuple(counts), [tuple(counts.values())]))


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thongsuot.plumbing.settings")
    import django

    django.setup()
