"""Filing here for another province: kept, numbered, put into the outbox with its scans."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from thongsuot.kernel import names
from thongsuot.kernel.actor import SYSTEM, Actor, Kind
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import NotFound, Problem, Refused, refuse_if
from thongsuot.kernel.ids import uuid7
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.commands import OFFICERS, command, note
from thongsuot.plumbing.files import keeping
from thongsuot.plumbing.files.keeping import Examined
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.points.rules import Capability
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.rules import Filing, PaperGiven, filing_problems
from thongsuot.work.dossiers.rules.files import room_problems
from thongsuot.work.relays import queries, rules
from thongsuot.work.relays.models import Relay, RelayFile
from thongsuot.work.relays.rules import Asked, Direction, State
from thongsuot.work.sync import services as sync


@dataclass(frozen=True, slots=True)
class Scan:
    """What was scanned of one paper."""

    title: str
    wanted_id: int | None
    code: str
    files: Sequence[Examined]


@command("relays.file", by=OFFICERS)
def file(
    *, actor: Actor, now: datetime, agency_id: int, asked: Asked, scans: Sequence[Scan] = ()
) -> queries.RelayRecord:
    """File at the counter of `agency_id` for an agency of another province. Raises `Refused` with every reason."""
    desk = units.agency(agency_id=agency_id)
    if desk is None or desk.authority_id is None:
        raise NotFound(Problem("no_such_agency", "Không có cơ quan này.", "agency"))
    peer = _checked(desk, asked, scans, now)
    id_ = uuid7()
    day = local_day(now)
    own = units.unit(unit_id=desk.authority_id, day=day)
    assert own is not None
    code = rules.relay_code(province_code=own.code, day=day, number=secrets.randbits(40))
    Relay.objects.create(
        id=id_, ref=id_, direction=Direction.OUT, authority_id=desk.authority_id, peer_id=peer.id,
        agency_id=agency_id, code=code, procedure_code=asked.procedure_code,
        territory_code=asked.territory_code, applicant_name=names.nfc(asked.applicant.name.strip()),
        phone=asked.applicant.phone, state=State.SENDING, received_at=now, filing=_said(asked, scans, desk, day),
        officer_id=actor.account_id if actor.kind is Kind.OFFICER else None,
    )  # fmt: skip
    kept = keep(id_, scans, now)
    for service in (rules.FILING, *(f"{rules.FILE}/{one}" for one in kept)):
        sync.announce(receiver_id=peer.receiver_id, subject=id_, service=service, now=now)
    note(subject=f"relay:{id_}", code=code, files=len(kept))
    made = queries.relay(viewer=actor, relay_id=id_)
    assert made is not None
    return made


def _checked(
    desk: units.AgencyRecord, asked: Asked, scans: Sequence[Scan], now: datetime
) -> queries.PeerRecord:
    """The province that is competent, if all is well."""
    day = local_day(now)
    version = catalogue.version_on(code=asked.procedure_code, day=day)
    territory = units.unit_on(code=asked.territory_code, day=day).exact if asked.territory_code else None
    problems: list[Problem] = []
    if version is None:
        problems.append(
            Problem("no_such_procedure", "Không có thủ tục này vào ngày tiếp nhận.", "procedure_code")
        )
    if territory is None:
        problems.append(
            Problem("no_such_unit", "Hãy chọn xã, phường nơi giải quyết trong danh sách.", "territory_code")
        )
    required = {p.id for p in version.papers_of(asked.case) if p.required} if version else set()
    is_ours = territory is not None and territory.province_id == desk.authority_id
    problems += rules.asking_problems(asked, required=required, is_ours=is_ours)
    papers = tuple(
        PaperGiven(p.name, p.wanted_id, originals=p.originals, is_electronic=p.files > 0)
        for p in asked.papers
    )
    filing = Filing(
        asked.procedure_code, asked.territory_code, asked.applicant, asked.case, papers=papers,
        summary=asked.summary,
    )  # fmt: skip
    cases = version.known_cases if version else frozenset({asked.case})
    problems += filing_problems(filing, cases=cases, required=frozenset(required))
    problems += _counter_problems(desk, version, scans, day)
    found = queries.reachable(authority_id=desk.authority_id or 0)
    peer = next((p for p in found if territory is not None and p.partner_id == territory.province_id), None)
    if territory is not None and not is_ours and peer is None:
        message = "Tỉnh có xã, phường này chưa được kết nối. Hãy hướng dẫn người dân nộp trên Cổng quốc gia."
        problems.append(Problem("not_connected", message, "territory_code"))
    refuse_if(problems)
    if peer is None:
        raise Refused(Problem("not_connected", "Tỉnh này chưa được kết nối.", "territory_code"))
    return peer


def _counter_problems(
    desk: units.AgencyRecord, version: catalogue.VersionRecord | None, scans: Sequence[Scan], day: date
) -> Iterator[Problem]:
    """What does not fit of the scans; and what the desk's points may not do for the procedure here, they may not do
    for another province either."""
    for capability in (Capability.RECEIVE, *((Capability.DIGITISE,) if scans else ())):
        if version is not None:
            found = dossiers.duty_problems(capability, agency_id=desk.id, version_id=version.id, day=day)
            yield from (replace(one, field="procedure_code") for one in found)
    sizes = [len(one.file.data) for scan in scans for one in scan.files]
    yield from room_problems(count=0, size=0, more=len(sizes), more_size=sum(sizes))


def _said(asked: Asked, scans: Sequence[Scan], desk: units.AgencyRecord, day: Any) -> dict[str, Any]:
    """What the other province is told of the filing; the files follow one by one."""
    applicant = asked.applicant
    version = catalogue.version_on(code=asked.procedure_code, day=day)
    return {
        "desk": desk.name,
        "desk_code": desk.code,
        "procedure_code": asked.procedure_code,
        "procedure": version.name if version else "",
        "case": asked.case,
        "territory_code": asked.territory_code,
        "applicant": {
            "name": names.nfc(applicant.name.strip()), "citizen_id": applicant.citizen_id, "phone": applicant.phone,
            "email": applicant.email, "address": applicant.address,
        },
        "papers": [
            {"name": one.name, "code": one.code, "originals": one.originals, "files": one.files}
            for one in asked.papers
        ],
        "summary": asked.summary,
        "result_at_home": asked.result_at_home,
        "files": sum(len(scan.files) for scan in scans),
    }  # fmt: skip


def keep(relay_id: UUID, scans: Sequence[Scan], now: datetime) -> list[UUID]:
    """Within a verb: the scans as files of the relay; their ids."""
    made = []
    for scan in scans:
        for one in scan.files:
            id_ = uuid7()
            sha256 = keeping.keep(one, now=now)
            made.append(
                RelayFile(
                    id=id_, ref=id_, relay_id=relay_id, title=names.nfc(scan.title.strip())[:500],
                    paper_code=scan.code, file_name=one.file.name, sha256=sha256, told_sha256=sha256,
                    media_type=one.file.media_type, size=len(one.file.data), at=now,
                )
            )  # fmt: skip
    with seeing(SYSTEM):
        RelayFile.objects.bulk_create(made)
    return [one.pk for one in made]
