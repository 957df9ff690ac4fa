"""A pack is right as a whole or not at all: every fault with file, line, column, reason and what to write."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from thongsuot.edges.packs import manifest, reading, references
from thongsuot.edges.packs.contents import CONTENTS
from thongsuot.edges.packs.gathered import Gathered, Rows
from thongsuot.kernel.errors import NotFound, Problem
from thongsuot.kernel.rows import Fault
from thongsuot.kernel.sheets import Source
from thongsuot.kernel.tables import row_faults
from thongsuot.registers.calendars import rules as calendars
from thongsuot.registers.catalogue import rules as catalogue
from thongsuot.registers.flows import rules as flows
from thongsuot.registers.forms import rules as forms
from thongsuot.registers.points import rules as points
from thongsuot.registers.units import rules as units
from thongsuot.work.clocks import rules as clocks
from thongsuot.work.fees import rules as fees

Step = Callable[[str], None]


@dataclass(frozen=True)
class Checked:
    """The outcome of a check. `gathered` is None when the manifest itself cannot be read."""

    gathered: Gathered | None
    faults: tuple[Fault, ...]

    @cached_property
    def holds(self) -> bool:
        """Whether the pack may be loaded: nothing fatal."""
        return self.gathered is not None and not any(f.fatal for f in self.faults)


def find(packs_dir: Path, name: str) -> Path:
    """The folder of a pack: a path to it, or its name among the packs. Raises NotFound."""
    for folder in (Path(name), packs_dir / name):
        if (folder / manifest.FILE).is_file():
            return folder.resolve()
    known = ", ".join(sorted(p.parent.name for p in packs_dir.glob(f"*/{manifest.FILE}"))) or "–"
    message = "Không tìm thấy gói dữ liệu “{name}”. Các gói hiện có: {known}."
    raise NotFound(Problem("no_pack", message, "pack", {"name": name, "known": known}))


def check(folder: Path, *, step: Step = lambda _said: None, with_demo: bool = True) -> Checked:
    """Read the pack and everything it needs, and find every fault of its own files.

    `step` hears which file is read next. Without `with_demo` the files of the demonstration stay unread.
    """
    gathered, faults = gather(folder, step=step, with_demo=with_demo)
    if gathered is None:
        return Checked(None, tuple(faults))
    found = [*faults, *gathered.faults]
    step("…")
    for holds, rows in gathered.rows.items():
        found += _table_faults(holds, rows)
    found += _unit_faults(gathered)
    found += _record_faults(gathered)
    found += _form_faults(gathered)
    found += _flow_faults(gathered)
    found += references.faults(gathered)
    return Checked(gathered, _ordered(found))


def _ordered(found: Iterable[Fault]) -> tuple[Fault, ...]:
    once = {(f.file, f.line, f.column, f.problem.code): f for f in found}
    return tuple(sorted(once.values(), key=lambda f: (f.file, f.line, f.column)))


def gather(
    folder: Path, *, step: Step = lambda _said: None, with_demo: bool = True
) -> tuple[Gathered | None, list[Fault]]:
    """Everything that the pack's files hold, with the packs it needs."""
    pack, faults = manifest.read(folder)
    if pack is None:
        return None, faults
    gathered = Gathered(pack)
    for file in pack.files:
        content = CONTENTS[file.holds]
        if content.demo_only and not with_demo:
            continue
        step(f"{folder.name}/{file.path}")
        _read(gathered, file)
    gathered.needs = tuple(_needed(folder, pack, faults, step))
    return gathered, faults


def _needed(folder: Path, pack: manifest.Pack, faults: list[Fault], step: Step) -> Iterable[Gathered]:
    for name in pack.needs:
        other = folder.parent / name
        needed = gather(other, step=step, with_demo=False)[0] if (other / manifest.FILE).is_file() else None
        if needed is not None:
            yield needed
            continue
        problem = Problem("need_missing", "Gói này cần gói “{name}” nhưng không có.", "needs", {"name": name})
        fix = "đặt gói đó cạnh gói này hoặc sửa needs"
        faults.append(Fault(f"{folder.name}/{manifest.FILE}", 1, "needs", problem, fix))


def _read(gathered: Gathered, file: manifest.File) -> None:
    path = gathered.pack.folder / file.path
    name = f"{gathered.pack.folder.name}/{file.path}"
    content = CONTENTS[file.holds]
    if content.shape is not None:
        rows, faults = reading.read_table(path, name, content.shape)
        gathered.rows.setdefault(file.holds, []).extend(rows)
        gathered.counts[file.path] = len(rows)
    elif content.form == "lines":
        records, faults = reading.read_lines(path, name)
        gathered.records.setdefault(file.holds, []).extend(records)
        gathered.counts[file.path] = len(records)
    elif content.form == "sheet":
        sheet, text, faults = reading.read_toml(path, name)
        if sheet is not None:
            gathered.sheets.setdefault(file.holds, []).append(Source(name, text, sheet))
        gathered.counts[file.path] = int(sheet is not None)
    else:
        document, faults = _document(content.form, path, name)
        if document is not None:
            gathered.documents[file.holds] = (file, document)
        gathered.counts[file.path] = int(document is not None)
    gathered.faults += faults


def _document(form: str, path: Path, name: str) -> tuple[Mapping[str, Any] | None, list[Fault]]:
    if form == "settings":
        tables, _text, faults = reading.read_toml(path, name)
        return tables, faults
    return reading.read_document(path, name)


OF_CATALOGUE = (
    "fields", "subject_types", "everyday", "commonness", "same_day", "clock_rules", "fee_units", "competences", "mandates",
)  # fmt: skip


def _table_faults(holds: str, rows: Rows) -> Iterable[Fault]:
    """What the module that loads a table says of it."""
    match holds:
        case "calendar":
            return calendars.day_faults(rows)
        case "office_hours":
            return calendars.hours_faults(rows)
        case "search_phrases":
            return catalogue.table_faults("everyday", rows)
        case _ if holds in OF_CATALOGUE:
            return catalogue.table_faults(holds, rows)
        case "escalations":
            return clocks.escalation_faults(rows)
        case "flow_offices":
            return flows.office_faults(rows)
        case "fee_reliefs":
            return fees.relief_faults(rows, fees.RELIEFS)
        case "fee_tariffs":
            return fees.relief_faults(rows, fees.TARIFFS)
        case "bank_columns":
            return row_faults(rows, fees.BANK_COLUMNS)
        case "seals":
            return units.seal_faults(rows)
        case "parts":
            return units.part_faults(rows)
        case "point_kinds" | "point_duties":
            return points.kind_faults(rows) if holds == "point_kinds" else points.duty_faults(rows)
        case "points":
            return points.point_faults(rows)
        case "openings":
            return points.opening_faults(rows)
        case _:
            shape = CONTENTS[holds].shape
            assert shape is not None
            return row_faults(rows, shape)


def _unit_faults(gathered: Gathered) -> Iterable[Fault]:
    """What the register of units says of its five files together."""
    rows = gathered.rows
    if "communes" not in rows:
        return ()
    sources = units.Sources(
        provinces=rows.get("provinces", []),
        communes=rows["communes"],
        wards=rows.get("wards", []),
        crosswalk=rows.get("crosswalk", []),
        amendments=rows.get("amendments", []),
    )
    return units.unit_faults(sources)


def _form_faults(gathered: Gathered) -> Iterable[Fault]:
    """Forms: each with the blocks and the procedures that it speaks of."""
    found: list[Fault] = []
    for sheet in gathered.sheets.get("form_blocks", ()):
        found += forms.block_faults(sheet)
    if found:
        return found
    blocks = gathered.blocks()
    papers: dict[str, set[str]] = {}
    for record in gathered.all_records("procedures"):
        papers.setdefault(str(record.value.get("code", "")).strip(), set()).update(_papers_of(record.value))
    for sheet in gathered.sheets.get("forms", ()):
        found += forms.form_faults(sheet, blocks, papers)
    return [*found, *forms.twice_faults(gathered.sheets.get("forms", ()))]


def _papers_of(record: Mapping[str, Any]) -> Iterator[str]:
    """The codes of the papers of a published procedure, as far as it can be read."""
    for case in record.get("executionCases") or ():
        for paper in (case.get("profileComponents") or ()) if isinstance(case, Mapping) else ():
            yield str(paper.get("code") or "")


def _flow_faults(gathered: Gathered) -> Iterable[Fault]:
    """Flows: each with the procedures that it speaks of."""
    sheets = gathered.sheets.get("flows", ())
    codes = (
        {str(r.value.get("code", "")).strip() for r in gathered.all_records("procedures")} if sheets else ()
    )
    found = [fault for sheet in sheets for fault in flows.flow_faults(sheet, codes)]
    return [*found, *flows.twice_faults(sheets)]


def _record_faults(gathered: Gathered) -> Iterable[Fault]:
    """Records of the catalogue that cannot be read, and codes that stand twice."""
    seen: dict[str, int] = {}
    for record in gathered.records.get("procedures", ()):
        for problem in catalogue.shape_problems(record.value, line=record.line):
            yield Fault(
                record.file, record.line, problem.field, problem, "sửa bản ghi này theo mẫu của danh mục"
            )
        code = record.value.get("code")
        if isinstance(code, str) and seen.setdefault(code, record.line) != record.line:
            params = {"key": code, "line": seen[code]}
            twice = Problem("row_twice", "Dòng này trùng khóa với dòng {line}: {key}.", "code", params)
            yield Fault(record.file, record.line, "code", twice, "xóa một trong hai dòng hoặc sửa mã")
