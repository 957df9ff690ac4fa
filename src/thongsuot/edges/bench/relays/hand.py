"""What officers and workers of one province do, in a process of its own: a line of JSON in, a line of JSON out."""

import json
import sys
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

RESULT = "Giấy khai sinh"
PROCEDURE = "1.001193"
MOST = 1000


def main() -> None:
    """Do what the lines say until the input ends."""
    import django

    django.setup()
    from thongsuot.plumbing.logs import get

    log = get(__name__)
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            told = {"done": globals()[f"do_{asked.pop('verb')}"](**asked)}
        except Exception as error:
            log.exception("hand_failed")
            told = {"error": f"{type(error).__name__}: {error}"[:500]}
        print(json.dumps(told), flush=True)


def _given() -> dict[str, Any]:
    from thongsuot.kernel.actor import SYSTEM

    return {"actor": SYSTEM, "now": datetime.now(UTC)}


def _day() -> Any:
    from thongsuot.kernel.dates import local_day

    return local_day(datetime.now(UTC))


def _home() -> int:
    from thongsuot.registers.units import queries as units

    found = units.home_authority()
    assert found is not None
    return found


def do_name() -> dict[str, str]:
    """The code of the province, and of one of its communes."""
    from thongsuot.registers.units import queries as units

    home = units.unit(unit_id=_home(), day=_day())
    committee = next(iter(units.agencies_of(authority_id=_home(), day=_day(), kind="commune_committee")))
    assert home is not None
    assert committee.unit_id is not None
    commune = units.unit(unit_id=committee.unit_id, day=_day())
    assert commune is not None
    return {"code": home.code, "commune": commune.code}


def do_connect(partner: str, url: str, secret: str) -> str:
    """Connect with the other province, as its overseer does; the secret."""
    from thongsuot.registers.units import queries as units
    from thongsuot.work.relays import services

    top = units.agencies_of(authority_id=_home(), day=_day(), kind="province_committee")[0]
    return services.connect(**_given(), agency_id=top.id, partner_code=partner, url=url, secret=secret)


def _scans(names: list[str]) -> list[Any]:
    from thongsuot.edges.bench import blank
    from thongsuot.plumbing.files import keeping
    from thongsuot.work.relays import services

    return [
        services.Scan(name, None, "", [keeping.examine("quet.pdf", blank.pdf(pages=number))])
        for number, name in enumerate(names, 2)
    ]


def do_file(commune: str) -> str:
    """File a birth at a counter here for a commune there, with two scans and an original; its reference."""
    from thongsuot.registers.catalogue import queries as catalogue
    from thongsuot.registers.units import queries as units
    from thongsuot.work.dossiers.rules import Applicant
    from thongsuot.work.relays import services
    from thongsuot.work.relays.rules import Asked, PaperHanded

    version = catalogue.version_on(code=PROCEDURE, day=_day())
    assert version is not None
    desk = next(iter(units.agencies_of(authority_id=_home(), day=_day(), kind="commune_centre")))
    case = version.choices[0] if version.choices else ""
    wanted = [one for one in version.papers_of(case) if one.required]
    papers = [
        *(PaperHanded(one.name, one.id, one.code, 0, 1) for one in wanted),
        PaperHanded("Giấy chứng sinh", None, "", 1, 1),
        PaperHanded("Tờ khai", None, "", 0, 1),
    ]
    asked = Asked(
        PROCEDURE,
        commune,
        Applicant("Nguyễn Thị Thử", "", "0905123456"),
        case,
        tuple(papers),
        "Khai sinh cho con",
    )
    scans = _scans([one.name for one in papers])
    return str(services.file(**_given(), agency_id=desk.id, asked=asked, scans=scans).ref)


def _relay(ref: str, direction: str) -> Any:
    from thongsuot.kernel.actor import SYSTEM
    from thongsuot.work.relays import queries
    from thongsuot.work.relays.rules import Direction

    found = queries.latest(viewer=SYSTEM, direction=Direction(direction))
    return next((one for one in found if one.ref == UUID(ref)), None)


def do_exchange() -> int:
    """What a worker does: hear of events, send what is due; how many messages were taken by the other side."""
    from thongsuot.edges.bench.outbox import scene
    from thongsuot.work.sync import queries, services

    sent = 0
    for _ in range(3):
        scene.work_off()
        for receiver_id in queries.due_receivers(now=datetime.now(UTC)):
            sent += services.send_due(receiver_id=receiver_id, clock=lambda: datetime.now(UTC)).accepted
    return sent


def _act(dossier_id: UUID, verb: str, **more: Any) -> None:
    from thongsuot.work.dossiers import queries, services

    record = queries.dossier(viewer=_given()["actor"], dossier_id=dossier_id)
    assert record is not None
    seat = record.holder_agency_id
    getattr(services, verb)(**_given(), agency_id=seat, dossier_ids=[dossier_id], **more)


def do_ask(ref: str) -> None:
    """The competent agency looks at it and asks for one more paper."""
    from thongsuot.work.dossiers import queries

    dossier_id = _relay(ref, "in").dossier_id
    record = queries.dossier(viewer=_given()["actor"], dossier_id=dossier_id)
    assert record is not None
    if record.holder_agency_id != record.competent_agency_id:
        _act(dossier_id, "forward", to_agency_id=record.competent_agency_id)
    _act(dossier_id, "ask_for_more", wanted=("Ảnh",), reason="Thiếu ảnh")


def do_supplement(ref: str) -> None:
    """The applicant brings it to where he filed; the originals go on their way."""
    from thongsuot.work.relays import services
    from thongsuot.work.relays.rules import PaperHanded

    row = _relay(ref, "out")
    of = {"agency_id": row.agency_id, "relay_id": row.id}
    services.supplement(**_given(), **of, papers=[PaperHanded("Ảnh", None, "", 0, 1)], scans=_scans(["Ảnh"]))
    services.send_originals(
        **_given(), **of, carrier="Bưu điện", expected_at=datetime.now(UTC) + timedelta(days=2)
    )


def do_decide(ref: str) -> None:
    """The originals are there; the result is decided, given out with its file, and sent back on paper too."""
    from thongsuot.edges.bench import blank
    from thongsuot.plumbing.files import keeping
    from thongsuot.work.dossiers import queries, services
    from thongsuot.work.dossiers.rules.files import FileKind
    from thongsuot.work.relays import services as relays

    row = _relay(ref, "in")
    of = {"agency_id": row.agency_id, "relay_id": row.id}
    relays.record_arrival(**_given(), **of, is_whole=True)
    _act(row.dossier_id, "decide", result=RESULT)
    record = queries.dossier(viewer=_given()["actor"], dossier_id=row.dossier_id)
    assert record is not None
    services.attach(
        **_given(), agency_id=record.holder_agency_id, dossier_id=record.id, paper=services.Paper(RESULT),
        kind=FileKind.RESULT, files=[keeping.examine("ket-qua.pdf", blank.pdf())],
    )  # fmt: skip
    if record.holder_agency_id != record.received_agency_id:
        _act(record.id, "forward", to_agency_id=record.received_agency_id)
    _act(record.id, "return_result", received_by="Tỉnh bạn")
    expected = datetime.now(UTC) + timedelta(days=2)
    relays.send_back(**_given(), **of, result=RESULT, originals=1, carrier="Bưu điện", expected_at=expected)


def do_hand_out(ref: str) -> None:
    """The bag is back; the applicant has the result."""
    from thongsuot.work.relays import services

    row = _relay(ref, "out")
    of = {"agency_id": row.agency_id, "relay_id": row.id}
    services.record_arrival(**_given(), **of, is_whole=True)
    services.hand_out(**_given(), **of, received_by="Nguyễn Thị Thử", paper=RESULT)


def _receivers() -> list[Any]:
    from thongsuot.kernel.actor import SYSTEM
    from thongsuot.work.sync import ports, queries

    return [one for one in queries.receivers(viewer=SYSTEM, kind=ports.PROVINCE) if one.state == "on"]


def do_sent(since: str) -> list[str]:
    """Ids of the messages that count as taken by the other province, since an instant."""
    from thongsuot.kernel.actor import SYSTEM
    from thongsuot.work.sync import queries

    told = [
        message
        for one in _receivers()
        for message in queries.messages(viewer=SYSTEM, receiver_id=one.id, state="sent", limit=MOST)
    ]
    begin = datetime.fromisoformat(since)
    return [str(one.event_id) for one in told if one.sent_at and one.sent_at >= begin]


def do_got(since: str) -> list[str]:
    """Ids of the messages that came in and had their effect, since an instant."""
    from thongsuot.kernel.actor import SYSTEM
    from thongsuot.work.relays import queries

    begin = datetime.fromisoformat(since)
    return [str(one.event_id) for one in queries.inbox(viewer=SYSTEM, limit=MOST) if one.at >= begin]


def do_waiting() -> int:
    """Messages to the other province that nobody has taken."""
    return sum(one.waiting for one in _receivers())


def do_stands(ref: str, direction: str) -> dict[str, Any]:
    """How the relay stands here, and what files are with it; of a dossier of ours also its steps and files."""
    from thongsuot.kernel.actor import SYSTEM
    from thongsuot.work.dossiers import queries
    from thongsuot.work.relays import queries as relays

    row = _relay(ref, direction)
    if row is None:
        return {"state": "", "files": [], "results": [], "acts": [], "hashes": []}
    files = relays.files_of(viewer=SYSTEM, relay_id=row.id)
    found = {
        "state": row.state, "code": row.code, "their_code": row.their_code, "their_state": row.their_state,
        "files": sorted(one.sha256 for one in files if not one.is_result),
        "results": sorted(one.sha256 for one in files if one.is_result), "acts": [], "hashes": [],
    }  # fmt: skip
    if row.dossier_id is not None:
        steps = queries.steps_of(viewer=SYSTEM, dossier_id=row.dossier_id)
        found["acts"] = [one.act for one in steps]
        kept = queries.files_of(viewer=SYSTEM, dossier_id=row.dossier_id)
        found["hashes"] = sorted(one.sha256 for one in kept if one.kind != "result")
        found["their_code"] = row.their_code
    else:
        found["acts"] = [one["act"] for one in row.story]
    return found


if __name__ == "__main__":
    main()
