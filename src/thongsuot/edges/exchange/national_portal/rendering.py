"""A message of the outbox as the body that the portal is sent: what the modules know, put together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from thongsuot.edges.exchange.national_portal import components, fields, results
from thongsuot.edges.exchange.national_portal.results import Result
from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.dates import local_day
from thongsuot.plumbing.access import seeing
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.catalogue.queries import VersionRecord
from thongsuot.registers.identity import queries as people
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.rules import files as rules_of_files
from thongsuot.work.fees import queries as fees
from thongsuot.work.sync import queries, rules
from thongsuot.work.sync.ports import Outgoing


@dataclass(frozen=True, slots=True)
class Told:
    """The body of a message, and the files that the portal must have first: `given` as its result, and `files` of
    components by their place in `TaiLieuNop`.
    """

    body: dict[str, Any]
    given: Sequence[Result] = ()
    files: Mapping[int, Result] = field(default_factory=dict)


def rendered(outgoing: Outgoing) -> Told | None:
    """The dossier as it stood after the step that a message tells of, with its result if that step gives one. None:
    there is no such step.
    """
    with seeing(SYSTEM):
        record = dossiers.dossier(viewer=SYSTEM, dossier_id=outgoing.dossier_id)
        steps = dossiers.steps_of(viewer=SYSTEM, dossier_id=outgoing.dossier_id)
        step = next((one for one in steps if one.number == outgoing.step), None)
        if record is None or step is None:
            return None
        version = catalogue.version(version_id=record.procedure_version_id)
        names = _names(record, step, version)
        money = _money(record, is_last=step.number == record.steps)
        if outgoing.service == rules.PROGRESS:
            names |= {"post": _post(step)}
            return Told(fields.progress_fields(record, step, names, is_owing=money.is_owing))
        given = results.of(record.id) if step.state in rules_of_files.WITH_RESULT else ()
        told = _components(record, step, steps, version)
        officers = people.names(account_ids={one.officer_id for one in steps if one.officer_id})
    data = fields.record_fields(record, step, steps, told, names, money, officers)
    is_known = step.number > 1 or bool(record.external_code)  # what was filed at the portal is there already
    files = {n: results.component(one.file) for n, one in enumerate(told) if one.file and not one.address}
    return Told({"isUpdating": "true" if is_known else "false", "data": [data]}, given, files)


def _money(record: dossiers.DossierRecord, *, is_last: bool) -> fields.Money:
    """Of an earlier step nobody knows any more what was owed, and how."""
    transfers = fees.transfers_of(viewer=SYSTEM, dossier_id=record.id)
    lines = fees.charged_lines(transfers)
    if not is_last:
        return fields.Money(lines)
    return fields.Money(
        lines,
        bool(fees.owing(viewer=SYSTEM, dossier_ids=[record.id])),
        fees.paid_at(viewer=SYSTEM, dossier_id=record.id),
        fees.ways_of(transfers),
    )


def _names(
    record: dossiers.DossierRecord, step: dossiers.StepRecord, version: VersionRecord | None
) -> dict[str, str]:
    ids = {record.received_agency_id, step.holder_agency_id, step.agency_id or record.received_agency_id}
    agencies = units.agencies_by_id(agency_ids=frozenset(ids))
    officers = people.names(account_ids=[step.officer_id] if step.officer_id else [])
    return {
        "procedure_code": version.code if version else "",
        "procedure": version.name if version else "",
        "field_code": version.field_code if version else "",
        "field": version.field_name if version else "",
        "applicant_kind": fields.applicant_kind(record, version.subjects if version else ()),
        "desk": agencies[record.received_agency_id].name,
        "holder": agencies[step.holder_agency_id].name,
        "seat": agencies[step.agency_id or record.received_agency_id].name,
        "officer": officers.get(step.officer_id or 0, ""),
    }


def _post(step: dossiers.StepRecord) -> str:
    """In what role the officer did it, as his rights of that day say; nothing where several would have allowed it."""
    if step.officer_id is None or step.agency_id is None:
        return ""
    return people.role_of(
        account_id=step.officer_id,
        agency_id=step.agency_id,
        verb=f"dossiers.{step.act}",
        day=local_day(step.at),
    )


def _components(
    record: dossiers.DossierRecord, step: dossiers.StepRecord, steps: Sequence[dossiers.StepRecord],
    version: VersionRecord | None,
) -> tuple[components.Component, ...]:  # fmt: skip
    """The papers and files that the dossier had until the step after this one."""
    after = next((one.at for one in steps if one.number > step.number), None)
    papers = [
        one
        for one in dossiers.papers_of(viewer=SYSTEM, dossier_id=record.id)
        if (one.came_with_step or 1) <= step.number
    ]
    files = [
        one
        for one in dossiers.files_of(viewer=SYSTEM, dossier_id=record.id)
        if after is None or one.added_at < after
    ]
    reused = dossiers.reused_results(viewer=SYSTEM, dossier_id=record.id) if files else {}
    results_of = {file_id: _result_code(version_id) for file_id, version_id in reused.items()}
    known = components.Known(results=results_of)
    if code := record.external_code:
        told = queries.told_papers(authority_id=record.authority_id, code=code)
        known = components.Known(told, results_of, queries.addresses_of(dossier_id=record.id))
    return components.of(papers, files, version, known)


def _result_code(version_id: int) -> str:
    """The code of the one result that a procedure has; of several nobody knows which it was."""
    version = catalogue.version(version_id=version_id)
    codes = {one.code for one in version.results if one.code} if version else set()
    return codes.pop() if len(codes) == 1 else ""
