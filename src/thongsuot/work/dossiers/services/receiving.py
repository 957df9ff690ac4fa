"""Receiving: from a filing to a numbered, dated dossier and its receipt."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.kernel import deadlines, names
from thongsuot.kernel.actor import Actor, Kind
from thongsuot.kernel.codes import AgencyCode, CitizenId, PhoneNumber
from thongsuot.kernel.dates import local
from thongsuot.kernel.deadlines import DueDate
from thongsuot.kernel.errors import NotFound, Problem, Refused, refuse_if
from thongsuot.kernel.ids import uuid7
from thongsuot.plumbing import bus
from thongsuot.plumbing.commands import OFFICERS, command, note
from thongsuot.registers.calendars import queries as calendars
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.flows import queries as flows
from thongsuot.registers.flows.rules import added
from thongsuot.registers.points import queries as points
from thongsuot.registers.points.rules import Capability
from thongsuot.registers.units import queries as units
from thongsuot.registers.units.rules import AgencyKind
from thongsuot.work.dossiers import events, rules
from thongsuot.work.dossiers.rules import Act, Applicant, Filing, State
from thongsuot.work.dossiers.services import storing

CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the applicant is told: the code, when it was received and when the result is due."""

    id: UUID
    code: str
    received_at: datetime
    due_at: datetime | None
    competent_agency_id: int
    is_elsewhere: bool
    explained: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The answer of the API, and what an idempotency key keeps."""
        return {
            "id": str(self.id),
            "code": self.code,
            "received_at": self.received_at.isoformat(),
            "due_at": self.due_at.isoformat() if self.due_at else None,
            "competent_agency_id": self.competent_agency_id,
            "is_elsewhere": self.is_elsewhere,
            "explained": self.explained,
        }


@dataclass(frozen=True, slots=True)
class Assessed:
    """A filing with everything that law and registers say of it.

    `is_elsewhere`: the desk is none of the competent agency's own offices, so the dossier must be handed on.
    """

    filing: Filing
    version: catalogue.VersionRecord
    desk: units.AgencyRecord
    authority_id: int
    territory: units.UnitRecord
    competent_agency_id: int
    term: deadlines.Term | None
    due: DueDate | None
    explained: tuple[str, ...]
    is_elsewhere: bool
    received_at: datetime
    problems: tuple[Problem, ...] = ()


@command("dossiers.receive", by=OFFICERS)
def receive(*, actor: Actor, now: datetime, agency_id: int, filing: Filing) -> Receipt:
    """Receive one filing at the desk of `agency_id`. Raises Refused with every reason at once."""
    assessed = assess(agency_id=agency_id, filing=filing, received_at=now)
    refuse_if(assessed.problems)
    receipt = _store(actor, Act.RECEIVE, [assessed])[0]
    note(subject=f"dossier:{receipt.id}", code=receipt.code)
    return receipt


@command("dossiers.receive_many", by=frozenset())
def receive_many(
    *,
    actor: Actor,
    now: datetime,
    filings: Sequence[tuple[int, datetime, Filing]],
    is_simulated: bool = False,
) -> list[Receipt]:
    """Receive many filings (agency, instant, filing) at once: all or none, in the order given."""
    found = [assess(agency_id=agency, filing=filing, received_at=at) for agency, at, filing in filings]
    refuse_if(
        Problem(p.code, p.message, f"{index}/{p.field}", p.params)
        for index, assessed in enumerate(found)
        for p in assessed.problems
    )
    receipts: list[Receipt] = []
    for start in range(0, len(found), CHUNK):
        receipts += _store(actor, Act.RECEIVE, found[start : start + CHUNK], is_simulated=is_simulated)
    note(subject="dossiers", count=len(receipts))
    return receipts


@command("dossiers.reserve", by=frozenset())
def reserve(
    *, actor: Actor, now: datetime, agency_id: int, day: date, count: int
) -> tuple[tuple[int, str], ...]:
    """Take `count` serials of an agency's day out of its counter: (serial, code). Who takes them answers for them."""
    desk = units.agency(agency_id=agency_id)
    if desk is None or desk.authority_id is None:
        raise NotFound(Problem("no_such_agency", "Không có cơ quan này.", "agency"))
    with connection.cursor() as cursor:
        cursor.execute(storing.RESERVE, [agency_id, day, count])
        last = int(cursor.fetchone()[0])
    style = storing.code_format(desk.authority_id)
    prefix = style.prefix(AgencyCode(desk.code), day)
    note(subject=f"agency:{agency_id}", count=count, day=day)
    return tuple(
        (serial, f"{prefix}{serial:0{style.serial_digits}}") for serial in range(last - count + 1, last + 1)
    )


@command("dossiers.receive_reserved", by=frozenset())
def receive_reserved(
    *, actor: Actor, now: datetime, agency_id: int, filing: Filing, received_at: datetime, serial: int,
    dossier_id: UUID, remarks: Sequence[Mapping[str, Any]] = (),
) -> Receipt:  # fmt: skip
    """Receive a filing that was handed in at `received_at` under a serial that was reserved for it.

    `remarks`: what speaks against it, which a person has to look at; the step keeps it.
    """
    assessed = assess(agency_id=agency_id, filing=replace(filing, id=dossier_id), received_at=received_at)
    refuse_if(assessed.problems)
    told: dict[str, Any] = {"recorded_at": now.isoformat()}  # a register of an earlier instant knew it not
    if remarks:
        told["problems"] = list(remarks)
    receipt = _store(actor, Act.RECEIVE, [assessed], outcome=told, serial=serial)[0]
    note(subject=f"dossier:{receipt.id}", code=receipt.code)
    return receipt


def due_of(*, dossier_id: UUID) -> datetime | None:
    """When a dossier that the running verb sees is due."""
    with connection.cursor() as cursor:
        cursor.execute("select due_at from dossier where id = %s", [str(dossier_id)])
        row = cursor.fetchone()
    return row[0] if row else None


@command("dossiers.decline", by=OFFICERS)
def decline(
    *, actor: Actor, now: datetime, agency_id: int, filing: Filing, reason_code: str, reason: str
) -> Receipt:
    """Do not receive a filing; the written refusal gets a number from the same series. Papers may be missing."""
    assessed = assess(agency_id=agency_id, filing=filing, received_at=now)
    kept = tuple(p for p in assessed.problems if p.code != "paper_missing")
    refuse_if(kept + rules.refusal_problems(reason_code=reason_code, reason=reason))
    outcome = {"reason_code": reason_code, "reason": reason}
    receipt = _store(actor, Act.DECLINE, [replace(assessed, due=None, explained=())], outcome=outcome)[0]
    note(subject=f"dossier:{receipt.id}", code=receipt.code, reason=reason_code)
    return receipt


def assess(*, agency_id: int, filing: Filing, received_at: datetime) -> Assessed:
    """What would happen to this filing at this desk now: competence, term, due date, every problem. Writes nothing."""
    day = local(received_at).date()
    desk = units.agency(agency_id=agency_id)
    if desk is None or desk.authority_id is None:
        raise NotFound(Problem("no_such_agency", "Không có cơ quan này.", "agency"))
    version = catalogue.version_on(code=filing.procedure_code, day=day)
    territory = _territory(filing.territory_code, day)
    if version is None or territory is None:
        raise Refused(*_unknown(filing, version, territory))
    competent = catalogue.competent_agency(
        version_id=version.id, unit_id=territory.id, authority_id=desk.authority_id, day=day
    )
    problems = _problems(filing, version, competent) + _point_problems(filing, version, desk, day)
    published = version.legal_term(case=filing.case, channel=filing.channel)
    term = None if published.unit is deadlines.TimeUnit.OTHER else _whole(published, version.code, day)
    due = _due(desk, competent, term, received_at, day)
    return Assessed(
        filing, version, desk, desk.authority_id, territory, competent or 0, term, due,
        explained=tuple(due.explained()) if due else (),
        is_elsewhere=desk.id not in units.agency_tree(agency_id=competent or 0, day=day),
        received_at=received_at, problems=problems,
    )  # fmt: skip


def _unknown(
    filing: Filing, version: catalogue.VersionRecord | None, territory: units.UnitRecord | None
) -> Iterator[Problem]:
    """What can be said of a filing whose procedure or territory is not known: still everything at once."""
    if version is None:
        yield Problem("no_such_procedure", "Không có thủ tục này vào ngày tiếp nhận.", "procedure_code")
    if territory is None:
        yield Problem("no_such_unit", "Hãy chọn xã, phường nơi giải quyết trong danh sách.", "territory_code")
    yield from rules.filing_problems(filing, cases=frozenset({filing.case}), required=frozenset())


def _problems(filing: Filing, version: catalogue.VersionRecord, competent: int | None) -> tuple[Problem, ...]:
    required = frozenset(p.id for p in version.papers_of(filing.case) if p.required)
    found = rules.filing_problems(
        filing, cases=version.known_cases, required=required,
        known=frozenset(p.id for p in version.papers),
    )  # fmt: skip
    if filing.point_id is not None and points.point(point_id=filing.point_id) is None:
        nowhere = "Không có điểm phục vụ này. Hãy chọn lại nơi trả kết quả."
        found = (*found, Problem("point_unknown", nowhere, "point_id"))
    if competent is not None:
        return found
    nobody = "Không có cơ quan nào trong tỉnh có thẩm quyền với thủ tục và địa bàn này."
    return (Problem("nobody_competent", nobody, "territory_code"), *found)


def _point_problems(
    filing: Filing, version: catalogue.VersionRecord, desk: units.AgencyRecord, day: date
) -> tuple[Problem, ...]:
    """Whether the point at which it was handed in may receive it: who may do what is dated data."""
    point_id = filing.point_id
    if desk.kind is AgencyKind.POST_OFFICE:  # hired for its own counter: what that may not, it may nowhere
        own = [
            p.id for p in points.points_for(agency_id=desk.id, authority_id=desk.authority_id or 0, day=day)
        ]
        point_id = point_id if point_id in own else next(iter(own), -1)
    if point_id is None:
        return ()
    found = points.objection(
        point_id=point_id, capability=Capability.RECEIVE, procedure_code=version.code, field_code=version.field_code,
        day=day, field="point_id",
    )  # fmt: skip
    return (found,) if found else ()


def _territory(code: str, day: date) -> units.UnitRecord | None:
    found = units.unit_on(code=code.strip(), day=day)
    return found.units[0] if found.outcome == "exact" else None


def _whole(term: deadlines.Term, procedure_code: str, day: date) -> deadlines.Term:
    """The published term with what other agencies add on every way through the procedure's flow."""
    kept = flows.flow_on(procedure_code=procedure_code, day=day)
    return replace(term, then=added(kept.flow, kept.flow.start)) if kept else term


def _due(
    desk: units.AgencyRecord, competent: int | None, term: deadlines.Term | None, at: datetime, day: date
) -> DueDate | None:
    if term is None:
        return None
    office = units.agency(agency_id=competent) if competent else None
    calendar = calendars.calendar_for(
        authority_id=desk.authority_id, unit_id=office.unit_id if office else desk.unit_id, day=day
    )
    return deadlines.due_date(received_at=at, term=term, calendar=calendar)


def _store(
    actor: Actor,
    act: Act,
    found: Sequence[Assessed],
    *,
    outcome: dict[str, Any] | None = None,
    is_simulated: bool = False,
    serial: int | None = None,
) -> list[Receipt]:
    rows = [_row(actor, act, assessed, outcome or {}, is_simulated) for assessed in found]
    _line_up(rows)
    statement = storing.RECEIVE
    if serial is not None:
        rows[0]["of"], statement = serial, storing.RECEIVE_GIVEN
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(rows, ensure_ascii=False)])
        code_of = {UUID(str(row[0])): str(row[1]) for row in cursor.fetchall()}
    receipts = [
        _receipt(assessed, UUID(row["id"]), code_of) for assessed, row in zip(found, rows, strict=True)
    ]
    bus.publish(
        events.DossiersStepped(
            tuple(events.Happened(r.id, r.code, 1, act.value, r.received_at, r.due_at) for r in receipts)
        )
    )
    return receipts


def _line_up(rows: list[dict[str, Any]]) -> None:
    """Say of each row the how manieth it is among those of its desk and day, in the order of their instants."""
    lines: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for row in sorted(rows, key=itemgetter("at", "id")):
        lines.setdefault((row["desk_id"], row["day"]), []).append(row)
    for line in lines.values():
        for nth, row in enumerate(line, 1):
            row["nth"], row["of"] = nth, len(line)


def _receipt(assessed: Assessed, dossier_id: UUID, code_of: dict[UUID, str]) -> Receipt:
    due = assessed.due
    return Receipt(
        id=dossier_id,
        code=code_of[dossier_id],
        received_at=assessed.received_at,
        due_at=due.due_at if due else None,
        competent_agency_id=assessed.competent_agency_id,
        is_elsewhere=assessed.is_elsewhere,
        explained=assessed.explained,
    )


def _row(
    actor: Actor, act: Act, found: Assessed, outcome: dict[str, Any], is_simulated: bool
) -> dict[str, Any]:
    filing, due = found.filing, found.due
    day = local(found.received_at).date()
    style = storing.code_format(found.authority_id)
    is_received = act is Act.RECEIVE
    return {
        **_register_row(found),
        **_applicant_row(filing.applicant),
        "id": str(filing.id or uuid7()),
        "prefix": style.prefix(AgencyCode(found.desk.code), day),
        "digits": style.serial_digits,
        "day": day.isoformat(),
        "external_code": filing.external_code,
        "case_name": filing.case,
        "channel": filing.channel,
        "point_id": filing.point_id,
        "officer_id": actor.account_id if actor.kind is Kind.OFFICER else None,
        "at": found.received_at.isoformat(),
        "citizen_account_id": filing.citizen_account_id,
        "summary": names.nfc(filing.summary.strip()),
        "state": (State.RECEIVED if is_received else State.DECLINED).value,
        "term": storing.term_json(found.term),
        "due_at": due.due_at.isoformat() if due and due.due_at else None,
        "due_trace": found.explained,
        "result_way": filing.result_way,
        "sets": rules.sets_of(filing, asked=found.version.sets),
        "outcome": outcome,
        "finished_at": None if is_received else found.received_at.isoformat(),
        "is_simulated": is_simulated,
        "act": act.value,
        "actor": actor.key,
        "papers": storing.papers_json(p for p in filing.papers if p.originals or p.copies or p.is_electronic),
    }


def _register_row(found: Assessed) -> dict[str, int | bool]:
    return {
        "authority_id": found.authority_id,
        "version_id": found.version.id,
        "desk_id": found.desk.id,
        "competent_id": found.competent_agency_id,
        "is_elsewhere": found.is_elsewhere,
        "territory_id": found.territory.id,
        "territory_version_id": found.territory.version_id,
    }


def _applicant_row(applicant: Applicant) -> dict[str, str]:
    name = " ".join(names.nfc(applicant.name).split())
    fold = names.fold(name)
    return {
        "applicant_name": name,
        "name_fold": fold,
        "given_fold": " ".join(reversed(fold.split())),
        "citizen_id": str(CitizenId.parse(applicant.citizen_id)) if applicant.citizen_id.strip() else "",
        "phone": str(PhoneNumber.parse(applicant.phone)) if applicant.phone.strip() else "",
        "email": applicant.email.strip(),
        "address": names.nfc(applicant.address.strip()),
    }
