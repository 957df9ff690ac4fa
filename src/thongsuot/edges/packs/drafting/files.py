"""The files of a new pack: the manifest, the proportions of its demonstration, the tables."""

import csv
import io
import re
from collections.abc import Iterable
from pathlib import Path

from thongsuot.edges.packs.drafting.planning import SOURCE, Draft, Table
from thongsuot.edges.packs.drafting.tables import clerk, tables
from thongsuot.kernel.errors import Problem, Refused
from thongsuot.kernel.names import fold

MANIFEST = """# Dự thảo: mọi dòng mô phỏng cần được tỉnh thay bằng dữ liệu thật.
[pack]
code = "{code}"
kind = "province"
name = "{place}"
name_en = "{place_en}"
licence = "Apache-2.0 cho dữ liệu mô phỏng; nguồn khác ghi ở từng mục"
needs = ["national"]

[province]
unit_code = "{unit_code}"
agency_code = "{root}"

[settings]
place = "{place}"
place_en = "{place_en}"
accent = "{accent}"
help_phone = "{help_phone}"
help_hours = "{help_hours}"
help_is_simulated = true
time_zone = "Asia/Ho_Chi_Minh"

[settings.dossier_code]
notation = "new"
date_digits = 8
serial_digits = 4
"""
FILE = """
[[file]]
holds = "{holds}"
path = "{path}"
source = "{source}"
licence = "Apache-2.0"
"""
HOLDS = {
    "agencies.csv": "agencies",
    "postal.csv": "agencies",
    "seals.csv": "seals",
    "office-hours.csv": "office_hours",
    "competences.csv": "competences",
    "points.csv": "points",
    "openings.csv": "openings",
    "accounts.csv": "accounts",
    "demo-names.csv": "demo_names",
    "demo.toml": "demo",
}


def manifest(draft: Draft, files: Iterable[str]) -> str:
    """The text of `pack.toml`."""
    settings = draft.like.pack.settings
    name = fold(draft.place.removeprefix(f"{draft.kind} ")).title()
    place = f"{draft.place[:1].upper()}{draft.place[1:]}"
    head = MANIFEST.format(
        code=draft.code, place=place, place_en=f"{name} {'City' if draft.kind == 'thành phố' else 'Province'}",
        unit_code=draft.unit_code, root=draft.root, accent=draft.accent,
        help_phone=settings.get("help_phone", ""), help_hours=settings.get("help_hours", ""),
    )  # fmt: skip
    source = SOURCE.format(like=draft.like.pack.code)
    return head + "".join(FILE.format(holds=HOLDS[path], path=path, source=source) for path in files)


def demo(draft: Draft) -> str:
    """The other pack's proportions of a demonstration, with this pack's accounts to show."""
    file, _ = draft.like.documents["demo"]
    text = (draft.like.pack.folder / file.path).read_text(encoding="utf-8")
    first = draft.communes[0].word
    shown = [
        f"congdan.{draft.code}",
        f"motcua.{first}",
        *(row["username"] for row in clerk(draft, draft.like.rows.get("accounts", []))),
        f"xuly.{first}",
        f"lanhdao.{first}",
        f"tinh.{draft.code}",
    ]
    said = ", ".join(f'"{name}"' for name in shown)
    return re.sub(r"^shown = .*$", f"shown = [{said}]", text, count=1, flags=re.MULTILINE)


def write(draft: Draft, folder: Path) -> tuple[Path, ...]:
    """Write every file of the pack into a folder that must not have a pack yet. Raises `Refused`."""
    if (folder / "pack.toml").exists():
        message = "Thư mục {name} đã có một gói dữ liệu."
        raise Refused(Problem("pack_exists", message, "folder", {"name": folder.name}))
    folder.mkdir(parents=True, exist_ok=True)
    texts = {path: _csv(rows) for path, rows in tables(draft).items() if rows}
    if "demo" in draft.like.documents:
        texts["demo.toml"] = demo(draft)
    texts["pack.toml"] = manifest(draft, texts)
    for path, text in texts.items():
        (folder / path).write_text(text, encoding="utf-8", newline="")
    return tuple(folder / path for path in texts)


def _csv(rows: Table) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
