"""The gate: plant, hand in, compare, load the good rows, correct the rest, hand in again; then switch one checker off."""

import os
import resource
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from unittest.mock import patch
from uuid import UUID

from thongsuot.edges.bench.excel import books, planting
from thongsuot.edges.bench.excel.planting import Cells, Planted, World
from thongsuot.edges.bench.intake import filings
from thongsuot.edges.bench.report import Limit, Report
from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.names import fold
from thongsuot.plumbing.access import seeing
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import services as dossiers
from thongsuot.work.imports import queries, services
from thongsuot.work.imports.rules import numbers

NOTES = {
    "planted": "faults among the rows, one a row, in as many classes",
    "found": "of these, told at their cell under their class with what to write instead",
    "missed": "not told, told elsewhere, under another class, or without advice",
    "good_refused": "rows without a planted fault that would not go in, or of which something was said",
    "silent_changes": "rows, good or faulty, of which a cell came out otherwise than it went in without a word at that cell",
    "loaded": "dossiers after the good rows were loaded",
    "again_new": "rows that the same file would bring once more",
    "rest_new": "rows that the corrected file brings, which must be those that had faults",
    "rest_known": "rows of the corrected file that are in already",
    "wrappings_lost": "rows lost in renamed, reordered, accentless, second-sheet, BOM, UTF-16 and semicolon files",
    "check_s": "seconds to read and judge the file",
    "load_s": "seconds to make dossiers of the good rows",
    "peak_mb": "most memory of this process, which judges and loads",
    "control_missed": "missed with one checker switched off: must be more than 0, or the gate sees nothing",
    "control_silent": "silent changes then: numbers become texts that were never proposed",
}
SEED = 20_250_701
KEYS = {
    "Mã hồ sơ": "code", "Mã thủ tục": "procedure", "Trường hợp": "case", "Họ và tên": "name", "Số CCCD": "citizen_id",
    "Số điện thoại": "phone", "Email": "email", "Địa chỉ": "address", "Ngày tiếp nhận": "received",
    "Ngày hẹn trả": "due", "Ngày yêu cầu bổ sung": "asked", "Ngày có kết quả": "finished", "Diện tích": "area",
    "Số tiền đã thu": "paid", "Ghi chú": "note",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Desk:
    """In whose name the file comes in. `codes`: of every commune of the province by its name of today."""

    agency_id: int
    codes: Mapping[str, str]


def run(*, quick: bool = False) -> Report:
    """50,000 rows with 5,000 faults; `quick`: 500 rows with 66."""
    folder = Path(tempfile.mkdtemp(prefix="excel-gate"))
    os.environ["THONGSUOT_FILES"] = str(folder / "store")
    os.environ["THONGSUOT_CLAMD"] = str(folder / "nobody")
    try:
        return _measured(rows=500 if quick else 50_000, faults=66 if quick else 5000)
    finally:
        with seeing(SYSTEM):
            shutil.rmtree(folder, ignore_errors=True)


def _measured(*, rows: int, faults: int) -> Report:
    desk, world = _world()
    chance = Random(SEED + int(time.time()))  # codes of an earlier run are in the register already
    made, planted = planting.table(chance, world, rows=rows, faults=faults, heading=books.ABOVE + 1)
    _number_anew(made, planted, world, chance)
    data = books.workbook(made)
    start = time.perf_counter()
    book = _checked(desk, data)
    figures: dict[str, float] = {
        "rows": rows,
        "planted": len(planted),
        "classes": len({p.code for p in planted}),
    }
    figures["check_s"] = round(time.perf_counter() - start, 2)
    figures |= _compared(desk, book, made, planted)
    start = time.perf_counter()
    _load(desk, book)
    figures["load_s"] = round(time.perf_counter() - start, 2)
    figures["loaded"] = _counts(book)["loaded"]
    figures["again_new"] = _counts(_checked(desk, data))["good"]
    corrected = _checked(desk, books.workbook(_corrected(made, planted, world, rows)))
    figures["rest_new"], figures["rest_known"] = _counts(corrected)["good"], _counts(corrected)["known"]
    figures["wrappings_lost"] = _wrapped(desk, world)
    blind = _blind(desk, world)
    figures["control_missed"], figures["control_silent"] = blind["missed"], blind["silent_changes"]
    figures["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    stays = sum(not one.is_change for one in planted)
    limits = [
        Limit("planted", "==", faults), Limit("found", "==", faults), Limit("missed", "==", 0),
        Limit("classes", ">=", 20), Limit("good_refused", "==", 0), Limit("silent_changes", "==", 0),
        Limit("loaded", "==", rows - stays), Limit("again_new", "==", 0), Limit("rest_new", "==", stays),
        Limit("rest_known", "==", rows - stays), Limit("wrappings_lost", "==", 0), Limit("control_missed", ">", 0),
        Limit("control_silent", ">", 0),
    ]  # fmt: skip
    return Report("excel", figures, tuple(limits), notes=NOTES)


def _world() -> tuple[Desk, World]:
    """A counter of the province, and names of its communes that are, that were, and that were split."""
    day = datetime.now(UTC).date()
    found = filings.desks(day)[0]
    desk = units.agency(agency_id=found.agency_id)
    assert desk is not None, "a desk is an agency"
    assert desk.authority_id is not None, "of a province"
    province = units.unit(unit_id=desk.authority_id, day=day)
    assert province is not None, "the province lives"
    communes = units.communes_of(province_code=province.code, day=day)
    here = {unit.id: unit.full_name for unit in communes}
    old, split = _former(here)
    procedure = filings.procedures(day, _root(desk.authority_id, day))[0]
    taken = dossiers.receive(
        actor=SYSTEM, now=datetime.now(UTC), agency_id=desk.id,
        filing=filings.filing(Random(1), found, procedure, day, found),
    )  # fmt: skip
    codes = {unit.full_name: unit.code for unit in communes}
    return Desk(desk.id, codes), World(
        procedure=procedure, communes=_certain(here), misplaced=_misplaced(sorted(codes)),
        old=old, split=split, taken=taken.code, today=day,
    )  # fmt: skip


def _root(authority_id: int, day: date) -> str:
    return units.agencies_of(authority_id=authority_id, day=day, kind="province_committee")[0].code


def _former(here: Mapping[int, str]) -> tuple[str, str]:
    """The name of a commune that went whole to one that is now, and of one that was split ("" where none was).

    Only names that nobody else in the country bears, so that there is one right answer.
    """
    heirs: dict[int, set[int]] = {}
    for share in units.every_share():
        heirs.setdefault(share.old_id, set()).add(share.new_id)
    versions = [v for v in units.every_version() if v.level == "commune"]
    bearers: dict[str, set[int]] = {}
    for version in versions:
        bearers.setdefault(fold(version.name), set()).add(version.unit_id)
    alone = {v.unit_id: v.name for v in versions if v.valid_to and len(bearers[fold(v.name)]) == 1}
    olds = [alone[i] for i, new in sorted(heirs.items()) if i in alone and len(new) == 1 and new <= set(here)]
    splits = [
        alone[i] for i, new in sorted(heirs.items()) if i in alone and len(new) > 1 and new <= set(here)
    ]
    return olds[0], (splits or [""])[0]


def _certain(here: Mapping[int, str]) -> list[str]:
    """Communes whose name no former unit bore that went elsewhere: whoever writes another in a register is asked."""
    went: dict[int, set[int]] = {}
    for share in units.every_share():
        went.setdefault(share.old_id, set()).add(share.new_id)
    doubtful: set[int] = set()
    bearers: dict[str, set[int]] = {}
    for version in units.every_version():
        bearers.setdefault(version.name.casefold(), set()).add(version.unit_id)
    for same in bearers.values():
        heirs = {new for one in same for new in went.get(one, ())} & here.keys()
        for own in same & here.keys():
            doubtful |= {own} if heirs - {own} else set()
    return sorted(name for unit_id, name in here.items() if unit_id not in doubtful)


def _misplaced(names: Sequence[str]) -> str:
    """A name with its tone where it was put before 1980: Hoá for Hóa; in capitals where no name has such a syllable."""
    for name in names:
        for new, old in (("óa", "oá"), ("òa", "oà"), ("ủy", "uỷ"), ("úy", "uý"), ("ùy", "uỳ")):
            if new in name:
                return name.replace(new, old)
    return names[0].upper()


def _number_anew(made: Sequence[Cells], planted: Sequence[Planted], world: World, chance: Random) -> None:
    """Codes of this run alone, so that the gate can be run again on the same province."""
    run, column = f"{chance.randrange(100):02d}", planting.AT["Mã hồ sơ"] - 1
    kept = {p.row - books.ABOVE - 2 for p in planted if p.column == column + 1 and p.code != "hidden_row"}
    doubles = {p.row - books.ABOVE - 2 for p in planted if p.code == "duplicate_in_file"}
    for index, cells in enumerate(made):
        if index not in kept:
            cells.values[column] = f"G{run}.20-{datetime.now(UTC):%H%M%S}-{index + 1:06d}"
    for index in doubles:
        made[index].values[column] = made[0].values[column]


def _checked(desk: Desk, data: bytes) -> queries.BookRecord:
    now = datetime.now(UTC)
    examined = services.examine("so-cu.xlsx" if data[:2] == b"PK" else "so-cu.csv", data)
    book_id = services.upload(actor=SYSTEM, now=now, agency_id=desk.agency_id, examined=examined)
    services.check_now(actor=SYSTEM, now=now, book_id=book_id)
    return _book(book_id)


def _book(book_id: UUID) -> queries.BookRecord:
    found = queries.book(viewer=SYSTEM, book_id=book_id)
    assert found is not None, "the system sees every book"
    return found


def _counts(book: queries.BookRecord) -> Counter[str]:
    return Counter(dict(_book(book.id).counts))


def _compared(
    desk: Desk, book: queries.BookRecord, made: Sequence[Cells], planted: Sequence[Planted]
) -> dict[str, float]:
    wanted = {p.row: p for p in planted}
    found = refused = silent = 0
    for row in queries.every_row(viewer=SYSTEM, book_id=book.id):
        if row.state == "skipped":
            continue
        fault = wanted.get(row.number)
        told = {(f["column"], f["code"]) for f in row.findings if f["advice"] and f["params"] is not None}
        cells = made[row.number - books.ABOVE - 2]
        silent += bool(_others(desk, row, cells) - {column for column, _ in told})
        if fault is None:
            refused += row.state != "good" or bool(told)
        else:
            found += (fault.column, fault.code) in told and (row.state == "good") is fault.is_change
    return {
        "found": found, "missed": len(planted) - found, "good_refused": refused, "silent_changes": silent,
    }  # fmt: skip


def _others(desk: Desk, row: queries.RowRecord, cells: Cells) -> set[int]:
    """The columns whose values came out otherwise than they were written."""
    at, written = planting.AT, cells.values
    found = {
        at[title]
        for title, key in KEYS.items()
        if row.values.get(key, "") != _plainly(written[at[title] - 1])
    }
    place = at["Phường/Xã"]
    if row.values.get("territory") != desk.codes.get(str(written[place - 1])):
        found.add(place)
    return found


def _plainly(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _load(desk: Desk, book: queries.BookRecord) -> None:
    now = datetime.now(UTC)
    services.load(actor=SYSTEM, now=now, agency_id=desk.agency_id, book_id=book.id, only_good=True)
    services.load_to_end(actor=SYSTEM, clock=lambda: datetime.now(UTC), book_id=book.id)


def _corrected(made: list[Cells], planted: Sequence[Planted], world: World, rows: int) -> list[Cells]:
    """The file as its owner sends it again: every faulty row written anew with its own code, the others untouched."""
    chance, again = Random(7), [*made]
    for fault in planted:
        if not fault.is_change:
            index = fault.row - books.ABOVE - 2
            again[index] = planting.row(chance, world, index + 1)
            again[index].values[planting.AT["Mã hồ sơ"] - 1] = made[1].values[1][:-6] + f"{index + 1:06d}"
    return again


def _wrapped(desk: Desk, world: World) -> int:
    """Rows that are not good in one of the other wrappings."""
    chance, lost = Random(11), 0
    rows = [planting.row(chance, world, 900_000 + number) for number in range(40)]
    for data in books.wrappings(rows).values():
        lost += len(rows) - _counts(_checked(desk, data))["good"]
    return lost


def _blind(desk: Desk, world: World) -> dict[str, float]:
    """The same gate with the check of identity numbers switched off."""
    made, planted = planting.table(Random(5), world, rows=500, faults=66, heading=books.ABOVE + 1)
    with patch.object(numbers, "identity", lambda raw, year: (str(raw), None)):
        book = _checked(desk, books.workbook(made))
    return _compared(desk, book, made, planted)
