"""What the portal holds for us: fetched, kept as it came, then taken in once; what cannot be is kept with its reasons."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from thongsuot.kernel import names
from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import Conflict, NotFound, Problem, Refused
from thongsuot.plumbing import logs
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.commands import OFFICERS, command, note
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services as dossier_verbs
from thongsuot.work.dossiers.rules import Applicant, Filing, PaperGiven
from thongsuot.work.fees import services as fees
from thongsuot.work.filings import services as filings
from thongsuot.work.sync import ports, rules
from thongsuot.work.sync.models import Arrival, Receiver
from thongsuot.work.sync.rules.arrivals import FILING, SUPPLEMENT
from thongsuot.work.sync.services import attaching, sending

log = logs.get(__name__)

WAITS_FOR_FILING = timedelta(days=1)  # what belongs to a dossier may come before it
NO_DOSSIER = Problem("no_such_dossier", "Chưa có hồ sơ {code} mà bản tin này nói đến.", "MaHoSo")
TEXT_LONGEST = 2000


def fetch(*, authority_id: int, now: datetime) -> int:
    """Keep what the portal holds since last time; how many were new. An absence is noted, nothing is lost."""
    portal = ports.portal()
    if portal is None:
        return 0
    with seeing(SYSTEM):
        row = Receiver.objects.filter(kind=ports.PORTAL, authority_id=authority_id).first()
    if row is None or row.state != "on" or (row.next_at is not None and now < row.next_at):
        return 0
    new, cursor = 0, row.cursor
    try:
        while True:
            page = portal.arrivals(cursor)
            new += _keep(authority_id, row.pk, page, now)
            if page.is_last or page.cursor == cursor:
                return new
            cursor = page.cursor
    except ports.Unreachable as error:
        with seeing(SYSTEM):
            sending.leave_alone(row.pk, ports.Away(str(error)), str(error), now)
        return new


def _keep(authority_id: int, receiver_id: int, page: ports.Page, now: datetime) -> int:
    """The page and the place after it in one transaction: nothing is skipped, and twice the same is kept once."""
    with transaction.atomic(), seeing(SYSTEM):
        before = Arrival.objects.filter(authority_id=authority_id).count()
        rows = [
            Arrival(authority_id=authority_id, key=key_of(one), kind=one.kind[:40], about=one.about[:100],
                    body=dict(one.body), arrived_at=now)
            for one in sorted(page.items, key=lambda one: (len(one.key), one.key))
        ]  # fmt: skip
        Arrival.objects.bulk_create(rows, ignore_conflicts=True)
        Receiver.objects.filter(pk=receiver_id).update(cursor=page.cursor, asked_at=now)
        return Arrival.objects.filter(authority_id=authority_id).count() - before


def key_of(one: ports.Arrived) -> str:
    """Its number there; of one that has none, what it says."""
    said = json.dumps([one.kind, one.body], sort_keys=True, ensure_ascii=False)
    return one.key or hashlib.sha256(said.encode()).hexdigest()


def take_in_all(*, authority_id: int, now: datetime) -> int:
    """Take in what was kept and not yet settled; how many were settled."""
    with seeing(SYSTEM):
        rows = Arrival.objects.filter(authority_id=authority_id, state="new").order_by("id")
        ids = list(rows.values_list("pk", flat=True)[:1000])
    return sum(take_in(actor=SYSTEM, now=now, arrival_id=id_) for id_ in ids)


@command("sync.take_in", by=frozenset())
def take_in(*, actor: Actor, now: datetime, arrival_id: int) -> bool:
    """Do what one arrival asks for, once. What the law or the registers refuse is kept with the reasons.

    Returns False while it waits for the filing that it belongs to.
    """
    row = Arrival.objects.select_for_update().filter(pk=arrival_id, state__in=("new", "refused")).first()
    if row is None:
        return False
    note(subject=f"arrival:{row.pk}", kind=row.kind, key=row.key[:80])
    problems = rules.arrival_problems(row.kind, row.body)
    dossier_id, waits = None, False
    if not problems:
        try:
            with transaction.atomic():
                dossier_id = _carry_out(actor, now, row)
                attaching.remember(row, dossier_id, now=now)
        except Refused as refused:
            problems = refused.problems
            waits = isinstance(refused, NotFound) and now - row.arrived_at < WAITS_FOR_FILING
    row.attempts += 1
    row.problems = [
        {"code": p.code, "message": p.message, "field": p.field, "params": _plain(p.params)} for p in problems
    ]
    row.dossier_id = dossier_id
    row.state = "new" if waits else "refused" if problems else "done"
    row.settled_at = None if waits else now
    row.save()
    return not waits


def _plain(params: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in params.items()}


def _carry_out(actor: Actor, now: datetime, row: Arrival) -> UUID:
    known = dossiers.id_by_external(viewer=actor, authority_id=row.authority_id, external_code=row.about)
    if row.kind == FILING:
        return known or _receive(actor, now, row)
    if known is None:
        codes = dossiers.ids_by_code(viewer=actor, authority_id=row.authority_id, codes=[row.about])
        known = codes.get(row.about)
    if known is None:
        raise NotFound(Problem(NO_DOSSIER.code, NO_DOSSIER.message, NO_DOSSIER.field, {"code": row.about}))
    if row.kind == SUPPLEMENT:
        record = dossiers.dossier(viewer=actor, dossier_id=known)
        assert record is not None
        dossier_verbs.supplement(
            actor=actor, now=now, agency_id=record.received_agency_id, dossier_ids=[known],
            papers=tuple(_papers(row.body, {})),
        )  # fmt: skip
    else:
        fees.take_in(
            actor=actor, now=now, dossier_id=known, vnd=int(str(row.body["SoTien"])),
            external_ref=str(row.body["MaGiaoDich"])[:60],
        )  # fmt: skip
    return known


def _receive(actor: Actor, now: datetime, row: Arrival) -> UUID:
    """Receive a filing at the desk of who is competent; a dossier that the portal knows already is not received again."""
    day = local_day(now)
    filing = _filing(row.body, {})
    version = catalogue.version_on(code=filing.procedure_code, day=day)
    if version is not None:
        case = filing.case or (version.choices[0] if len(version.choices) == 1 else "")
        wanted = {names.fold(paper.name): paper.id for paper in version.papers_of(case)}
        wanted |= {paper.code: paper.id for paper in version.papers_of(case) if paper.code}
        filing = _filing({**row.body, "TruongHop": case}, wanted)
    agency_id = filings.desk_of(filing, version, day) if version is not None else None
    if agency_id is None:
        raise Refused(
            Problem("no_desk", "Không tìm được bộ phận một cửa cho thủ tục và xã, phường này.", "MaXa")
        )
    return dossier_verbs.receive(actor=actor, now=now, agency_id=agency_id, filing=filing).id


def _filing(body: Mapping[str, Any], wanted: Mapping[str, int]) -> Filing:
    def text(name: str) -> str:
        return str(body.get(name) or "")[:TEXT_LONGEST].strip()

    applicant = Applicant(
        text("ChuHoSo"), text("SoDinhDanh"), text("SoDienThoai"), text("Email"), text("DiaChi")
    )
    return Filing(
        procedure_code=text("MaTTHC"), territory_code=text("MaXa"), applicant=applicant, case=text("TruongHop"),
        channel="ONLINE", papers=tuple(_papers(body, wanted)), summary=text("TrichYeuHoSo"),
        result_way="ONLINE", external_code=text("MaHoSo"),
    )  # fmt: skip


def _papers(body: Mapping[str, Any], wanted: Mapping[str, int]) -> list[PaperGiven]:
    given = body.get("TaiLieuNop")
    found = []
    for one in given if isinstance(given, list) else ():
        if isinstance(one, dict) and (name := str(one.get("TenTepDinhKem") or "").strip()[:500]):
            id_ = wanted.get(str(one.get("MaThanhPhanHoSo") or "")) or wanted.get(names.fold(name))
            found.append(PaperGiven(name, id_, is_electronic=True))
    return found


@command("sync.retry_arrival", by=OFFICERS)
def retry_arrival(*, actor: Actor, now: datetime, agency_id: int, arrival_id: int) -> bool:
    """Try once more what was refused, after something was put right here. Raises `NotFound`."""
    _open(arrival_id)
    with seeing(SYSTEM):
        return take_in(actor=SYSTEM, now=now, arrival_id=arrival_id)


@command("sync.dismiss_arrival", by=OFFICERS)
def dismiss_arrival(*, actor: Actor, now: datetime, agency_id: int, arrival_id: int, reason: str) -> None:
    """Settle by hand what cannot be taken in: the reason stays with it. Raises `Refused`, `NotFound`."""
    row = _open(arrival_id)
    if not reason.strip():
        raise Refused(Problem("reason_missing", "Hãy ghi lý do.", "reason"))
    row.state, row.because, row.settled_by, row.settled_at = (
        "dismissed",
        reason.strip()[:TEXT_LONGEST],
        actor.key,
        now,
    )
    row.save()
    note(subject=f"arrival:{row.pk}", kind=row.kind)


def _open(arrival_id: int) -> Arrival:
    row = Arrival.objects.select_for_update().filter(pk=arrival_id).first()
    if row is None:
        raise NotFound(Problem("no_such_arrival", "Không có bản tin này."))
    if row.state not in ("new", "refused"):
        raise Conflict(Problem("arrival_settled", "Bản tin này đã được xử lý."))
    return row
