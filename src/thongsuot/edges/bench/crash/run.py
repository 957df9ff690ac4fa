"""The gate: one run as the platform is, one with acknowledgements that lie, and the figures of both."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from thongsuot.edges.bench import processes, stage
from thongsuot.edges.bench.crash.killing import Killer
from thongsuot.edges.bench.report import Limit, Report
from thongsuot.plumbing.postgres import cluster

CLIENTS = 8
THREADS = 4
NOTES = {
    "intakes": "dossiers acknowledged over HTTP: granian, 2 workers, 8 clients",
    "kills": "kill -9 of every PostgreSQL process at once, at random moments",
    "lost": "acknowledged, and not in the database",
    "double_codes": "one code given twice, or one idempotency key answered with two codes",
    "double_dossiers": "dossiers in the database beyond one for each key",
    "gaps": "numbers missing from an agency's series of the day",
    "without_journal": "dossiers without their row in the journal",
    "without_job": "dossiers whose event has no job",
    "refused": "answers that were neither 201 nor a passing 503",
    "recovery_s": "longest time from a kill to the next acknowledgement",
    "control_lost": "the same with synchronous_commit = off: must lose, or the gate sees nothing",
}


def run(*, quick: bool = False) -> Report:
    """20,000 intakes and 25 kills (quick: 300 and 2); the control has a tenth of the intakes."""
    wanted, kills = (300, 2) if quick else (20_000, 25)
    place = stage.enter(name="crash")
    try:
        return _measure(place, wanted, kills)
    finally:
        cluster.stop(place.home)


def _measure(place: stage.Place, wanted: int, kills: int) -> Report:
    # What imports models comes after the stage has chosen the home.
    from thongsuot.edges.bench.crash import control, verdict
    from thongsuot.edges.bench.intake import http

    made = http.bodies(place.authority_code, datetime.now(UTC).date())
    control.checkpoint(place.home)  # so that the first recovery replays intakes, not the loading of the packs
    log = place.home / "log" / "web.log"  # the web server complains about every kill, as it should
    with processes.served(workers=2, threads=THREADS, environment=place.environment, log=log) as (_, port):
        began = datetime.now(UTC)
        journal, killer = _round(place, port, made, wanted, kills)
        found = verdict.of(journal, began)
        with control.lying_acknowledgements(place.home):
            began = datetime.now(UTC)
            lied_to, control_killer = _round(place, port, made, max(100, wanted // 10), max(2, kills // 4))
            control_lost = verdict.of(lied_to, began)["lost"]
    figures: dict[str, float] = {
        "intakes": len(journal.codes), "kills": killer.done, **found, "refused": len(journal.refused),
        "recovery_s": max(journal.pauses(killer.moments), default=0.0),
        "control_intakes": len(lied_to.codes), "control_kills": control_killer.done, "control_lost": control_lost,
    }  # fmt: skip
    return Report("crash", figures, _limits(wanted, kills), notes=NOTES)


def _round(place: stage.Place, port: int, made: list[bytes], wanted: int, kills: int) -> tuple[Any, Killer]:
    """`wanted` intakes during which the database dies `kills` times."""
    from thongsuot.edges.bench.crash import clients

    journal = clients.Journal(wanted)
    killer = Killer(place.home, journal.count, wanted, kills)
    threads: list[Any] = [clients.Client(port, place.token, made, journal, n) for n in range(CLIENTS)]
    start: list[Callable[[], None]] = [t.start for t in threads]
    killer.start()
    for one in start:
        one()
    for thread in threads:
        thread.join()
    killer.is_over.set()
    killer.join()
    killer.complain()
    for status, answer in journal.refused[:3]:
        sys.stderr.write(f"refused: {status} {answer}\n")
    return journal, killer


def _limits(wanted: int, kills: int) -> tuple[Limit, ...]:
    return (
        Limit("intakes", ">=", wanted),
        Limit("kills", ">=", kills),
        *(Limit(name, "==", 0) for name in (
            "lost", "double_codes", "double_dossiers", "gaps", "without_journal", "without_job", "refused")),
        Limit("recovery_s", "<=", 15),
        Limit("control_lost", ">", 0),
    )  # fmt: skip
