"""Codes and ids that exist, by the names of the fields that take them: made by calls, so that calls find them."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client

WORDS: dict[str, list[Any]] = {
    "act": [
        "take",
        "assign",
        "forward",
        "ask-for-more",
        "supplement",
        "extend",
        "decide",
        "withdraw",
        "stop",
        "correct-applicant",
    ],
    "q": ["khai sinh", "phường phú bài", "1.001193"],
    "wish": ["start", "pause", "resume", "drop", "undo"],
    "number": [1, 2],
    "channel": ["DIRECT", "ONLINE"],
    "method": ["cash", "bank"],
}


@dataclass(frozen=True, slots=True)
class Scene:
    """Who calls, by tokens, and what there is to be found by them."""

    tokens: tuple[str, ...]
    facts: dict[str, list[Any]]


class Caller(Client):
    """A program that makes what others will find; what is refused to it is not there."""

    def __init__(self, token: str) -> None:
        super().__init__(headers={"Authorization": f"Bearer {token}", "Host": "localhost"})

    def made(self, address: str, body: dict[str, Any]) -> dict[str, Any]:
        """The answer, empty when it was refused."""
        answer = self.post(f"/api/v1/{address}", body, content_type="application/json")
        found: dict[str, Any] = answer.json() if answer.status_code < 300 else {}
        return found


def scene(authority_code: str, token: str) -> Scene:
    """The province's program and the officers of two communes, with things of theirs to call about."""
    from thongsuot.edges.bench.intake import filings, http

    day = datetime.now(UTC).date()
    desks = [desk.agency_id for desk in filings.desks(day)[:2]]
    bodies = [json.loads(body) for body in http.bodies(authority_code, day)[:50]]
    found = {
        name: [body[name] for body in bodies] for name in ("procedure_code", "territory_code", "applicant")
    }
    staff = [_staff(desk) for desk in desks]
    agencies = [*desks, *(committee for committee, _ in staff)]
    facts = {
        **WORDS, **found, "procedure": found["procedure_code"], "agency_id": agencies, "agency_ids": agencies,
        "to_agency_id": agencies, "to_agency": agencies, "agencies": agencies, "day": [day.isoformat()],
        "from_day": [day.isoformat()], "to_day": [day.isoformat()],
        "expected": [(day + timedelta(days=2)).isoformat()],
    }  # fmt: skip
    here = staff[0][1]
    made = [_made(here, desks, bodies[0]) for _ in range(6)]
    for name in {name for one in made for name in one}:
        facts[name] = [value for one in made for value in one.get(name, ())]
    facts["code"] = [*facts.get("codes", ()), *facts.get("bag", ()), *found["territory_code"][:5]]
    tokens = (token, *(one for _, known in staff for one in known.values()), _token("tinh"))
    return Scene(tokens, facts)


def _staff(desk: int) -> tuple[int, dict[str, str]]:
    """The committee over a counter, and a token of each of its demo officers by role."""
    from thongsuot.edges.bench.access import people
    from thongsuot.registers.units import queries as units

    centre = units.agency(agency_id=desk)
    assert centre is not None
    assert centre.parent_id is not None
    return centre.parent_id, {
        role: _token(name) for role, name in sorted(people.officers_at(centre.parent_id).items())
    }


def _token(username: str) -> str:
    from thongsuot.edges.bench.access import people

    return people.bearer(username, name="", relation="", sees=True).headers["Authorization"].split()[1]


def _made(staff: dict[str, str], desks: list[int], filing: dict[str, Any]) -> dict[str, list[Any]]:
    """One dossier of the first counter with money, a bag and a run about it; ids by the fields that take them."""
    here, there = desks
    counter, head = Caller(staff["counter"]), Caller(staff["head"])
    receipt = counter.made("dossiers", {**filing, "agency_id": here})
    code, id_ = receipt["code"], receipt["id"]
    charge = {"key": "x", "kind": "SERVICE_FEE", "vnd": 5_000, "ground": "NQ"}
    counter.made(f"dossiers/{code}/fees/assess", {"agency_id": here, "charges": [charge]})
    paid = counter.made(f"dossiers/{code}/fees/collect", {"agency_id": here, "vnd": 1_000})
    expected = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    body = {"agency_id": here, "to_agency_id": there, "codes": [code], "expected": expected}
    bag = counter.made("bags", body)
    runs = [
        found["run"]
        for caller, deed in ((counter, "forward"), (head, "take"))
        if (found := caller.made("runs", {"deed": deed, "choice": {"dossier_ids": [id_]}}))
    ]
    return {
        "codes": [code], "dossier_id": [id_], "dossier_ids": [id_],
        "bag": [bag["slip"]["code"]] if bag else [],
        "transfer_id": [one["id"] for one in paid.get("transfers", ()) if one["number"]],
        "run_id": [run["id"] for run in runs], "digest": [run["digest"] for run in runs],
    }  # fmt: skip
