"""What the pages show: all that the gate of access builds, and what it has no need of. Nothing is rolled back."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from thongsuot.edges.bench import sign
from thongsuot.edges.bench.access import people, scene, things
from thongsuot.edges.bench.access.people import Person
from thongsuot.edges.bench.drafts import measure as drafts
from thongsuot.edges.bench.intake import filings
from thongsuot.kernel.actor import SYSTEM, Kind
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.units import queries as units
from thongsuot.registers.units import services as register
from thongsuot.registers.units.rules import Change, ChangeKind, Portion
from thongsuot.transition.reorganisation import queries as reorganisation
from thongsuot.transition.reorganisation.queries import What
from thongsuot.transition.reorganisation.rules import Doing
from thongsuot.work.clocks.queries import Kind as Attention
from thongsuot.work.dossiers import services as dossiers
from thongsuot.work.fees import services as fees
from thongsuot.work.filings import services as declarations
from thongsuot.work.relays import queries as relaying
from thongsuot.work.relays import rules as relay_rules
from thongsuot.work.relays import services as relays
from thongsuot.work.signatures import services as signatures

COPIES = "2.000635"  # of an entry in the registers, so much for each
ALLOWANCE = "1.001776"  # its flow has choices, a way back and opinions
HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Made:
    """`names` of what was made, `officers` whose it is, its `applicant`, and who `holds` the code of the relay."""

    names: Mapping[str, object]
    officers: tuple[Person, ...]
    applicant: Person
    holds: Person


def build() -> Made:
    """Make everything that an address may name."""
    signed = _signed()  # before accounts of the scene are shut
    built = scene.build()
    named = {name: value for thing in built.things for name, value in thing.names.items()}
    by = {(person.name, person.relation): person for person in built.crowd}
    day = datetime.now(UTC).date()
    desk = filings.desks(day)[0]
    applicant, counter = by["citizen", "applicant"], by["counter", "received"]
    relay = _asked_for_more(named["relay_id"])
    names = {
        "code": built.receipt.code, "slip": named["slip_code"], "run": named["run_id"], "book": named["book_id"],
        "session": named["session_id"], "relay": relay.id, "relay_code": relay.code, "shift": named["handover_id"],
        "receiver": named["receiver_id"], "flow": things.FLOW, "procedure": things.BIRTH,
        "kind": Attention.DUE.value, "stepped": _stepped(desk), "paper": signed,
        **_declared(desk, counter, applicant), **_plan(named["plan_id"], named["order_id"]),
        "agency": desk.agency_id,
    }  # fmt: skip
    officers = tuple(p for p in (*built.crowd, *built.holders) if p.kind is Kind.OFFICER and p.grants)
    return Made(names, officers, applicant, people.follower(relay.id, relation="holds the code", sees=True))


def _signed() -> object:
    """The number of a signed result."""
    now = datetime.now(UTC)
    signatures.equip_demo(actor=SYSTEM, now=now)
    head, committee, ids = sign.decided(now, 1)
    site = signatures.Site("https://mot-cua.example.vn", is_demo=True)
    done = signatures.sign_results(actor=head, now=now, agency_id=committee, dossier_ids=ids, site=site)
    return done.signed[ids[0]]


def _stepped(desk: filings.Desk) -> str:
    """The code of a dossier that goes step by step."""
    now = datetime.now(UTC)
    version = catalogue.version_on(code=ALLOWANCE, day=now.date())
    assert version is not None
    given = filings.filing(random.Random(7), desk, ALLOWANCE, now.date())
    given = replace(given, case=next(iter(version.services or version.cases), ""))
    return dossiers.receive(actor=SYSTEM, now=now, agency_id=desk.agency_id, filing=given).code


def _declared(desk: filings.Desk, counter: Person, applicant: Person) -> dict[str, object]:
    """Two dossiers of the applicant's: one with a declaration, one with what he is to pay for it."""
    now = datetime.now(UTC)
    receipt, priced = (_filed(desk, applicant, code) for code in (things.BIRTH, COPIES))
    sections = drafts.answers(desk.territory_code)
    raw = {key: value for name, told in sections.items() if name != "noi-nop" for key, value in told.items()}
    declarations.amend(
        actor=counter.actor, now=now, dossier_id=receipt.id, number=0, raw=raw, agency_id=desk.agency_id
    )
    order = fees.order(actor=applicant.actor, now=now, dossier_id=priced.id, way=fees.BY_QR)
    return {"declared": receipt.code, "priced": priced.code, "payment": order.code}


def _filed(desk: filings.Desk, applicant: Person, code: str) -> dossiers.Receipt:
    now = datetime.now(UTC)
    given = filings.filing(random.Random(9), desk, code, now.date())
    given = replace(given, citizen_account_id=applicant.actor.account_id)
    return dossiers.receive(actor=SYSTEM, now=now, agency_id=desk.agency_id, filing=given)


def _plan(plan_id: int, order_id: int) -> dict[str, object]:
    """A unit that is split on the plan's day, and a place of the plan."""
    now = datetime.now(UTC)
    found = reorganisation.plan(viewer=SYSTEM, plan_id=plan_id)
    assert found is not None
    old, *new = (desk.territory_code for desk in filings.desks(now.date())[3:6])
    parts = tuple(Portion(old, one, area_share=HALF, people_share=HALF) for one in new)
    split = Change(
        ChangeKind.SPLIT, "9/NQ-UBTVQH16", found.day, clause="khoản 2", old=(old,), into=tuple(new), portions=parts
    )  # fmt: skip
    change = register.record_change(actor=SYSTEM, now=now, change=split)
    unit = units.unit_on(code=old, day=now.date()).exact
    assert unit is not None
    board = reorganisation.board(viewer=SYSTEM, found=found, now=now)
    return {
        "plan": plan_id, "order": order_id, "line": 1, "doing": Doing.REHEARSE.value, "split": unit.id,
        "change": change.id, "place": board.tiles[0].key, "what": What.DOSSIERS.value,
    }  # fmt: skip


def _asked_for_more(relay_id: Any) -> relaying.RelayRecord:
    """The relay, of which the other province wants one more paper."""
    now = datetime.now(UTC)
    found = relaying.relay(viewer=SYSTEM, relay_id=relay_id)
    assert found is not None
    body = {
        "code": "H99.9-261124-0001", "act": "ask_for_more", "state": "waiting", "step": 3, "at": now.isoformat(),
        "holder": "Ủy ban nhân dân phường", "reason": "Bản quét mờ", "wanted": ["Giấy chứng sinh"],
        "due_at": (now + timedelta(days=5)).isoformat(),
    }  # fmt: skip
    message = relays.Message(uuid4(), found.peer_id, found.ref, relay_rules.STATUS, body)
    relays.take(actor=SYSTEM, now=now, message=message)
    told = relaying.relay(viewer=SYSTEM, relay_id=relay_id)
    assert told is not None
    return told
