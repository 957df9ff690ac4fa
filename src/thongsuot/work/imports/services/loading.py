"""The good rows become dossiers, a thousand at a time; killed in between, the rest follows."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.codes import DossierCode
from thongsuot.kernel.dates import instant, local_day
from thongsuot.kernel.errors import refuse_if
from thongsuot.kernel.ids import uuid7
from thongsuot.plumbing import access
from thongsuot.plumbing.commands import OFFICERS, command, enqueue, note
from thongsuot.registers.calendars import queries as calendars
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import rules as dossier_rules
from thongsuot.work.dossiers import services as dossiers
from thongsuot.work.dossiers.rules import Applicant, State
from thongsuot.work.imports import rules
from thongsuot.work.imports.models import ImportBook
from thongsuot.work.imports.queries import Judge
from thongsuot.work.imports.rules import books
from thongsuot.work.imports.services import checking
from thongsuot.work.imports.services.uploading import LOAD_JOB

LOAD = "imports.load"
CHUNK = 1000
TALLY = "select state, count(*) from import_row where book_id = %s group by 1"
NEXT = """select sheet, number, code, values from import_row where book_id = %s and state = 'good'
order by sheet, number limit %s for update"""
DONE = """update import_row i set state = r.state, dossier_id = r.dossier_id,
  findings = case when r.finding is null then i.findings else i.findings || jsonb_build_array(r.finding) end
from jsonb_to_recordset(%s::jsonb) as r(sheet smallint, number int, state text, dossier_id uuid, finding jsonb)
where i.book_id = %s and i.sheet = r.sheet and i.number = r.number"""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What one part did; `is_over`: nothing is left."""

    taken: int
    left_out: int
    is_over: bool


@command("imports.load")
def load(*, actor: Actor, now: datetime, agency_id: int, book_id: UUID, only_good: bool = False) -> int:
    """Begin to load the good rows; returns how many. `only_good`: although others have faults. Raises Refused."""
    book = checking.locked(book_id, agency_id)
    with connection.cursor() as cursor:
        cursor.execute(TALLY, [book.id])
        tally: dict[str, int] = dict(cursor.fetchall())
    good = tally.get("good", 0)
    refuse_if(
        books.load_problems(phase=book.phase, good=good, faulty=tally.get("faulty", 0), only_good=only_good)
    )
    book.phase = "loading"
    book.save()
    enqueue(queue="imports", task=LOAD_JOB, args={"book_id": str(book.id)})
    note(subject=f"import:{book.id}", count=good, left_out=tally.get("faulty", 0))
    return good


@command("imports.load_part", by=OFFICERS, grant=False)
def load_part(*, actor: Actor, now: datetime, book_id: UUID) -> Loaded:
    """Take over the next rows of a book that is being loaded. Needs the grant of `imports.load`."""
    book = checking.locked(book_id, None)
    access.require(actor=actor, verb=LOAD, agency_id=book.agency_id, day=local_day(now))
    if book.phase != "loading":
        return Loaded(0, 0, True)
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [book.id, CHUNK])
        rows = cursor.fetchall()
    found = _take_over(actor, now, book, rows) if rows else Loaded(0, 0, True)
    if found.is_over:
        book.phase, book.finished_at = "loaded", now
        book.save()
    note(subject=f"import:{book.id}", count=found.taken, left_out=found.left_out)
    return found


def load_to_end(*, actor: Actor, clock: Callable[[], datetime], book_id: UUID) -> None:
    """Load part by part until nothing is left, each part a transaction of its own."""
    while not load_part(actor=actor, now=clock(), book_id=book_id).is_over:
        pass


def _take_over(actor: Actor, now: datetime, book: ImportBook, rows: Sequence[Sequence[Any]]) -> Loaded:
    builder = _Builder(book, now)
    legacies = [
        builder.legacy(sheet, number, json.loads(values) if isinstance(values, str) else values)
        for sheet, number, _, values in rows
    ]
    taken = dossiers.take_over(actor=actor, now=now, dossiers=legacies, officer_id=book.officer_id)
    done = []
    for (sheet, number, code, _), legacy in zip(rows, legacies, strict=True):
        is_in = legacy.id in taken
        finding = None if is_in else books.as_json(builder.code_column(sheet), rules.taken(code))
        done.append(
            {"sheet": sheet, "number": number, "state": "loaded" if is_in else "faulty",
             "dossier_id": legacy.id if is_in else None, "finding": finding}
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(DONE, [json.dumps(done, default=str), book.id])
    return Loaded(len(taken), len(rows) - len(taken), len(rows) < CHUNK)


class _Builder:
    """Makes dossiers of rows whose values were judged good: codes become ids of today."""

    def __init__(self, book: ImportBook, now: datetime) -> None:
        self.book, self.day, self.now = book, local_day(now), now
        self._judge = Judge(agency_id=book.agency_id, day=self.day, accepted=frozenset())
        desk = units.agency(agency_id=book.agency_id)
        assert desk is not None, "a book has an agency"
        self._home = units.agency_tree(agency_id=desk.parent_id or desk.id, day=self.day) | {desk.id}
        self._sheets = book.found["sheets"]

    def code_column(self, sheet: int) -> int:
        columns = self._sheets[sheet]["columns"]
        return next((int(n) for n, key in columns.items() if key == "code"), 1)

    def legacy(self, sheet: int, number: int, values: Mapping[str, Any]) -> dossiers.Legacy:
        version_id = catalogue.version_id_on(code=values["procedure"], day=self.day)
        territory = units.unit_on(code=values["territory"], day=self.day).exact
        competent = self._judge.competent(values["procedure"], values["territory"])
        assert version_id is not None, "judged good: the procedure is known"
        assert territory is not None, "judged good: the unit is known"
        assert competent is not None, "judged good: somebody is competent"
        state = State(values.get("status") or (State.PROCESSING if values.get("holder") else State.RECEIVED))
        is_home = competent in self._home
        received = dossier_rules.received_at(_moment(values["received"]))
        term, due_at = self._clock(values, version_id, competent, received)
        return dossiers.Legacy(
            id=uuid7(), code=DossierCode(values["code"]), authority_id=self.book.authority_id, version_id=version_id,
            agency_id=self.book.agency_id, competent_agency_id=competent,
            holder_agency_id=competent if is_home and state is not State.RECEIVED else self.book.agency_id,
            holder_officer_id=values.get("holder"), territory_id=territory.id, territory_version_id=territory.version_id,
            applicant=Applicant(
                values["name"], values.get("citizen_id", ""), values.get("phone", ""), values.get("email", ""),
                values.get("address", ""),
            ),
            received_at=received, state=state, case=values.get("case", ""), channel=values.get("channel", "DIRECT"),
            is_elsewhere=not is_home, term=term, due_at=due_at,
            asked_at=_closing(values.get("asked")) if state is State.WAITING else None,
            finished_at=_closing(values.get("finished")) if state is State.DECIDED else None,
            summary=values.get("note", ""), result=values.get("note", ""), told=_told(values, due_at),
            origin=self._origin(sheet, number, values),
        )  # fmt: skip

    def _clock(self, values: Mapping[str, Any], version_id: int, competent: int, received: datetime) -> Any:
        due = _moment(values["due"]) if values.get("due") else None
        due_day = due.date() if isinstance(due, datetime) else due
        version = catalogue.version(version_id=version_id)
        assert version is not None, "found by its code just now"
        office = units.agency(agency_id=competent)
        calendar = calendars.calendar_for(
            authority_id=self.book.authority_id, unit_id=office.unit_id if office else None, day=self.day
        )
        published = version.legal_term(case=values.get("case", ""), channel=values.get("channel", "DIRECT"))
        return dossier_rules.kept_clock(
            received=received, due_day=due_day, published=published, calendar=calendar
        )

    def _origin(self, sheet: int, number: int, values: Mapping[str, Any]) -> dict[str, Any]:
        more = {key: values[key] for key in ("paid", "area", "note") if key in values}
        return {
            "book": str(self.book.id), "file": self.book.file_name, "sheet": self._sheets[sheet]["name"],
            "row": number, "at": self.now.isoformat(), **more,
        }  # fmt: skip


def _moment(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _closing(text: str | None) -> datetime | None:
    if not text:
        return None
    day = _moment(text)
    return instant(day.date() if isinstance(day, datetime) else day, dossier_rules.OFFICE_CLOSES)


def _told(values: Mapping[str, Any], due_at: datetime | None) -> tuple[str, ...]:
    if due_at is None:
        return ()
    day = local_day(due_at)
    return (f"Hạn trả {day:%d/%m/%Y} giữ theo sổ cũ của hồ sơ {values['code']}.",)
