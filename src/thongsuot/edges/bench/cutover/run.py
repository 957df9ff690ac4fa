"""The measurement: preview, switch and undo under a steady load, against a plain UPDATE of the same rows."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from thongsuot.edges.bench import stage
from thongsuot.edges.bench.report import Limit, Report
from thongsuot.edges.packs import provinces
from thongsuot.plumbing.postgres import cluster

RATE = 50
SIZES = ((100_000, 100_000), (1_000_000, 100_000), (5_000_000, 100_000))  # closed, open
QUICK = ((20_000, 2_000),)
SECOND = ((1_000_000, 100_000),)  # of a bigger province, many of whose communes are split
NOTES = {
    "communes": "old communes whose agencies end", "districts": "old districts whose agencies end",
    "preview_s": "everything that would move, counted and digested, with what stands in the way",
    "activate_s": "the whole switch, from the first lock to the commit",
    "check_s": "part of it: the audit's look at every dossier before and after",
    "standstill_s": "part of it: from asking intake to wait until just before the commit",
    "plain_update_s": "one UPDATE of the same rows by a table of agencies, under the same load, its keys checked",
    "ratio_to_update": "the switch against that UPDATE",
    "undo_s": "everything back",
    "undo_differences": "dossiers not as before the switch, byte for byte but for their number of steps",
    "longest_stall_s": "the longest that anybody at a counter waited for the receipt, from his turn on",
    "refused": "filings that were not received", "lost": "receipts given whose dossier is not there",
    "at_ended": "open dossiers at an agency that ended",
    "growth": "the longest of the activations of all sizes against the shortest",
    "split": "old communes that went to more than one new one", "by_part": "dossiers that a part of those leads on",
    "sum_differs": "open dossiers before, against those after without the new",
}  # fmt: skip
# The same rows as a switch moves, by the barest statement that could do it.
PLAIN = """update dossier d set competent_agency_id = coalesce(c.n, d.competent_agency_id),
  holder_agency_id = coalesce(h.n, d.holder_agency_id)
from dossier e left join way c on c.o = e.competent_agency_id left join way h on h.o = e.holder_agency_id
where d.id = e.id and e.is_open and (c.o is not null or h.o is not null)"""
PRINTS = """select d.id::text, md5((to_jsonb(d) - array['steps'])::text) from dossier d
where d.code like 'SIM-%' and d.is_open"""


def run(*, quick: bool = False) -> Report:
    """Quick: 20,000 closed and 2,000 open dossiers; else 100,000 open ones with 0.1, 1 and 5 million closed.

    Figures without a name are those of the first province's last size; THONGSUOT_PACK and THONGSUOT_SECOND_PACK say
    which provinces. Each is measured by a process of its own, in a home of its own.
    """
    figures: dict[str, float] = {}
    first = provinces.default()
    second = "" if quick else os.environ.get("THONGSUOT_SECOND_PACK") or provinces.beside(first)[-1]
    for closed, opened in QUICK if quick else SIZES:
        met = _apart(first, closed, opened)
        figures |= met
        for name in ("activate_s", "undo_s", "longest_stall_s"):
            figures[f"{name[:-2]}_at_{closed}_s"] = met[name]
    for closed, opened in SECOND if second else ():
        met = _apart(second, closed, opened)
        figures |= {f"{second}_{name}": value for name, value in met.items()}
    return Report("cutover", figures, _limits(figures, second or None), notes=NOTES)


def _apart(pack: str, closed: int, opened: int) -> dict[str, float]:
    words = [sys.executable, "-m", "thongsuot.edges.bench.cutover.run", pack, str(closed), str(opened)]
    done = subprocess.run(words, stdout=subprocess.PIPE, check=True, text=True)
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def main(pack: str, closed: str, opened: str) -> None:
    """Measure one province at one size; the last line on standard output is a JSON object of the figures."""
    place = stage.enter(name=f"cutover-{pack}", pack=pack)
    try:
        sys.stdout.write(json.dumps(_measure(place, int(closed), int(opened))) + "\n")
    finally:
        cluster.stop(place.home)


@dataclass(slots=True)
class Answers:
    """What the citizens were told."""

    lines: list[dict[str, Any]] = field(default_factory=list)

    @property
    def codes(self) -> list[str]:
        return [line["code"] for line in self.lines if "code" in line]

    @property
    def refused(self) -> list[str]:
        return [line["error"] for line in self.lines if "error" in line]


@contextmanager
def filing(place: stage.Place, old_centres: list[int]) -> Iterator[Answers]:
    """Citizens file while the block runs; what they were told is there afterwards."""
    found = Answers()
    with tempfile.TemporaryDirectory() as folder:
        journal = Path(folder) / "journal"
        words = [
            sys.executable,
            "-m",
            "thongsuot.edges.bench.cutover.load",
            str(RATE),
            str(journal),
            json.dumps(old_centres),
        ]
        with subprocess.Popen(
            words, env={**os.environ, **place.environment}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:  # fmt: skip
            assert process.stdout is not None
            assert process.stdin is not None
            process.stdout.readline()
            time.sleep(2)
            try:
                yield found
                time.sleep(1)
            finally:
                process.stdin.close()
                process.wait(60)
        found.lines += [json.loads(line) for line in journal.read_text().splitlines()]


def _server() -> psycopg.Connection[tuple[Any, ...]]:
    from django.db import connection

    connection.ensure_connection()
    given = connection.get_connection_params()
    known = {k: given[k] for k in ("dbname", "user", "password", "host", "port", "passfile") if given.get(k)}
    return psycopg.connect(**known)


def _measure(place: stage.Place, closed: int, opened: int) -> dict[str, float]:
    from thongsuot.edges.bench.cutover import scene as scenes
    from thongsuot.kernel.actor import SYSTEM
    from thongsuot.kernel.dates import local_day
    from thongsuot.plumbing import reference
    from thongsuot.transition.reorganisation import services

    server = _server()
    reference.forget()
    scene = scenes.build(server, local_day(datetime.now(UTC)))
    reference.forget()
    _put_back(scene.authority_id, scene.agency_id)
    scenes.fill(server, scene, closed=closed, opened=opened, tell=_tell)
    lines = scene.lines()
    before = dict(server.execute(PRINTS).fetchall())
    total = _number(server, "select count(*) from dossier where is_open")
    given: dict[str, Any] = {"actor": SYSTEM, "agency_id": scene.agency_id}
    plan = services.make_plan(**given, now=datetime.now(UTC), name="Chuyển đổi", day=scene.day, lines=lines)
    given["plan_id"] = plan
    with filing(place, [old.centre_id for old in scene.communes]) as answers:
        plain = _plain_update(server, lines)  # while citizens file, as the switch has to be carried out
        preview_s, shown = _timed(lambda: services.preview(**given, now=datetime.now(UTC)))
        activate_s, done = _timed(lambda: services.activate(**given, now=datetime.now(UTC)))
        services.settle(actor=SYSTEM, now=datetime.now(UTC), plan_id=plan)
        time.sleep(2)
    figures = _figures(server, lines, answers, total)
    undo_s, undone = _timed(lambda: services.undo(**given, now=datetime.now(UTC)))
    after = dict(server.execute(PRINTS).fetchall())
    return {
        "closed": closed, "open": opened, "communes": len(scene.communes), "districts": len(scene.districts),
        "split": sum(len(old.new_ids) > 1 for old in scene.communes), "by_part": sum(a.by_part for a in shown.agencies),
        "moved": done.moved, "arrived_during": done.arrived, "blockers": len(shown.blockers),
        "preview_s": preview_s, "activate_s": activate_s, "check_s": done.seconds["check"] + done.seconds["hold"],
        **{f"part_{name}_s": seconds for name, seconds in done.seconds.items()},
        "standstill_s": done.seconds["standstill"], "plain_update_s": plain, "ratio_to_update": activate_s / plain,
        **figures, "undo_s": undo_s, "undone": undone.moved,
        "undo_differences": sum(after.get(id_) != print_ for id_, print_ in before.items()),
    }  # fmt: skip


def _tell(said: str) -> None:
    sys.stderr.write(f"{said}\n")


def _put_back(authority_id: int, agency_id: int) -> None:
    """A run that broke off may have left a plan carried out."""
    from thongsuot.kernel.actor import SYSTEM
    from thongsuot.transition.reorganisation import queries, services

    for plan in queries.plans(viewer=SYSTEM, authority_id=authority_id):
        if plan.state.value == "activated":
            services.undo(actor=SYSTEM, now=datetime.now(UTC), agency_id=agency_id, plan_id=plan.id)


def _plain_update(server: psycopg.Connection[tuple[Any, ...]], lines: list[Any]) -> float:
    server.execute("select set_config('ts.system', 'on', true), set_config('ts.rehousing', 'on', true)")
    server.execute("create temp table way (o bigint primary key, n bigint) on commit drop")
    for line in lines:
        server.execute(
            "insert into way values (%s, %s) on conflict do nothing", [line.old_agency_id, line.new_agency_id]
        )
    server.execute("analyze way")
    # With the foreign keys that a commit would check: the switch has paid for its own before it lets intake wait.
    seconds, _ = _timed(lambda: (server.execute(PLAIN), server.execute("set constraints all immediate")))
    server.rollback()
    server.execute("select set_config('ts.system', 'on', false)")
    server.commit()
    return seconds


def _figures(
    server: psycopg.Connection[tuple[Any, ...]], lines: list[Any], answers: Answers, total: int
) -> dict[str, float]:
    codes, ended = answers.codes, [line.old_agency_id for line in lines if line.ends]
    for said in answers.refused[:3]:
        sys.stderr.write(f"refused: {said}\n")
    there = _number(server, "select count(*) from dossier where code = any(%s)", codes)
    now = _number(server, "select count(*) from dossier where is_open and not code = any(%s)", codes)
    at_ended = _number(
        server,
        "select count(*) from dossier where is_open and (holder_agency_id = any(%s) or competent_agency_id = any(%s))",
        ended, ended,
    )  # fmt: skip
    server.commit()
    span = max(line["at"] for line in answers.lines) - min(line["at"] for line in answers.lines)
    return {
        "intakes": len(codes), "intakes_per_s": len(codes) / span, "refused": len(answers.refused),
        "longest_stall_s": max(line["took"] for line in answers.lines), "lost": len(set(codes)) - there,
        "double_codes": len(codes) - len(set(codes)), "at_ended": at_ended, "sum_differs": abs(now - total),
    }  # fmt: skip


def _number(server: psycopg.Connection[tuple[Any, ...]], sql: str, *params: Any) -> int:
    row = server.execute(sql, params or None).fetchone()
    assert row is not None
    return int(row[0])


def _timed(act: Any) -> tuple[float, Any]:
    began = time.perf_counter()
    found = act()
    return time.perf_counter() - began, found


def _limits(figures: dict[str, float], second: str | None) -> tuple[Limit, ...]:
    """For each province; `second` is None where only the first was measured, small: then a ratio says little."""
    limits = list(_of_province(""))
    if second is not None:
        limits += [
            *_of_province(f"{second}_"),
            Limit("ratio_to_update", "<=", 3),
            Limit(f"{second}_ratio_to_update", "<=", 3),
        ]
        sizes = [figures[f"activate_at_{closed}_s"] for closed, _ in SIZES]
        figures["growth"] = max(sizes) / min(sizes)
        limits.append(Limit("growth", "<=", 1.1))
    return tuple(limits)


def _of_province(which: str) -> tuple[Limit, ...]:
    zero = ("refused", "lost", "double_codes", "at_ended", "sum_differs", "undo_differences", "blockers")
    return (
        *(Limit(which + name, "==", 0) for name in zero),
        Limit(f"{which}moved", ">", 0),
        Limit(f"{which}arrived_during", ">=", 0),
        Limit(f"{which}intakes_per_s", ">=", RATE * 0.9),
        Limit(f"{which}activate_s", "<=", 60),
        Limit(f"{which}longest_stall_s", "<=", 1),
        Limit(f"{which}standstill_s", "<=", 1),
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
