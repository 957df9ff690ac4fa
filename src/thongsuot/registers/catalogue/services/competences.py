"""Loading competence: which agency of a province is meant by an executing body of the catalogue."""

from collections.abc import Sequence
from datetime import datetime

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import parse_date
from thongsuot.kernel.errors import NotFound, Problem, refuse_if
from thongsuot.kernel.names import fold
from thongsuot.kernel.rows import LoadReport, Row
from thongsuot.plumbing.commands import command
from thongsuot.registers.catalogue import models
from thongsuot.registers.catalogue.services.lists import refuse_faults, replace_all
from thongsuot.registers.units import queries as units


@command("catalogue.load_competences", by=frozenset())
def load_competences(*, actor: Actor, now: datetime, authority_code: str, rows: Sequence[Row]) -> LoadReport:
    """Replace which agency of a province is meant by an executing body of the catalogue.

    Columns executing, agency_code (either notation), procedure_code (empty: all), valid_from, valid_to,
    source. `authority_code` is the agency code of the province. Raises `Refused`, `NotFound`.
    """
    refuse_faults("competences", rows)
    province = units.agency_by_code(code=authority_code)
    if province is None or province.authority_id is None:
        text = "Không có tỉnh nào có mã cơ quan {code}."
        raise NotFound(Problem("authority_unknown", text, "authority_code", {"code": authority_code}))
    agencies = {code: units.agency_by_code(code=code) for code in {row["agency_code"] for row in rows}}
    refuse_if(
        Problem(
            "agency_unknown",
            "{file}:{line}: không có cơ quan {code}.",
            "agency_code",
            {"file": row.file, "line": row.line, "code": row["agency_code"]},
        )
        for row in rows
        if agencies[row["agency_code"]] is None
    )
    entries = [
        models.Competence(
            authority_id=province.authority_id,
            executing=fold(row["executing"]),
            procedure_code=row["procedure_code"],
            agency_id=found.id,
            valid_from=parse_date(row["valid_from"]),
            valid_to=parse_date(row["valid_to"]) if row["valid_to"] else None,
            source=row["source"],
            recorded_at=now,
        )
        for row in rows
        if (found := agencies[row["agency_code"]]) is not None
    ]
    keys = ("executing", "procedure_code", "agency_id", "valid_from", "valid_to", "source")
    return replace_all(models.Competence, keys, entries, authority_id=province.authority_id)
