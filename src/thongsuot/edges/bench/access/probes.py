"""The whole gate: every route × person × dossier, then every verb (`verbs`); nothing of it is kept."""

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client

from thongsuot.edges.bench.access import expectations, routes, scene, verbs
from thongsuot.edges.bench.access.people import Person
from thongsuot.edges.bench.access.scene import CANARY, PHONE
from thongsuot.edges.bench.access.undoing import undone
from thongsuot.edges.bench.report import Limit, Report
from thongsuot.kernel.actor import Kind
from thongsuot.plumbing import access, walls
from thongsuot.plumbing.commands import Verb
from thongsuot.work.dossiers import services

DENIED = (401, 403, 404)
FIGURES = (
    "probes",
    "verb_probes",
    "seen_by_right",
    "done_by_right",
    "leaks",
    "verb_leaks",
    "wrong_denials",
    "errors",
)
NOTES = {
    "verb_probes": "verb, person, in the name of an agency, of something real or not",
    "leaks": "shown, told or done for somebody who must not",
    "verb_leaks": "those of them that verbs made",
    "wrong_denials": "refused to somebody who may",
    "routes_without_expectation": "a new route must say who may open it",
    "verbs_without_expectation": "a new verb must say who may do it",
    "seen_by_right": "answers that held the dossier, for those who may see it",
    "done_by_right": "verbs carried out for those who may",
    "tables_without_wall": "tables with personal data whose row-level security is not forced",
    "errors": "answers of 500 and above, and verbs that broke",
    "control_leaks": "the same probes with both walls torn down",
    "control_verb_leaks": "those of them that verbs made",
    "control_unexpected_routes": "a planted route that says nothing",
    "control_unexpected_verbs": "a planted verb that says nothing",
}
ZERO = (
    "leaks",
    "wrong_denials",
    "routes_without_expectation",
    "verbs_without_expectation",
    "tables_without_wall",
    "errors",
)
CONTROLS = (
    "seen_by_right",
    "done_by_right",
    "control_leaks",
    "control_verb_leaks",
    "control_unexpected_routes",
    "control_unexpected_verbs",
)


def run(*, quick: bool = False) -> Report:
    """All probes, then the controls; `quick` tries every third route and verb, and all about the dossier."""
    with undone():
        counts = _probe(quick)
    figures: dict[str, float] = {key: counts[key] for key in FIGURES}
    every, known, bare = list(routes.every()), expectations.every(), walls.missing(_rows)
    silent, speechless = routes.silent(every), expectations.silent(known)
    _tell(counts, [*silent, *speechless], bare)
    figures["routes"] = len(every)
    figures["verbs"] = len(known)
    figures["routes_without_expectation"] = len(silent)
    figures["verbs_without_expectation"] = len(speechless)
    figures["tables_without_wall"] = len(bare)
    planted = replace(every[0], pattern="planted/", kinds=None)
    figures["control_unexpected_routes"] = len(routes.silent([planted]))
    figures["control_unexpected_verbs"] = len(expectations.silent([expectations.PLANTED]))
    with undone(), _no_walls():
        torn = _probe(quick=True)
    figures["control_leaks"], figures["control_verb_leaks"] = torn["leaks"], torn["verb_leaks"]
    limits = (*(Limit(key, "==", 0) for key in ZERO), *(Limit(key, ">", 0) for key in CONTROLS))
    return Report("access", figures, limits, notes=NOTES)


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


@contextmanager
def _no_walls() -> Iterator[None]:
    """The gate lets everybody see everything: what the walls would be worth if they stood on paper only."""
    with patch.object(access, "context_of", lambda actor: ["{}", "{}", "", "", "on", actor.key]):
        yield


def _probe(quick: bool) -> Counter[str]:
    counts: Counter[str] = Counter(dict.fromkeys(FIGURES, 0))
    made = scene.build()
    chosen = [
        r
        for n, r in enumerate(routes.every())
        if r.kinds is not None and (not quick or n % 3 == 0 or r.about_dossier)
    ]
    for person in made.crowd:
        for route in chosen:
            for method in route.methods:
                if method in ("GET", "POST"):
                    _try_route(person, route, method, made.receipt, counts)
    known = expectations.every()
    verbs.probe(
        made, counts, [v for n, v in enumerate(known) if not quick or n % 3 == 0 or _about_dossier(v)]
    )
    return counts


def _about_dossier(verb: Verb) -> bool:
    return bool(expectations.parameters(verb) & set(expectations.OWN_DOSSIER))


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
    if person.actor.kind is Kind.ANONYMOUS:
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
