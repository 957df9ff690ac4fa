"""`thongsuot gate fuzz`: calls made up from the API's own description, good ones and bad ones; none may break anything.

Every answer is held against the description: no 5xx, no answer of another shape, nothing accepted that the description
forbids. Half of the calls carry codes and ids of the province in their fields, so that they come past the first check.

Controls: one address that fails and one that answers in another shape must be found.
"""

import io
import json
import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from thongsuot.edges.bench import stage
from thongsuot.edges.bench.report import Limit, Report

CASES, QUICK_CASES, CONTROL_CASES = 100_000, 600, 120
SEED = 20251123
DESCRIPTION = "/api/v1/openapi.json"
NOTES = {
    "cases": "calls, spread evenly over the operations; two thirds obey the description, one third does not",
    "operations": "calls that the description names",
    "errors": "answers 5xx",
    "mismatches": "answers whose status, type or shape the description does not know",
    "negative_accepted": "calls against the description that were accepted as if they obeyed it",
    "succeeded": "calls that were carried out or answered (2xx)",
    "control_errors": "of a planted address that fails, seen",
    "control_mismatches": "of a planted answer of another shape, seen",
}
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass(slots=True)
class Tally:
    """What became of the calls; `examples` keeps the first of each kind of failure."""

    cases: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    examples: dict[tuple[str, str], str] = field(default_factory=dict)

    def fail(self, kind: str, where: str, said: str) -> None:
        """Count a failure and keep its first example."""
        self.failures[kind] += 1
        self.examples.setdefault((kind, where), said[:600])


def run(*, quick: bool = False) -> Report:
    """100,000 calls (600 when quick) within this process, seeded, then the controls."""
    place = stage.province()
    from thongsuot.plumbing.wsgi import application

    tally, operations = _played(application, place, QUICK_CASES if quick else CASES)
    control, _ = _played(_broken(application), place, CONTROL_CASES, only=("/units", "/points"))
    for (kind, where), said in sorted(tally.examples.items()):
        print(f"{kind} {where}\n  {said}")
    figures: dict[str, float] = {
        "cases": tally.cases,
        "operations": operations,
        "errors": tally.failures["error"],
        "mismatches": tally.failures["mismatch"],
        "negative_accepted": tally.failures["accepted"],
        "succeeded": sum(n for status, n in tally.statuses.items() if status < 300),
        "control_errors": control.failures["error"],
        "control_mismatches": control.failures["mismatch"],
    }
    zero = ("errors", "mismatches", "negative_accepted")
    seen = ("succeeded", "control_errors", "control_mismatches")
    limits = [Limit("cases", ">=", QUICK_CASES if quick else CASES)]
    limits += [Limit(name, "==", 0) for name in zero] + [Limit(name, ">", 0) for name in seen]
    return Report("fuzz", figures, tuple(limits), notes=NOTES)


def _played(
    application: Wsgi, place: stage.Place, cases: int, only: tuple[str, ...] = ()
) -> tuple[Tally, int]:
    """At least `cases` calls, the same number to each operation (whose path ends in one of `only`)."""
    import schemathesis
    from schemathesis import GenerationMode

    described = schemathesis.openapi.from_wsgi(DESCRIPTION, _without_keys(application))
    named: list[Any] = [found.ok() for found in described.get_all_operations()]  # type: ignore[union-attr]
    operations = [one for one in named if not only or one.path.endswith(only)]
    tally, rnd, facts = Tally(), random.Random(SEED), _facts(place)
    share = -(-cases // len(operations))
    for operation in operations:
        bad = share // 3
        for mode, count in ((GenerationMode.POSITIVE, share - bad), (GenerationMode.NEGATIVE, bad)):
            _play(operation, mode, count, tally, rnd, facts, place.token)
    return tally, len(operations)


def _play(
    operation: Any, mode: Any, count: int, tally: Tally, rnd: random.Random, facts: dict[str, list[Any]], token: str
) -> None:  # fmt: skip
    from hypothesis import HealthCheck, Phase, given, seed, settings
    from hypothesis.errors import Unsatisfiable
    from schemathesis import GenerationMode

    is_bad = mode == GenerationMode.NEGATIVE
    before = tally.cases

    @seed(SEED)
    @settings(
        max_examples=count, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck), derandomize=False,
    )  # fmt: skip
    @given(operation.as_strategy(generation_mode=mode))
    def call(case: Any) -> None:
        if not is_bad and rnd.random() < 0.5:
            _lifelike(case, rnd, facts)
        _ask(case, tally, token, is_bad=is_bad)

    while tally.cases - before < count:
        had = tally.cases
        try:
            call()
        except Unsatisfiable:  # nothing can be wrong with a call that takes no words
            tally.cases = before + count
        if tally.cases - had < count // 10:  # few ways to call it: they were all tried
            tally.cases = max(tally.cases, before + count)


def _ask(case: Any, tally: Tally, token: str, *, is_bad: bool) -> None:
    from schemathesis.core.failures import Failure, FailureGroup
    from schemathesis.specs.openapi import checks

    tally.cases += 1
    headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}
    response = case.call(headers=headers)
    tally.statuses[response.status_code] += 1
    where = case.operation.label
    if response.status_code >= 500:
        tally.fail("error", where, f"{response.status_code} {_said(case)}")
        return
    shapes = [
        checks.status_code_conformance, checks.content_type_conformance, checks.response_schema_conformance,
        checks.response_headers_conformance,
    ]  # fmt: skip
    for kind, wanted in (
        ("mismatch", shapes),
        ("accepted", [checks.negative_data_rejection] if is_bad else []),
    ):
        if not wanted:
            continue
        try:
            case.validate_response(response, checks=wanted, headers=headers)
        except (Failure, FailureGroup) as error:
            found = error.exceptions if isinstance(error, FailureGroup) else [error]
            tally.fail(kind, where, f"{response.status_code} {found[0]} {_said(case)}")


def _said(case: Any) -> str:
    return f"{case.method} {case.formatted_path} {case.query!r:.200} {case.body!r:.200}"


def _facts(place: stage.Place) -> dict[str, list[Any]]:
    """Codes and ids that exist, by the names of the fields that take them."""
    from thongsuot.edges.bench.intake import filings, http
    from thongsuot.kernel.actor import SYSTEM
    from thongsuot.work.dossiers import queries

    day = datetime.now(UTC).date()
    desks = filings.desks(day)
    bodies = [json.loads(body) for body in http.bodies(place.authority_code, day)[:50]]
    rows = queries.worklist(viewer=SYSTEM, agency_ids=[desk.agency_id for desk in desks[:5]]).rows
    return {
        "agency_id": [desk.agency_id for desk in desks],
        "procedure_code": [body["procedure_code"] for body in bodies],
        "procedure": [body["procedure_code"] for body in bodies],
        "territory_code": [body["territory_code"] for body in bodies],
        "applicant": [body["applicant"] for body in bodies],
        "code": [row.code for row in rows] + [body["territory_code"] for body in bodies],
        "act": ["take", "assign", "forward", "ask-for-more", "supplement", "extend", "decide", "withdraw", "stop"],
        "q": ["khai sinh", "phường phú bài", "1.001193"],
    }  # fmt: skip


def _lifelike(case: Any, rnd: random.Random, facts: dict[str, list[Any]]) -> None:
    """Put what exists into the fields that ask for it."""
    for container in (case.path_parameters, case.query, case.body):
        if not isinstance(container, dict):
            continue
        for name in container:
            if name in facts and rnd.random() < 0.8:
                value = rnd.choice(facts[name])
                container[name] = [value] if isinstance(container[name], list) else value


def _without_keys(application: Wsgi) -> Wsgi:
    """The same, but its description asks for no key: else keys would be made up, and nothing be opened."""

    def serve(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != DESCRIPTION:
            return application(environ, start)
        found = json.loads(b"".join(application(environ, start)))
        for methods in found["paths"].values():
            for operation in methods.values():
                operation.pop("security", None)
        return [json.dumps(found).encode()]

    return serve


def _broken(application: Wsgi) -> Wsgi:
    """The application with two planted faults: points fail, units answer in another shape."""

    def serve(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/api/v1/points":
            start("500 Internal Server Error", [("Content-Type", "application/problem+json")])
            return [b"{}"]
        if path == "/api/v1/units":
            start("200 OK", [("Content-Type", "application/json")])
            return io.BytesIO(b'{"outcome": 5}')
        return application(environ, start)

    return serve
