"""Making up calls from the description and holding the answers against it."""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from thongsuot.edges.bench.fuzz.facts import Scene

SEED = 20251123
ALIKE = 2  # calls with what exists in their fields, beside each that was made up
DESCRIPTION = "/api/v1/openapi.json"
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

    def as_json(self) -> dict[str, Any]:
        """As one process tells it to another; `take` adds it up there."""
        said = [[*key, text] for key, text in self.examples.items()]
        return {
            "cases": self.cases,
            "statuses": dict(self.statuses),
            "failures": dict(self.failures),
            "said": said,
        }

    def take(self, told: dict[str, Any]) -> None:
        """Add what another process counted."""
        self.cases += told["cases"]
        self.statuses.update({int(status): n for status, n in told["statuses"].items()})
        self.failures.update(told["failures"])
        for kind, where, text in told["said"]:
            self.examples.setdefault((kind, where), text)


def operations_of(application: Wsgi, only: Sequence[str] = ()) -> list[Any]:
    """What the description names, in its order; only those whose path ends in one of `only`, if there are any."""
    import schemathesis

    described = schemathesis.openapi.from_wsgi(DESCRIPTION, _without_keys(application))
    named: list[Any] = [found.ok() for found in described.get_all_operations()]  # type: ignore[union-attr]
    return [one for one in named if not only or one.path.endswith(tuple(only))]


def played(operations: Sequence[Any], share: int, scene: Scene) -> Tally:
    """`share` calls to each operation: two thirds obey the description, one third does not."""
    from schemathesis import GenerationMode

    tally, rnd = Tally(), random.Random(SEED)
    for operation in operations:
        bad = share // 3
        for mode, count in ((GenerationMode.POSITIVE, share - bad), (GenerationMode.NEGATIVE, bad)):
            _play(operation, mode, count, tally, rnd, scene)
    return tally


def _play(operation: Any, mode: Any, count: int, tally: Tally, rnd: random.Random, scene: Scene) -> None:
    from hypothesis import HealthCheck, Phase, given, seed, settings
    from hypothesis.errors import Unsatisfiable
    from schemathesis import GenerationMode

    is_bad = mode == GenerationMode.NEGATIVE
    before = tally.cases

    @seed(SEED)
    @settings(
        max_examples=count if is_bad else -(-count // (1 + ALIKE)), database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck), derandomize=False,
    )  # fmt: skip
    @given(operation.as_strategy(generation_mode=mode))
    def call(case: Any) -> None:
        _ask(case, tally, rnd.choice(scene.tokens), is_bad=is_bad)
        for _ in range(0 if is_bad else ALIKE):  # making a call up costs more than making the call
            changed = sum(
                _lifelike(container, rnd, scene.facts)
                for container in (case.path_parameters, case.query, case.body)
            )
            if changed:
                _ask(case, tally, rnd.choice(scene.tokens), is_bad=False)

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


def _lifelike(given: Any, rnd: random.Random, facts: dict[str, list[Any]]) -> int:
    """Put what exists into the fields that ask for it, at any depth; how many."""
    if isinstance(given, list):
        return sum(_lifelike(one, rnd, facts) for one in given)
    if not isinstance(given, dict):
        return 0
    count = 0
    for name, was in given.items():
        if facts.get(name) and rnd.random() < 0.8:
            value = rnd.choice(facts[name])
            given[name] = [value] if isinstance(was, list) else value
            count += 1
        else:
            count += _lifelike(was, rnd, facts)
    return count


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
