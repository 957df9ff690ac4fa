"""Dossiers of split units that no rule can place, as rows of a CSV: out for a person, back with his words."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Problem, refuse_if
from thongsuot.registers.units import queries as units
from thongsuot.transition.reorganisation import queries
from thongsuot.transition.reorganisation.services import Say
from thongsuot.work.dossiers import queries as dossiers

COLUMNS = ("dossier_code", "old_code", "new_code", "reason", "likely_codes", "because")


def rows_left(found: queries.PlanRecord) -> Iterator[tuple[str, ...]]:
    """A row for each; `new_code` and `reason` are for the person to fill in."""
    codes = {a.id: a.code for a in units.agencies_by_id(agency_ids=found.old_ids | found.new_ids).values()}
    for p in queries.unplaced(viewer=SYSTEM, found=found):
        likely = " ".join(codes[id_] for id_ in p.likely)
        yield p.code, codes[p.old_agency_id], "", "", likely, " ".join(str(r) for r in p.reasons)


def words_of(path: Path) -> list[Say]:
    """What the filled-in rows say. Raises Refused with every row that names what is not there."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [
            (n, row) for n, row in enumerate(csv.DictReader(file), 2) if (row.get("new_code") or "").strip()
        ]
    said = [*_said(rows)]
    refuse_if(word for word in said if isinstance(word, Problem))
    return [word for word in said if isinstance(word, Say)]


def _said(rows: list[tuple[int, dict[str, Any]]]) -> Iterator[Say | Problem]:
    """A word for each row, or the problem of a row that names what is not there."""
    for number, row in rows:
        named = {c: (row.get(c) or "").strip() for c in COLUMNS}
        dossier = dossiers.dossier_by_code(viewer=SYSTEM, code=named["dossier_code"])
        old, new = (units.agency_by_code(code=named[c]) for c in ("old_code", "new_code"))
        if dossier is None or old is None or new is None:
            column = next(c for c, v in zip(COLUMNS, (dossier, old, new), strict=False) if v is None)
            message = "Dòng {line}: cột {column} không đọc được."
            yield Problem("line_unreadable", message, column, {"line": number, "column": column})
        else:
            yield Say(old.id, new.id, dossier_id=dossier.id, reason=named["reason"])
