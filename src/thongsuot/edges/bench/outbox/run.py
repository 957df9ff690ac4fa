"""The gate's figures and limits."""

from datetime import timedelta

from thongsuot.edges.bench import lots, stage
from thongsuot.edges.bench.report import Limit, Report
from thongsuot.edges.packs import provinces
from thongsuot.plumbing.postgres import cluster

AWAY_S = (0, 60, 300, 3_600, 72 * 3_600)
NOTES = {
    "jobs": "events spread and heard while workers were killed",
    "kills": "kill -9 of a worker while it held a job",
    "cut": "jobs that the killed were at",
    "killed_lost": "messages that never had their effect",
    "killed_doubled": "message ids with more than one effect",
    "killed_out_of_order": "dossiers that were told in another order than they went",
    "stuck": "jobs still with a dead worker after two heartbeats and one round of the reaper",
    "longest_held_s": "the longest that a job stayed with a worker after its death",
    "left": "jobs that nobody did",
    "away_lost": "the same with a receiver that was away 0 s to 72 h, failing in five ways",
    "away_repeated": "deliveries under an id that the receiver had already",
    "drained_s": "the longest from the return until everything was through",
    "backlog": "messages that waited for the return after 72 h",
    "per_s": "messages a second after the return",
    "control_unreaped": "the same without reaper: messages lost and jobs never done",
    "control_capped": "the same with five attempts a message: messages lost",
}


def run(*, quick: bool = False) -> Report:
    """10,000 jobs and 50 kills, 100 dossiers for each absence; quick: 150 jobs and 3 kills, 4 dossiers."""
    home = stage.enter_many(name="outbox", packs=(provinces.default(),))
    try:
        with lots.copies(2) as (name, other):
            from thongsuot.edges.bench.outbox import scene

            with scene.portal(slow_s=0.0) as server:
                lots.move_to(name)
                figures = _figures(server, name, quick)
            with scene.portal() as server:
                lots.move_to(other)
                figures["control_unreaped"] = _unreaped(server, other)
            _leave()
    finally:
        cluster.stop(home)
    zero = ("killed_lost", "killed_doubled", "killed_strange", "killed_out_of_order", "stuck", "left")
    away = ("away_lost", "away_doubled", "away_strange", "away_out_of_order")
    limits = (
        *(Limit(key, "==", 0) for key in (*zero, *away)),
        Limit("kills", ">=", 3 if quick else 50), Limit("cut", ">=", 3 if quick else 50),
        Limit("jobs", ">=", 150 if quick else 10_000), Limit("drained_s", "<=", 600),
        Limit("away_repeated", ">", 0), Limit("backlog", ">", 0),
        Limit("control_unreaped", ">", 0), Limit("control_capped", ">", 0),
    )  # fmt: skip
    return Report("outbox", figures, limits, notes=NOTES)


def _figures(server: object, name: str, quick: bool) -> dict[str, float]:
    from thongsuot.edges.bench import doubles
    from thongsuot.edges.bench.outbox import killing, scene, waiting
    from thongsuot.edges.exchange.national_portal import simulator

    assert isinstance(server, simulator.Server)
    ring = doubles.ring_of()
    jobs = 150 if quick else 10_000
    killed = killing.measure(
        ring, server, name, events=-(-jobs // scene.jobs_of_event()), kills=3 if quick else 50
    )
    count = 4 if quick else 100
    waited = [
        waiting.measure(ring, server, away=timedelta(seconds=seconds), dossiers=count) for seconds in AWAY_S
    ]
    capped = waiting.measure(ring, server, away=timedelta(hours=1), dossiers=4, is_capped=True)
    one = killed.verdict
    return {
        "jobs": killed.events * scene.jobs_of_event(), "kills": killed.kills, "cut": killed.cut,
        "killed_effects": one.effects, "killed_lost": one.lost, "killed_doubled": one.doubled, "killed_strange": one.strange,
        "killed_out_of_order": one.out_of_order, "killed_repeated": one.repeated, "stuck": killed.stuck,
        "longest_held_s": killed.held_s, "left": killed.left, "killed_seconds": killed.seconds,
        "away_effects": sum(w.verdict.effects for w in waited), "away_lost": sum(w.verdict.lost for w in waited),
        "away_doubled": sum(w.verdict.doubled for w in waited),
        "away_strange": sum(w.verdict.strange for w in waited),
        "away_out_of_order": sum(w.verdict.out_of_order for w in waited),
        "away_repeated": sum(w.verdict.repeated for w in waited), "drained_s": max(w.drained_s for w in waited),
        "backlog": waited[-1].backlog, "per_s": waited[-1].per_s, "control_capped": capped.verdict.lost,
    }  # fmt: skip


def _unreaped(server: object, name: str) -> float:
    """Messages lost and jobs never done when nobody gives back what a dead worker held."""
    from thongsuot.edges.bench import doubles
    from thongsuot.edges.bench.outbox import killing
    from thongsuot.edges.exchange.national_portal import simulator

    assert isinstance(server, simulator.Server)
    ring = doubles.ring_of()
    found = killing.measure(ring, server, name, events=100, kills=6, is_control=True)
    return float(found.verdict.lost + found.left)


def _leave() -> None:
    from django.db import connection

    connection.close()
