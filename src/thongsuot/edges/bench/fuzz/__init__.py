"""`thongsuot gate fuzz`: calls made up from the API's own description, good ones and bad ones; none may break anything.

Every answer is held against the description: no 5xx, no answer of another shape, nothing accepted that the description
forbids. Calls that obey it are made again with codes and ids of the province in their fields, by one officer or another,
so that they come past the first check.
The operations are shared out among as many processes as there are processors.

Controls: one address that fails and one that answers in another shape must be found.
"""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from typing import Any

from thongsuot.edges.bench import stage
from thongsuot.edges.bench.fuzz.facts import Scene
from thongsuot.edges.bench.fuzz.playing import Tally, Wsgi, operations_of, played
from thongsuot.edges.bench.report import Limit, Report

CASES, QUICK_CASES, CONTROL_CASES = 100_000, 600, 120
MOST_PROCESSES = 8
NOTES = {
    "cases": "calls, spread evenly over the operations; two thirds obey the description, one third does not",
    "operations": "calls that the description names",
    "processes": "that made the calls at the same time",
    "errors": "answers 5xx",
    "mismatches": "answers whose status, type or shape the description does not know",
    "negative_accepted": "calls against the description that were accepted as if they obeyed it",
    "succeeded": "calls that were carried out or answered (2xx)",
    "control_errors": "of a planted address that fails, seen",
    "control_mismatches": "of a planted answer of another shape, seen",
}


def run(*, quick: bool = False) -> Report:
    """100,000 calls (600 when quick), seeded, then the controls."""
    place = stage.province()
    from thongsuot.plumbing.wsgi import application

    operations = len(operations_of(application))
    processes = 1 if quick else min(os.cpu_count() or 1, MOST_PROCESSES)
    tally = _shared(place, processes, -(-(QUICK_CASES if quick else CASES) // operations))
    control = _control(application, place.token)
    for (kind, where), said in sorted(tally.examples.items()):
        print(f"{kind} {where}\n  {said}")
    figures: dict[str, float] = {
        "cases": tally.cases,
        "operations": operations,
        "processes": processes,
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


def _shared(place: stage.Place, processes: int, share: int) -> Tally:
    """`share` calls to each operation, each process with its own operations."""
    command = [sys.executable, "-m", "thongsuot.edges.bench.fuzz.worker"]
    crew = []
    for nth in range(processes):
        told = {"nth": nth, "of": processes, "share": share, "authority_code": place.authority_code}
        one = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert one.stdin is not None
        one.stdin.write(json.dumps({**told, "token": place.token}))
        one.stdin.close()
        crew.append(one)
    tally = Tally()
    for one in crew:
        assert one.stdout is not None
        said = one.stdout.read()
        if one.wait() != 0:
            raise RuntimeError(f"a process of the gate ended with {one.returncode}")
        tally.take(json.loads(said.splitlines()[-1]))
    return tally


def _control(application: Wsgi, token: str) -> Tally:
    operations = operations_of(_broken(application), ("/units", "/points"))
    return played(operations, -(-CONTROL_CASES // len(operations)), Scene((token,), {}))


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
