"""Every row of a sheet with what law, registers and spreadsheets' habits say of it. Reads much, writes nothing."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from thongsuot.kernel.errors import Problem
from thongsuot.kernel.names import fold
from thongsuot.kernel.outcome import Outcome
from thongsuot.plumbing.sheets import Sheet, cell
from thongsuot.registers.addresses import queries as addresses
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.identity import queries as people
from thongsuot.registers.units import queries as units
from thongsuot.work.imports import rules
from thongsuot.work.imports.rules import Finding, Heading, Kind, Place

CODE_LENGTH = 5  # of a commune
DOES = "dossiers.take"  # whom a dossier may lie with


@dataclass(slots=True)
class Judged:
    """A row: `findings` as (column, finding); `values` as JSON can carry them."""

    number: int
    state: str
    code: str
    digest: str
    values: dict[str, Any]
    findings: list[tuple[int, Finding]]

    def fail(self, column: int, finding: Finding) -> None:
        """One more fault, found when all rows were together."""
        self.findings.append((column, finding))
        self.state = "faulty"


class Judge:
    """What is asked of the registers is asked once for each writing: 50,000 rows name a few hundred places."""

    def __init__(self, *, agency_id: int, day: date, accepted: frozenset[str]) -> None:
        desk = units.agency(agency_id=agency_id)
        assert desk is not None, "whoever imports has an agency"
        assert desk.authority_id is not None, "an agency of a province"
        self.day, self.accepted, self.authority_id = day, accepted, desk.authority_id
        province = units.unit(unit_id=desk.authority_id, day=day)
        self._province = province.full_name if province else ""
        found = units.communes_of(province_code=province.code, day=day) if province else ()
        self._own = {one.code: one for one in found}
        self._root = catalogue.authority_code_of(given=province.code, day=day) if province else ""
        self._places: dict[str, tuple[str | None, Finding | None]] = {}
        self._procedures: dict[str, tuple[str | None, Finding | None]] = {}
        self._holders: dict[str, tuple[int | None, Finding | None]] = {}
        self._competent: dict[tuple[str, str], bool] = {}
        self._names: dict[str, list[tuple[str, str]]] | None = None
        tree = units.agency_tree(agency_id=desk.parent_id or agency_id, day=day) | {agency_id}
        people_here = {
            c.id: c for a in sorted(tree) for c in people.colleagues(agency_id=a, day=day, verb=DOES)
        }
        self._officers = [(c.id, c.full_name, c.username) for c in people_here.values()]

    def rows(self, sheet: Sheet, heading: Heading) -> Iterator[Judged]:
        """Every row below the heading that is not blank."""
        places = {key: column for column, key in heading.columns.items() if key}
        merged = _merged(sheet)
        for number, row in enumerate(sheet.rows[heading.row :], heading.row + 1):
            if rules.is_blank(row) and not any((number, column) in merged for column in places.values()):
                continue
            left_out = rules.no_dossier(row, heading, places)
            if left_out is not None:
                yield Judged(number, "skipped", "", "", {}, [left_out])
                continue
            yield self._row(sheet, number, row, places, merged)

    def _row(
        self,
        sheet: Sheet,
        number: int,
        cells: Sequence[Any],
        places: Mapping[str, int],
        merged: Mapping[Any, Any],
    ) -> Judged:
        row = rules.Row()
        for key, column in places.items():
            raw = cells[column - 1] if column <= len(cells) else ""
            hidden = _hidden(sheet, number, column, merged)
            known = rules.BY_KEY[key]
            reading = rules.read_cell(known, raw, today=self.day, accepted=self.accepted, hidden=hidden)
            row.values[key] = reading.value
            row.findings += [(key, finding) for finding in reading.findings]
        if number in sheet.marks.hidden_rows and "hidden_row" not in self.accepted:
            row.findings.append(("code", rules.hidden_row()))
        row.findings += rules.empties(row, present=frozenset(places))
        row.findings += rules.order_of_days(row, today=self.day, accepted=self.accepted)
        self._ask_registers(row)
        values = {
            key: _plain(value)
            for key, value in row.values.items()
            if value not in (None, "") and key != "ordinal"
        }
        findings = [(places.get(key, places.get("code", 1)), finding) for key, finding in row.findings]
        state = "good" if row.is_good else "faulty"
        return Judged(number, state, str(values.get("code", "")), digest_of(values), values, findings)

    def _ask_registers(self, row: rules.Row) -> None:
        for key, ask in (
            ("territory", self._place),
            ("procedure", self._procedure),
            ("holder", self._holder),
        ):
            written = row.values.get(key)
            if written in (None, ""):
                continue
            value, finding = ask(str(written))
            if finding is None:
                row.values[key] = value
                continue
            reading = rules.Reading(written).take(finding, self.accepted)
            row.values[key] = reading.value
            row.findings += [(key, one) for one in reading.findings]
        pair = row.values.get("procedure"), row.values.get("territory")
        if all(pair) and not self._is_anybodys(str(pair[0]), str(pair[1])):
            row.findings.append(("procedure", rules.nobody_competent(str(pair[0]))))

    def _place(self, written: str) -> tuple[str | None, Finding | None]:
        known = self._places.get(written)
        if known is None:
            places, reasons, is_exact = self._where(written)
            known = rules.territory(written, places, reasons, is_exact=is_exact)
            self._places[written] = known
        return known

    def _where(self, written: str) -> tuple[list[Place], Sequence[Problem], bool]:
        """The communes of the province that a name, old or new, or a code may be today, and whether that is sure."""
        if written.isdigit():
            unit = self._own.get(written.zfill(CODE_LENGTH))
            return ([Place(unit.code, unit.full_name)] if unit else []), (), True
        text = written if fold(self._province) in fold(written) else f"{written}, {self._province}"
        answer = addresses.convert(text=text, day=self.day)
        here = [Place(one.code, one.name, one.old) for one in answer.units if one.code in self._own]
        return here, answer.reasons, answer.outcome is Outcome.EXACT

    def _procedure(self, written: str) -> tuple[str | None, Finding | None]:
        known = self._procedures.get(written)
        if known is None:
            version = catalogue.version_on(code=written, day=self.day)
            if version is not None:
                known = rules.procedure(written, [(version.code, version.name)])
            else:
                named = self._by_name()
                near = [] if fold(written) in named else self._near(written)
                known = rules.procedure(written, named.get(fold(written), ()), near)
            self._procedures[written] = known
        return known

    def _by_name(self) -> dict[str, list[tuple[str, str]]]:
        if self._names is None:
            self._names = {}
            for one in catalogue.offered(authority_code=self._root, day=self.day):
                self._names.setdefault(fold(one.name), []).append((one.code, one.name))
        return self._names

    def _near(self, written: str) -> list[str]:
        hits = catalogue.search(words=written, authority_code=self._root, day=self.day, limit=3)
        return [f"{hit.code} {hit.name}" for hit in hits]

    def _holder(self, written: str) -> tuple[int | None, Finding | None]:
        known = self._holders.get(written)
        if known is None:
            said = fold(written)
            found = [one for one in self._officers if said in (fold(one[1]), one[2])]
            known = self._holders[written] = rules.holder(written, found)
        return known

    def _is_anybodys(self, procedure: str, territory: str) -> bool:
        pair = procedure, territory
        if pair not in self._competent:
            self._competent[pair] = self.competent(procedure, territory) is not None
        return self._competent[pair]

    def competent(self, procedure: str, territory: str) -> int | None:
        """The agency that settles the procedure there today."""
        version = catalogue.version_id_on(code=procedure, day=self.day)
        unit = units.unit_on(code=territory, day=self.day).exact
        if version is None or unit is None:
            return None
        return catalogue.competent_agency(
            version_id=version, unit_id=unit.id, authority_id=self.authority_id, day=self.day
        )


def in_file_twice(
    sheet_names: Sequence[str], judged: Sequence[tuple[int, Judged]], column_of: Sequence[int]
) -> None:
    """Mark every row whose code an earlier row of the file has. `judged`: (sheet, row) in order."""
    first: dict[str, str] = {}
    for sheet, row in judged:
        if not row.code:
            continue
        where = cell(row.number, column_of[sheet])
        named = f"{sheet_names[sheet]}!{where}" if len(sheet_names) > 1 else where
        if row.code in first:
            row.fail(column_of[sheet], rules.taken(row.code, where=first[row.code]))
        else:
            first[row.code] = named


def digest_of(values: Mapping[str, Any]) -> str:
    """The same for the same row in whatever file, place and order of columns."""
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _plain(value: Any) -> Any:
    return (
        value.isoformat()
        if isinstance(value, date | datetime)
        else value
        if isinstance(value, int | float)
        else str(value)
    )


def _hidden(sheet: Sheet, row: int, column: int, merged: Mapping[Any, Any]) -> rules.Hidden | None:
    at = row, column
    error, formula, above = sheet.marks.errors.get(at, ""), sheet.marks.formulas.get(at), merged.get(at)
    if not error and formula is None and above is None:
        return None
    return rules.Hidden(formula, error, above)


def _merged(sheet: Sheet) -> dict[tuple[int, int], Any]:
    """For each cell of a merged range but the first: the value of the first."""
    found: dict[tuple[int, int], Any] = {}
    for top, left, bottom, right in sheet.merged:
        row = sheet.rows[top - 1] if top <= len(sheet.rows) else []
        value = row[left - 1] if left <= len(row) else ""
        for r in range(top, min(bottom, len(sheet.rows)) + 1):
            for c in range(left, min(right, left + 300) + 1):
                if (r, c) != (top, left):
                    found[r, c] = value
    return found


def is_fault(finding: Finding) -> bool:
    """Whether the row stays outside for it."""
    return finding.kind is Kind.FAULT
