"""`thongsuot pack new CODE FOLDER`: draft a province's pack from the national data and another pack."""

from pathlib import Path
from typing import Annotated

import typer

from thongsuot.plumbing.cli import console
from thongsuot.plumbing.cli.trouble import t

app = typer.Typer(
    help=t("Gói dữ liệu: lập dự thảo cho một tỉnh mới.", "Data packs: draft one for a new province."),
    add_completion=False,
    no_args_is_help=True,
)
AsJson = Annotated[bool, typer.Option("--json", help=t("in một đối tượng JSON", "print one JSON object"))]


@app.callback()
def packs() -> None:
    """Keeps `new` a word of its own."""


@app.command(
    help=t("Lập dự thảo gói cho một tỉnh: kiểm tra rồi sửa.", "Draft a pack: check it, then correct it.")
)
def new(
    province: Annotated[str, typer.Argument(help=t("mã tỉnh, ví dụ 15", "code of the province, e.g. 15"))],
    folder: Annotated[Path, typer.Argument(help=t("thư mục mới, ví dụ packs/ten-tinh", "new folder"))],
    at: Annotated[
        str, typer.Option(help=t("kinh độ,vĩ độ của một điểm trong tỉnh", "longitude,latitude in it"))
    ],
    like: Annotated[str, typer.Option(help=t("gói làm mẫu", "the pack to take after"))],
    agency: Annotated[str, typer.Option(help=t("mã định danh của UBND tỉnh", "its agency code"))] = "",
    accent: Annotated[str, typer.Option(help=t("màu nhấn", "accent colour"))] = "#005a9c",
    as_json: AsJson = False,
) -> None:
    """Write the files; what is made up is marked as simulated."""
    from thongsuot.edges.terminal.packs import _start_django

    _start_django(with_database=False)
    from django.conf import settings

    from thongsuot.edges.packs import checking, drafting

    gathered, _faults = checking.gather(checking.find(settings.PACKS_DIR, like))
    assert gathered is not None, "find() gave a folder with a manifest"
    draft = drafting.plan(
        gathered, code=folder.name, unit_code=province, accent=accent, at=_place(at), root=agency
    )
    files = drafting.write(draft, folder)
    body = {
        "pack": draft.code,
        "agency_code": draft.root,
        "communes": len(draft.communes),
        "files": len(files),
    }
    said = t(
        "Đã lập dự thảo {place}: {n} xã, phường. Hãy chạy: thongsuot check {code}",
        "Drafted {place}: {n} communes. Now run: thongsuot check {code}",
    ).format(place=draft.place, n=len(draft.communes), code=draft.code)
    console.emit(body, as_json, lambda: console.out().print(said, highlight=False, markup=False))


def _place(written: str) -> tuple[float, float]:
    try:
        longitude, latitude = (float(part) for part in written.split(","))
    except ValueError:
        raise typer.BadParameter("106.70,10.78", param_hint="--at") from None
    return longitude, latitude
