"""`pack.toml`: what a pack is, what it needs, which file holds what, and the settings of its province."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from thongsuot.edges.packs import reading
from thongsuot.edges.packs.contents import CONTENTS
from thongsuot.kernel import cells
from thongsuot.kernel.errors import Problem
from thongsuot.kernel.rows import Fault
from thongsuot.plumbing.ui import colours

FILE = "pack.toml"
KINDS = ("national", "province")
_CODE = cells.matching(r"[a-z][a-z0-9-]{1,30}", "lao-cai")

# Settings of a province, `table.name` for one within a table: the check of its text, and whether it must be there.
SETTINGS: dict[str, tuple[cells.Check, bool]] = {
    "place": (cells.text(80), True),
    "place_en": (cells.text(80), True),
    "accent": (cells.matching(r"#[0-9a-f]{6}", "#3d4f8f"), True),
    "help_phone": (cells.matching(r"[0-9 .+()-]{3,20}", "1900 0000"), True),
    "help_hours": (cells.text(120), False),
    "help_is_simulated": (cells.one_of("true", "false"), False),
    "time_zone": (cells.one_of("Asia/Ho_Chi_Minh"), True),
    "backlog_field": (cells.text(60), False),
    "drafts.last_days": (cells.number(7, 3650, whole=True), False),
    "drafts.browser_last_days": (cells.number(7, 3650, whole=True), False),
    "drafts.warn_days": (cells.number(1, 60, whole=True), False),
    "fee_account.bank_bin": (cells.digits(6), False),
    "fee_account.bank": (cells.text(80), False),
    "fee_account.number": (cells.matching(r"[0-9A-Za-z]{1,19}", "0123456789"), False),
    "fee_account.name": (cells.text(80), False),
    "fee_account.is_simulated": (cells.one_of("true", "false"), False),
    "dossier_code.notation": (cells.one_of("new", "old"), True),
    "dossier_code.date_digits": (cells.one_of("6", "8"), True),
    "dossier_code.serial_digits": (cells.number(4, 8, whole=True), True),
}
READABLE = 4.5  # WCAG 2.2 AA of text on white


@dataclass(frozen=True, slots=True)
class File:
    """One file of a pack. `line` is where pack.toml speaks of it."""

    holds: str
    path: str
    source: str
    licence: str
    valid_from: date | None
    line: int


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack as its manifest describes it. `unit_code`, `agency_code` are those of a province's pack."""

    folder: Path
    code: str
    kind: str
    name: str
    name_en: str
    licence: str
    needs: tuple[str, ...] = ()
    unit_code: str = ""
    agency_code: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    map: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[File, ...] = ()


class _Reader:
    """Collects what is wrong while the manifest is taken apart."""

    def __init__(self, file: str, text: str) -> None:
        self.file, self.lines, self.faults = file, text.splitlines(), list[Fault]()

    def line_of(self, pattern: str, number: int = 1) -> int:
        hits = [n for n, line in enumerate(self.lines, 1) if re.match(pattern, line.strip())]
        return hits[number - 1] if len(hits) >= number else 1

    def say(self, line: int, column: str, code: str, message: str, fix: str, /, **params: object) -> None:
        self.faults.append(Fault(self.file, line, column, Problem(code, message, column, params), fix))

    def text(
        self, table: Mapping[str, Any], name: str, line: int, check: cells.Check, required: bool = True
    ) -> str:
        """A word of the manifest; "" when it is not there."""
        value = table.get(name, "")
        value = str(value).lower() if isinstance(value, bool) else str(value)
        at = self.line_of(rf"{re.escape(name)}\s*=") if line == 0 else line
        if not value:
            if required:
                self.say(
                    at, name, "manifest_missing", "Thiếu mục “{name}”.", f"thêm dòng {name} = …", name=name
                )
            return ""
        finding = cells.suspicious(value) or check(value)
        if finding is not None:
            self.faults.append(Fault(self.file, at, name, finding[0], finding[1]))
        return value


def read(folder: Path) -> tuple[Pack | None, list[Fault]]:
    """The pack of a folder, or None when its manifest says too little to go on."""
    name = f"{folder.name}/{FILE}"
    tables, text, found = reading.read_toml(folder / FILE, name)
    if tables is None:
        return None, found
    reader = _Reader(name, text)
    reader.faults += found
    head = tables.get("pack")
    if not isinstance(head, dict):
        reader.say(1, "pack", "manifest_missing", "Thiếu mục “{name}”.", "thêm bảng [pack]", name="pack")
        return None, reader.faults
    kind = reader.text(head, "kind", 0, cells.one_of(*KINDS))
    province = tables.get("province", {}) if kind == "province" else {}
    pack = Pack(
        folder=folder,
        code=reader.text(head, "code", 0, _CODE),
        kind=kind,
        name=reader.text(head, "name", 0, cells.text(120)),
        name_en=reader.text(head, "name_en", 0, cells.text(120)),
        licence=reader.text(head, "licence", 0, cells.text(300)),
        needs=tuple(str(n) for n in head.get("needs", ())),
        unit_code=reader.text(province, "unit_code", 0, cells.digits(2), kind == "province"),
        agency_code=reader.text(
            province, "agency_code", 0, cells.matching(r"[A-Z]\d{2}", "H99"), kind == "province"
        ),
        settings=_settings(reader, tables.get("settings", {}), kind),
        map=tables.get("map", {}),
        files=tuple(_files(reader, tables.get("file", []), kind)),
    )
    _unlisted(reader, pack)
    return pack, reader.faults


def _settings(reader: _Reader, given: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in given.items():
        flat |= {f"{name}.{key}": v for key, v in value.items()} if isinstance(value, dict) else {name: value}
    for name, (check, required) in SETTINGS.items():
        word = name.rpartition(".")[2]
        reader.text({word: flat.get(name, "")}, word, 0, check, required and kind == "province")
    for name in flat.keys() - SETTINGS.keys():
        line = reader.line_of(rf"{re.escape(name.rpartition('.')[2])}\s*=")
        fix = "đổi thành một trong: " + ", ".join(SETTINGS)
        reader.say(line, name, "setting_unknown", "Không có thiết lập “{name}”.", fix, name=name)
    accent = str(flat.get("accent", ""))
    if SETTINGS["accent"][0](accent) is None and colours.contrast(accent, "#ffffff") < READABLE:
        message = "Chữ màu {accent} trên nền trắng quá mờ (tương phản {ratio:.1f}, cần {least})."
        fix = f"dùng màu đậm hơn, ví dụ {colours.accents(accent).light.accent}"
        line, ratio = reader.line_of(r"accent\s*="), colours.contrast(accent, "#ffffff")
        reader.say(line, "accent", "accent_faint", message, fix, accent=accent, ratio=ratio, least=READABLE)
    return given


def _files(reader: _Reader, given: Any, kind: str) -> Iterator[File]:
    seen: set[str] = set()
    for number, entry in enumerate(given if isinstance(given, list) else [], 1):
        line = reader.line_of(r"\[\[file\]\]", number)
        holds = reader.text(
            entry, "holds", line, cells.one_of(*(n for n, c in CONTENTS.items() if kind in c.kinds))
        )
        path = reader.text(entry, "path", line, cells.matching(r"[\w-][\w.-]*(/[\w-][\w.-]*)*", "points.csv"))
        source = reader.text(entry, "source", line, cells.text(500))
        licence = reader.text(entry, "licence", line, cells.text(300))
        from_day = entry.get("valid_from")
        if from_day is not None and not isinstance(from_day, date):
            reader.say(
                line, "valid_from", "manifest_day", "valid_from phải là ngày.", "ghi valid_from = 2025-07-01"
            )
        if path in seen:
            reader.say(
                line, "path", "file_twice", "Tệp “{path}” được khai hai lần.", "xóa một mục", path=path
            )
        seen.add(path)
        if holds in CONTENTS and path:
            yield File(holds, path, source, licence, from_day if isinstance(from_day, date) else None, line)


def _unlisted(reader: _Reader, pack: Pack) -> None:
    """Files that lie in the folder and that nobody will read: a warning."""
    listed = {pack.folder / file.path for file in pack.files} | {pack.folder / FILE}
    for path in sorted(pack.folder.rglob("*")):
        hidden = any(part.startswith((".", "~$")) for part in path.relative_to(pack.folder).parts)
        if path.is_file() and path not in listed and not hidden and path.suffix != ".md":
            name = str(path.relative_to(pack.folder))
            problem = Problem(
                "file_unlisted", "Tệp “{name}” không có trong pack.toml.", "file", {"name": name}
            )
            fix = "thêm mục [[file]] cho tệp này hoặc xóa tệp"
            reader.faults.append(Fault(reader.file, 1, "file", problem, fix, fatal=False))
