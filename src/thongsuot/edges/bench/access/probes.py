"""The trying itself: every route × person × dossier, every verb × person × agency; nothing of it is kept."""

import random
import re
import secrets
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

from django.db import connection, transaction
from django.http.response import HttpResponseBase
from django.test import Client

from thongsuot.edges.bench.access import people, routes
from thongsuot.edges.bench.access.people import Person
from thongsuot.edges.bench.intake import filings
from thongsuot.edges.bench.report import Limit, Report
from thongsuot.kernel.actor import SYSTEM, Kind
from thongsuot.kernel.errors import Forbidden, NotFound, Refused
from thongsuot.plumbing import access, walls
from thongsuot.plumbing.commands import VERBS
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import services
from thongsuot.work.dossiers.rules import Applicant, Correction

CANARY = "Hoàng Canary Bí Mật"
PHONE = "0912345678"
BY_PLACE = ("complete", "send_back", "ask_opinion", "give_opinion", "drop_opinion")
SINGLY = (  # verbs that take one dossier
    "dossiers.choose_place",
    "dossiers.open_store",
    "fees.assess",
    "fees.collect",
    "fees.count",
    "fees.refund",
    *(f"steps.{name}" for name in BY_PLACE),
)
DENIED = (401, 403, 404)
FIGURES = ("probes", "verb_probes", "seen_by_right", "leaks", "wrong_denials", "errors")
NOTES = {
    "leaks": "shown or done for somebody who must not",
    "wrong_denials": "refused to somebody who may",
    "routes_without_expectation": "a new route must say who may open it",
    "seen_by_right": "answers that held the dossier, for those who may see it",
    "tables_without_wall": "tables with personal data whose row-level security is not forced",
    "errors": "answers of 500 and above",
    "control_leaks": "the same probes with both walls torn down",
    "control_unexpected_routes": "a planted route that says nothing",
}


class Undo(Exception):
    """Ends a try so that nothing of it stays."""


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is rolled back."""
    try:
        with transaction.atomic():
            yield
            raise Undo
    except Undo:
        pass


def run(*, quick: bool = False) -> Report:
    """All probes, then the controls; `quick` tries every third route."""
    with undone():
        counts = _probe(quick)
    figures: dict[str, float] = {key: counts[key] for key in FIGURES}
    every, bare = list(routes.every()), walls.missing(_rows)
    _tell(counts, _silent(every), bare)
    figures["routes"] = len(every)
    figures["verbs"] = len(VERBS)
    figures["routes_without_expectation"] = len(_silent(every))
    figures["tables_without_wall"] = len(bare)
    planted = replace(every[0], pattern="planted/", kinds=None)
    figures["control_unexpected_routes"] = len(_silent([planted]))
    with undone(), _no_walls():
        figures["control_leaks"] = _probe(quick=True)["leaks"]
    zero = ("leaks", "wrong_denials", "routes_without_expectation", "tables_without_wall", "errors")
    limits = [Limit(key, "==", 0) for key in zero]
    controls = (
        Limit("seen_by_right", ">", 0),
        Limit("control_leaks", ">", 0),
        Limit("control_unexpected_routes", ">", 0),
    )
    return Report("access", figures, (*limits, *controls), notes=NOTES)


def _rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _tell(counts: Counter[str], silent: list[str], bare: list[str]) -> None:
    """Name what was wrong, one line each, beside the figures."""
    for line in (
        *(key for key in counts if key not in FIGURES),
        *silent,
        *(f"table {name}" for name in bare),
    ):
        print(f"  {line}", file=sys.stderr)


def _silent(found: list[routes.Route]) -> list[str]:
    return [route.pattern for route in found if route.kinds is None and not route.is_open]


@contextmanager
def _no_walls() -> Iterator[None]:
    """The gate lets everybody see everything: what the walls would be worth if they stood on paper only."""
    with patch.object(access, "context_of", lambda actor: ["{}", "{}", "", "", "on", actor.key]):
        yield


def _probe(quick: bool) -> Counter[str]:
    counts: Counter[str] = Counter(dict.fromkeys(FIGURES, 0))
    receipt, here, crowd = _scene()
    chosen = [
        r
        for n, r in enumerate(routes.every())
        if r.kinds is not None and (not quick or n % 3 == 0 or r.about_dossier)
    ]
    for person in crowd:
        for route in chosen:
            for method in route.methods:
                if method in ("GET", "POST"):
                    _try_route(person, route, method, receipt, counts)
    for person in crowd:
        _try_verbs(person, receipt, here, counts)
    return counts


def _scene() -> tuple[services.Receipt, int, list[Person]]:
    """A dossier filed at one commune's centre for another commune, and everybody who might look at it."""
    desks = filings.desks(datetime.now(UTC).date())
    receipt, other = _receive(desks), _receive(desks)
    committees = [_committee(desk) for desk in desks[:3]]
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
    stay = [p for p in crowd if not (p.relation == "competent" and _name(p, staff) in gone)]
    return receipt, committees[1], stay


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


def _name(person: Person, staff: dict[str, str]) -> str:
    return staff.get(person.name, "")


def _committee(desk: filings.Desk) -> int:
    centre = units.agency(agency_id=desk.agency_id)
    assert centre is not None
    assert centre.parent_id is not None
    return centre.parent_id


def _try_route(
    person: Person, route: routes.Route, method: str, receipt: services.Receipt, counts: Counter[str]
) -> None:
    client = _client(person, route)
    with undone():
        response = client.generic(
            method, _address(route, receipt.code), data=b"", content_type="application/json"
        )
        verdict = _verdict(response, receipt.code)
    assert route.kinds is not None
    may_open = person.kind in route.kinds
    may_see = may_open and (person.sees or not route.about_dossier) and _has_what_it_takes(person, route)
    counts["probes"] += 1
    counts["errors"] += response.status_code >= 500
    counts["seen_by_right"] += verdict == "secret" and person.sees
    is_secret = verdict == "secret" and not person.sees
    is_shown = verdict == "shown" and not may_open and method == "GET"
    leaks = is_secret or is_shown
    counts["leaks"] += leaks
    denied = (
        verdict == "denied"
        and may_see
        and method == "GET"
        and (route.about_dossier or "<" not in route.pattern)
    )
    counts["wrong_denials"] += denied and not _needs_more(route)
    if leaks or (denied and not _needs_more(route)) or response.status_code >= 500:
        counts[
            f"{method} /{route.pattern} {person.name}/{person.relation} → {response.status_code} {verdict}"
        ] += 1


def _client(person: Person, route: routes.Route) -> Client:
    """Programs come with a token, browsers with cookies: a token opens no page of its owner's account."""
    is_api = route.pattern.startswith("api/")
    headers = {"Host": "localhost", **(person.headers if is_api else {})}
    client = Client(raise_request_exception=False, headers=headers)
    for name, value in person.cookies.items():
        client.cookies[name] = value
    return client


def _has_what_it_takes(person: Person, route: routes.Route) -> bool:
    """Whether the person has the grant that the page asks for beside the log-in."""
    if route.pattern.startswith(routes.BY_STATE):
        return False  # neither a leak nor a denial can be told from outside
    if person.actor is None:
        return True
    verb = routes.NEEDS.get(route.pattern)
    if verb is not None:
        return bool(access.agencies_of(actor=person.actor, verb=verb, day=datetime.now(UTC).date()))
    if route.pattern in routes.OVERSEERS:
        return any(g.authority_id is not None and access.READ in g.verbs for g in person.actor.grants)
    return True


def _needs_more(route: routes.Route) -> bool:
    """Routes that answer 404 for a made-up parameter beside the dossier's code, or want a POST."""
    return bool(
        re.search(
            r"<slug:slug>|<uuid:transfer>|<uuid(?:str)?:transfer_id>|<(?:uuid(?:str)?:)?file_id>|<slug:form>|<str:kind>|/rut/|/to-khai|/buoc/|<str:order>|\{act\}|<act>",
            route.pattern,
        )
    )


def _address(route: routes.Route, code: str) -> str:
    """The pattern with its parameters filled in."""
    filled = re.sub(r"<(?:str:)?code>|\{code\}", code, route.pattern)
    filled = (
        filled.replace("<slug:form>", "01")
        .replace("<slug:slug>", "take")
        .replace("{act}", "take")
        .replace("<act>", "take")
    )
    filled = re.sub(r"<uuid(?:str)?:[a-z_]+>", "00000000-0000-7000-8000-000000000000", filled)
    return "/" + re.sub(r"<[^>]+>|\{[^}]+\}", "1", filled)


def _verdict(response: HttpResponseBase, code: str) -> str:
    """secret: the dossier's data is in the answer · shown: a page · denied: none of it."""
    body = b"" if getattr(response, "streaming", False) else getattr(response, "content", b"")
    if response.status_code == 200 and (CANARY.encode() in body or PHONE.encode() in body):
        return "secret"
    location = response.headers.get("Location", "")
    if response.status_code in DENIED or "/login" in location or "/dang-nhap" in location:
        return "denied"
    return "shown" if response.status_code == 200 else "other"


def _try_verbs(person: Person, receipt: services.Receipt, agency_id: int, counts: Counter[str]) -> None:
    """Every verb that a person might call on the dossier, in the name of the competent agency."""
    actor = person.actor
    if actor is None:
        return
    now = datetime.now(UTC)
    for name, arguments in _calls().items():
        verb = VERBS[name]
        granted = access.may(actor=actor, verb=name, agency_id=agency_id, day=now.date())
        own = actor.kind in (Kind.CITIZEN, Kind.TRACKER)
        may = actor.kind in verb.kinds and person.sees and (granted or own)
        given: dict[str, Any] = {} if own else {"agency_id": agency_id}
        which: dict[str, Any] = (
            {"dossier_id": receipt.id} if name in SINGLY else {"dossier_ids": [receipt.id]}
        )
        with undone():
            try:
                verb.function(actor=actor, now=now, **given, **which, **arguments)
                done = True
            except (Forbidden, NotFound):
                done = False
            except Refused:
                done = may  # the rules said no, after permission said yes
        counts["verb_probes"] += 1
        counts["leaks"] += done and not may
        counts["wrong_denials"] += may and not done
        if done != may:
            counts[f"verb {name} {person.name}/{person.relation} → {'done' if done else 'denied'}"] += 1


def _calls() -> dict[str, dict[str, Any]]:
    word = secrets.token_hex(4)
    return {
        "dossiers.take": {},
        "dossiers.assign": {"to_officer_id": None},
        "dossiers.forward": {},
        "dossiers.ask_for_more": {"wanted": (word,), "reason": word},
        "dossiers.extend": {"to_date": None, "reason": word},
        "dossiers.decide": {"result": word},
        "dossiers.refuse": {"reason_code": "other", "reason": word},
        "dossiers.withdraw": {"reason": word},
        "dossiers.stop": {"reason": word},
        "dossiers.return": {"received_by": word},
        "dossiers.choose_place": {"point_code": ""},
        "dossiers.correct_applicant": {"correction": Correction(address=word), "reason": word},
        "dossiers.open_store": {"consent": True},
        "fees.assess": {"charges": (), "free_ground": word},
        "fees.collect": {"vnd": 1},
        "fees.count": {"counts": ()},
        "fees.refund": {"vnd": 1, "reason": word},
        "steps.complete": {"number": 1},
        "steps.send_back": {"number": 1, "to_step": word, "reason": word},
        "steps.ask_opinion": {"number": 1, "agencies": (), "question": word, "days": 1},
        "steps.give_opinion": {"number": 1, "said": word},
        "steps.drop_opinion": {"number": 1, "reason": word},
    }
