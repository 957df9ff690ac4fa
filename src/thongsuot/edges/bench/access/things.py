"""What exists when verbs are tried, made by the verbs themselves; and what a verb must be told rightly beside it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from thongsuot.edges.bench import blank
from thongsuot.edges.bench.access import people
from thongsuot.edges.bench.access.people import Person
from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing import access
from thongsuot.plumbing.files import keeping
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.identity import queries as identity
from thongsuot.registers.units import queries as units
from thongsuot.transition.reorganisation import services as reorganisation
from thongsuot.transition.reorganisation.rules import Doing, PlanLine
from thongsuot.work.bulk import services as bulk
from thongsuot.work.bulk.rules import Deed
from thongsuot.work.custody import rules as bundles
from thongsuot.work.custody import services as custody
from thongsuot.work.dossiers import services
from thongsuot.work.dossiers.rules import Applicant
from thongsuot.work.dossiers.rules.files import FileKind
from thongsuot.work.filings import services as drafts
from thongsuot.work.imports import services as imports
from thongsuot.work.mobile import services as mobile
from thongsuot.work.relays import queries as relaying
from thongsuot.work.relays import services as relays
from thongsuot.work.relays.rules import Asked, PaperHanded
from thongsuot.work.shifts import services as shifts
from thongsuot.work.signatures import services as signatures
from thongsuot.work.sync import services as sync
from thongsuot.work.views import services as views

BIRTH = "1.001193"
BOOK = "Mã hồ sơ,Thủ tục\nX-1,1.001193\n".encode()
FLOW = "CHUNG-THUC-BAN-SAO"  # dossiers that run may go over to a newer version of it
FRIENDS = ("48", "20194")  # another province, and a commune of it
OUTWARD = tuple(
    f"relays.{name}"
    for name in ("open_file", "hand_out", "send_originals", "record_arrival", "supplement", "send_more")
)
WEBHOOKS = tuple(f"sync.{name}" for name in ("rotate", "pause", "resume", "unsubscribe", "replay"))

Sees = Callable[[Person, int | None], bool]


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that exists. `names` the parameters that name it, with their values; `within` the verbs that do.

    `sees`: whether a person who acts in the name of an agency may know of it; `concerns`: agencies in whose name
    something may be done to it (None: whichever).
    """

    names: Mapping[str, Any]
    within: tuple[str, ...]
    sees: Sees
    concerns: frozenset[int] | None = None


def every(
    receipt: services.Receipt, other: services.Receipt, here: int, counter: int, crowd: tuple[Person, ...]
) -> tuple[Thing, ...]:
    """All that exists. `here`: who is competent for `receipt`; `counter`: where both dossiers were received."""
    by = {(person.name, person.relation): person for person in crowd}
    head = by["head", "competent"]
    return (
        *_of_dossier(receipt, here, frozenset({here, counter})),
        *_of_agencies(other, here, counter),
        *_of_head(head, receipt),
        _draft(by["citizen", "applicant"]),
        *_plan(counter, here, by["sapxep", "office"]),
        *_relay(counter),
        _shift(counter, by["counter", "received"], by["head", "received"]),
        _rule(here),
    )


def _of_dossier(receipt: services.Receipt, here: int, concerns: frozenset[int]) -> tuple[Thing, ...]:
    """The dossier, whose code some verbs ask for, and a file in it."""
    paper = services.Paper("Đơn")
    given: dict[str, Any] = {"actor": SYSTEM, "now": datetime.now(UTC)}
    (file_id,) = services.attach(
        **given, agency_id=here, dossier_id=receipt.id, paper=paper, kind=FileKind.ELECTRONIC,
        files=[keeping.examine("don.pdf", blank.pdf())],
    )  # fmt: skip
    named = {"dossier_id": receipt.id, "dossier_ids": (receipt.id,)}
    return (
        Thing(named, ("",), _sees_dossier, concerns),
        Thing({"codes": (receipt.code,)}, ("sync.tell_again", "sync.fetch_dossiers"), _sees_dossier),
        Thing(
            {"codes": (bundles.bundle_code(receipt.code, bundles.Kind.FILED),)},
            ("custody.pack",),
            _sees_dossier,
        ),
        Thing({"file_id": file_id}, ("dossiers.", "signatures."), _sees_dossier, concerns),
    )


def _sees_dossier(person: Person, agency_id: int | None) -> bool:
    return person.sees


def _of_agencies(other: services.Receipt, here: int, counter: int) -> tuple[Thing, ...]:
    """Work that belongs to an agency: it is known in that agency's name, and in no other's."""
    now = datetime.now(UTC)
    given: dict[str, Any] = {"actor": SYSTEM, "now": now, "agency_id": counter}
    code, tomorrow = bundles.bundle_code(other.code, bundles.Kind.FILED), now + timedelta(days=1)
    slip = custody.pack(**given, to_agency_id=here, codes=[code], expected_at=tomorrow)
    desk = units.agency(agency_id=counter)
    assert desk is not None
    session = mobile.plan(
        **given, place="Nhà văn hóa", unit_id=desk.unit_id or 0, day=tomorrow.date(), today=now.date(),
        procedures=["1.001193"], officer_ids=[people.account_id("tinh")],
    )  # fmt: skip
    book = imports.upload(**given, examined=imports.examine("so-cu.csv", BOOK))
    receiver, _secret = sync.subscribe(**given, name="Gate", url="https://example.org/hook", acts=())
    return (
        Thing({"slip_code": slip.code}, ("custody.cancel", "custody.hand_over"), _in_name_of(counter)),
        Thing({"slip_code": slip.code}, ("custody.receive",), _in_name_of(here)),
        Thing({"session_id": session.id}, ("mobile.",), _in_name_of(counter)),
        Thing({"book_id": book}, ("imports.",), _reads(counter)),
        Thing({"receiver_id": receiver}, WEBHOOKS, _in_name_of(counter)),
    )


def _in_name_of(*agencies: int) -> Sees:
    return lambda person, agency_id: agency_id in agencies


def _reads(agency: int) -> Sees:
    return lambda person, agency_id: agency_id in (agency, None) and person.may(access.READ, agency)


def _of_head(head: Person, receipt: services.Receipt) -> tuple[Thing, ...]:
    """What belongs to one officer: a list, a run over many dossiers, a session, a token, his account and his grant."""
    given: dict[str, Any] = {"actor": head.actor, "now": datetime.now(UTC)}
    view = views.save(**given, name="Gate", query="state=received")
    run = bulk.prepare(**given, deed=Deed.TAKE, choice=bulk.Choice(ids=[receipt.id]), given={})
    session = identity.sessions_of(viewer=head.actor, now=given["now"])[0]
    token = identity.tokens_of(viewer=head.actor, now=given["now"])[0]
    owned: dict[str, Any] = {"view_id": view, "run_id": run, "sid": session.sid, "keep": session.sid}
    account_id = head.actor.account_id or 0
    grant = identity.grants_of(viewer=SYSTEM, account_id=account_id)[0]
    return (
        Thing(owned | {"token_id": token.id}, ("",), _owned_by(head)),
        Thing(
            {"account_id": account_id}, ("identity.",), lambda p, a: p.may("identity.grant", grant.agency_id)
        ),
        Thing({"grant_id": grant.id}, ("identity.",), _in_name_of(grant.agency_id)),
    )


def _owned_by(owner: Person) -> Sees:
    return lambda person, agency_id: person.actor.key == owner.actor.key


def _draft(applicant: Person) -> Thing:
    now = datetime.now(UTC)
    draft = drafts.begin(actor=applicant.actor, now=now, channel="online", procedure_code="1.001193")
    return Thing({"draft_id": draft.id}, ("filings.",), _owned_by(applicant))


def _plan(old: int, new: int, planner: Person) -> tuple[Thing, ...]:
    """A plan of the province, and an order to rehearse it: whoever has a right to plans there, sees both."""
    now = datetime.now(UTC)
    given: dict[str, Any] = {"actor": planner.actor, "now": now, "agency_id": _province(now)}
    lines = [PlanLine(old, new, act="Nghị quyết 1675/NQ-UBTVQH15", clause="khoản 3")]
    day = (now + timedelta(days=30)).date()
    plan = reorganisation.make_plan(**given, name="Gate", day=day, lines=lines)
    reorganisation.preview(**given, plan_id=plan)
    order = reorganisation.order(**given, plan_id=plan, doing=Doing.REHEARSE)
    return (
        Thing({"plan_id": plan}, ("reorganisation.",), _in_anybodys_name),
        Thing({"order_id": order}, ("reorganisation.",), _in_anybodys_name),
    )


def _in_anybodys_name(person: Person, agency_id: int | None) -> bool:
    return agency_id is not None


def _province(now: datetime) -> int:
    authority = units.home_authority()
    assert authority is not None
    return units.agencies_of(authority_id=authority, day=now.date(), kind="province_committee")[0].id


def _relay(counter: int) -> tuple[Thing, ...]:
    """A filing for another province with a scan: seen by those who read the counter's records."""
    now = datetime.now(UTC)
    partner, commune = FRIENDS
    given: dict[str, Any] = {"actor": SYSTEM, "now": now}
    relays.connect(
        **given, agency_id=_province(now), partner_code=partner, url="https://example.org/exchange/tinh/"
    )
    version = catalogue.version_on(code=BIRTH, day=now.date())
    assert version is not None
    case = version.choices[0] if version.choices else ""
    wanted = [paper for paper in version.papers_of(case) if paper.required] or version.papers_of(case)[:2]
    asked = Asked(
        BIRTH, commune, Applicant("Nguyễn Thị Thử", "", "0905123456"), case,
        tuple(PaperHanded(p.name, p.id, p.code, 1, 1) for p in wanted), "Khai sinh cho con",
    )  # fmt: skip
    examined = [keeping.examine("quet.pdf", blank.pdf())]
    scans = [relays.Scan(p.name, p.id, p.code, examined) for p in wanted]
    relay = relays.file(**given, agency_id=counter, asked=asked, scans=scans)
    file = relaying.files_of(viewer=SYSTEM, relay_id=relay.id)[0]
    peer = next(one for one in relaying.peers(viewer=SYSTEM) if one.partner_code == partner)
    return (
        Thing({"relay_id": relay.id, "file_id": file.id}, OUTWARD, _reads(counter)),
        Thing({"peer_id": peer.id}, ("relays.",), _in_anybodys_name),
    )


def _shift(counter: int, leaver: Person, taker: Person) -> Thing:
    """A shift that waits for the one who was named: he takes it, the one who leaves takes it back."""
    assert taker.actor.account_id is not None
    row = shifts.hand_over(
        actor=leaver.actor, now=datetime.now(UTC), agency_id=counter, taker_id=taker.actor.account_id
    )
    return Thing(
        {"handover_id": row.id},
        ("shifts.",),
        lambda person, agency_id: (
            person.actor.key == (leaver if agency_id is None else taker).actor.key
            and agency_id in (None, counter)
        ),
    )


def _rule(here: int) -> Thing:
    """A rule of the province that nobody signs what he drafted: no secret."""
    now = datetime.now(UTC)
    given: dict[str, Any] = {"actor": SYSTEM, "now": now, "agency_id": here}
    rule = signatures.require_two(**given, procedure_code=BIRTH, from_date=now.date(), ground="Quy chế")
    return Thing({"rule_id": rule}, ("signatures.",), _in_anybodys_name)


def told(name: str, agency_id: int | None) -> dict[str, Any]:
    """What everybody knows and a verb must be told rightly, or it speaks of that before anything else."""
    agency = units.agency(agency_id=agency_id) if agency_id is not None else None
    known: dict[str, dict[str, Any]] = {
        "calendars.close": {"unit_id": agency and agency.unit_id},
        "calendars.reopen": {"unit_id": agency and agency.unit_id},
        "identity.grant": {"role_code": "counter"},
        "imports.upload": {"examined": imports.examine("so-cu.csv", BOOK)},
        "reorganisation.order": {"doing": Doing.REHEARSE},
        "steps.place": {"code": FLOW},
        "steps.rebase": {"code": FLOW},
    }
    return {"authority_id": units.home_authority(), **known.get(name, {})}
