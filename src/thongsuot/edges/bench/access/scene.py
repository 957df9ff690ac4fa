"""What the probes act on: a dossier filed for another commune, everybody around it, and a thing for most verbs.

All of it is made by the verbs themselves; the caller rolls it back.
"""

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from thongsuot.edges.bench.access import people, things
from thongsuot.edges.bench.access.people import Person
from thongsuot.edges.bench.access.things import Thing
from thongsuot.edges.bench.intake import filings
from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing import access
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import services
from thongsuot.work.dossiers.rules import Applicant

CANARY = "Hoàng Canary Bí Mật"
PHONE = "0912345678"
HOLDERS = ("quantri", "sapxep", "tichhop", "buucuc.phuxuan")  # offices that are not of the three communes


@dataclass(frozen=True, slots=True)
class Scene:
    """`crowd` tries routes and verbs, `holders` only verbs; `agencies` are those in whose name they try."""

    receipt: services.Receipt
    crowd: tuple[Person, ...]
    holders: tuple[Person, ...]
    agencies: tuple[int, ...]
    things: tuple[Thing, ...]


def build() -> Scene:
    """A dossier filed at one commune's centre for another commune, and everybody who might look at it."""
    desks = filings.desks(datetime.now(UTC).date())
    receipt, other = _receive(desks), _receive(desks)
    committees = [_committee(desk) for desk in desks[:3]]
    crowd = _crowd(receipt, other, committees)
    concerned = frozenset({desks[0].agency_id, committees[0], committees[1]})
    holders = tuple(_holder(username, concerned) for username in HOLDERS)
    here, counter = committees[1], desks[0].agency_id
    found = things.every(receipt, other, here, counter, (*crowd, *holders))
    return Scene(receipt, crowd, holders, (here, counter, committees[2]), found)


def _crowd(receipt: services.Receipt, other: services.Receipt, committees: list[int]) -> tuple[Person, ...]:
    crowd = [
        people.nobody(),
        people.follower(receipt.id, relation="holds the code", sees=True),
        people.follower(other.id, relation="holds another code", sees=False),
        people.bearer("congdan", name="citizen", relation="applicant", sees=True),
        people.bearer("congdan2", name="citizen", relation="stranger", sees=False),
        people.bearer("tinh", name="province", relation="overseer", sees=True),
    ]
    for relation, committee, sees in zip(
        ("received", "competent", "sibling"), committees, (True, True, False), strict=True
    ):
        for role, username in sorted(people.officers_at(committee).items()):
            crowd.append(people.bearer(username, name=role, relation=relation, sees=sees))
    staff = people.officers_at(committees[1])
    crowd += [people.former(staff["processor"]), people.disabled(staff["counter"])]
    gone = {staff["processor"], staff["counter"]}
    return tuple(p for p in crowd if not (p.relation == "competent" and staff.get(p.name, "") in gone))


def _holder(username: str, concerned: frozenset[int]) -> Person:
    """Somebody with an office elsewhere: he sees the dossier if he reads the records of an agency of it."""
    person = people.bearer(username, name=username, relation="office", sees=False)
    return replace(person, sees=bool(person.grants.get(access.READ, frozenset()) & concerned))


def _receive(desks: list[filings.Desk]) -> services.Receipt:
    now = datetime.now(UTC)
    authority = units.home_authority()
    assert authority is not None
    code = units.agencies_of(authority_id=authority, day=now.date(), kind="province_committee")[0].code
    procedure = filings.procedures(now.date(), code)[0]
    filing = filings.filing(random.Random(5), desks[0], procedure, now.date(), desks[1])
    applicant = Applicant(CANARY, "", PHONE)
    filing = replace(filing, applicant=applicant, citizen_account_id=people.account_id("congdan"))
    return services.receive(actor=SYSTEM, now=now, agency_id=desks[0].agency_id, filing=filing)


def _committee(desk: filings.Desk) -> int:
    centre = units.agency(agency_id=desk.agency_id)
    assert centre is not None
    assert centre.parent_id is not None
    return centre.parent_id
