"""From a relay that came in to a dossier of ours: by the verb of every counter, or kept with its reasons."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from thongsuot.kernel import names
from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing.files import keeping
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services as dossier_verbs
from thongsuot.work.dossiers.rules import Applicant, Filing, PaperGiven
from thongsuot.work.dossiers.rules.files import FileKind
from thongsuot.work.filings import services as filings
from thongsuot.work.relays import queries
from thongsuot.work.relays.models import Relay, RelayFile
from thongsuot.work.relays.rules import State

LONGEST = 2000


def authority_of(peer_id: int) -> int:
    """The province of ours that this peer talks with."""
    found = queries.partner_of(peer_id=peer_id)
    assert found is not None
    return found.authority_id


def receive(actor: Actor, now: datetime, row: Relay) -> Relay:
    """Receive it at the counter of who is competent, once; else it stays with every reason."""
    if row.dossier_id is not None or row.state == State.DECLINED:
        return row
    problems: tuple[Problem, ...] = ()
    try:
        with transaction.atomic():
            _receive(actor, now, row)
    except Refused as refused:
        problems = refused.problems
    row.problems = as_json(problems)
    row.state = State.KEPT if problems else State.RUNNING
    row.save()
    if not problems:
        attach(actor, now, row, RelayFile.objects.filter(relay=row, dossier_file_id=None, is_result=False))
    return row


def _receive(actor: Actor, now: datetime, row: Relay) -> None:
    day = local_day(now)
    version = catalogue.version_on(code=row.procedure_code, day=day)
    filing = _filing(row, wanted_papers(row, version) if version else {}, version)
    agency_id = (
        filings.desk_of(filing, version, day, authority_id=row.authority_id) if version is not None else None
    )
    if agency_id is None:
        nowhere = "Không tìm được bộ phận một cửa cho thủ tục và xã, phường này."
        raise Refused(Problem("no_desk", nowhere, "territory_code"))
    row.agency_id = agency_id
    receipt = dossier_verbs.receive(actor=actor, now=now, agency_id=agency_id, filing=filing)
    row.dossier_id, row.their_code, row.due_at = receipt.id, receipt.code, receipt.due_at


def _case(row: Relay, version: catalogue.VersionRecord) -> str:
    return str(row.filing.get("case") or "") or (version.choices[0] if len(version.choices) == 1 else "")


def wanted_papers(row: Relay, version: catalogue.VersionRecord) -> dict[str, int]:
    """Code or folded name of a paper → its id here."""
    papers = version.papers_of(_case(row, version))
    return {names.fold(p.name): p.id for p in papers} | {p.code: p.id for p in papers if p.code}


def given_papers(told: Any, wanted: Mapping[str, int]) -> tuple[PaperGiven, ...]:
    """The papers of which scans came; originals lie with the other province."""
    return tuple(
        PaperGiven(str(one.get("name") or "")[:500].strip(), paper_id(one, wanted), is_electronic=True)
        for one in (told if isinstance(told, list) else ())
        if isinstance(one, dict) and one.get("files") and str(one.get("name") or "").strip()
    )


def _filing(row: Relay, wanted: Mapping[str, int], version: catalogue.VersionRecord | None) -> Filing:
    """What was seen there counts here: papers that were scanned. Originals lie with the other province."""
    told = row.filing

    def text(source: Mapping[str, Any], name: str) -> str:
        return str(source.get(name) or "")[:LONGEST].strip()

    given = told.get("applicant")
    given = given if isinstance(given, dict) else {}
    applicant = Applicant(
        *(text(given, name) for name in ("name", "citizen_id", "phone", "email", "address"))
    )
    papers = given_papers(told.get("papers"), wanted)
    return Filing(
        procedure_code=row.procedure_code, territory_code=row.territory_code, applicant=applicant,
        case=_case(row, version) if version else "", channel="DIRECT", papers=papers,
        summary=text(told, "summary"), result_way="POSTAL" if told.get("result_at_home") else "ONLINE",
        external_code=row.code,
    )  # fmt: skip


def paper_id(one: Mapping[str, Any], wanted: Mapping[str, int]) -> int | None:
    """Which of our papers the other province means."""
    return wanted.get(str(one.get("code") or "")) or wanted.get(names.fold(str(one.get("name") or "")))


def attach(actor: Actor, now: datetime, row: Relay, files: Iterable[RelayFile]) -> None:
    """Put scans that came into the dossier; what it does not take stays with the reasons."""
    assert row.dossier_id is not None
    record = dossiers.dossier(viewer=actor, dossier_id=row.dossier_id)
    version = catalogue.version(version_id=record.procedure_version_id) if record else None
    wanted = wanted_papers(row, version) if version else {}
    for file in files:
        if record is None or not file.sha256 or file.dossier_file_id is not None:
            continue
        try:
            with transaction.atomic():
                named = {"code": file.paper_code, "name": file.title}
                examined = keeping.examine(file.file_name, keeping.read(file.sha256))
                (file.dossier_file_id,) = dossier_verbs.attach(
                    actor=actor, now=now, agency_id=record.received_agency_id, dossier_id=record.id,
                    paper=dossier_verbs.Paper(file.title, paper_id(named, wanted)), kind=FileKind.ORIGINAL,
                    files=[examined],
                )  # fmt: skip
        except Refused as refused:
            file.problems = as_json(refused.problems)
        file.save()


def answer(row: Relay) -> dict[str, Any]:
    """What the other province is told at once."""
    return {
        "state": str(row.state),
        "code": row.their_code,
        "due_at": row.due_at.isoformat() if row.due_at else "",
        "problems": sentences(row.problems),
        "reason": row.reason,
    }


def as_json(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Problems as the tables keep them."""
    return [
        {
            "code": p.code,
            "message": p.message,
            "field": p.field,
            "params": {k: str(v) for k, v in p.params.items()},
        }
        for p in problems
    ]


def sentences(problems: Sequence[Mapping[str, Any]]) -> list[str]:
    """Kept problems as Vietnamese sentences: what the other province shows its officer."""
    return [str(Problem(p["code"], p["message"], p["field"], p["params"])) for p in problems]


def told(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the other side said, in its own words."""
    given = answer.get("problems")
    told = [str(one)[:500] for one in given[:50]] if isinstance(given, list) else []
    return [{"code": "told", "message": "{text}", "field": "", "params": {"text": one}} for one in told]


def instant_of(text: Any) -> datetime | None:
    """An aware instant from what the other side wrote; None when it is none."""
    try:
        found = datetime.fromisoformat(str(text or ""))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
