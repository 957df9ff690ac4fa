"""`bench addresses`: every old ward of the official table, written in eleven ways, ours and PyPI's in one run.

Truth is the table, noise and judgement know nothing of the matcher. Speeds are of one core: processor time.
"""

import csv
import os
import random
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from thongsuot.edges.bench.addresses import judging, noise, rival
from thongsuot.edges.bench.addresses.judging import Said
from thongsuot.edges.bench.addresses.noise import CLASSES, Old
from thongsuot.edges.bench.report import Limit, Report
from thongsuot.edges.packs import places, provinces
from thongsuot.plumbing.postgres.places import home
from thongsuot.registers.addresses import rules

SEED, DAY = 20250701, date(2025, 7, 1)
TYPOS = "typos"
STARTS = 15
SLICE = 250  # addresses; the median slice counts, so that a busy neighbour counts for little
ONE = "P. Bến Nghé, Q.1, TP HCM"
MEANINGS = {
    "unique": "one unit, the right one",
    "candidates": "the right ones among the first five",
    "wrong": "sure, and wrong",
    "right": "unique or among the first five",
    "unknown": "no answer, or not the right one among the candidates",
    "per_s": "addresses a second of processor time, by the median slice",
}
NOTES = {
    "first_per_s": "the same, clean addresses, each ward met for the first time",
    "slowest_per_s": "the slowest class without typos",
    "start_s": "a new process answers one address, seconds on the wall, the best of fifteen",
    "splits_asked": "addresses of divided wards, all classes",
    "splits_hidden": "of these, answered without saying that the ward was divided",
    "rival_splits_hidden": f"the same of {rival.PACKAGE}, of its part of the addresses",
    "control_splits_hidden": "the same when the first candidate is taken in silence",
    "cases": "old wards, each in every class",
    "rival_cases": f"of these, those asked of {rival.PACKAGE} in every class",
}

Ask = Callable[[str], Said]


def run(*, quick: bool = False) -> Report:
    """All 10,035 old wards in every class, 1,000 of them also for the other package; `quick` a tenth."""
    theirs = rival.convert()
    gazetteer = places.gazetteer(provinces.packs_dir(), home())
    olds = _olds(quick)
    few = random.Random(SEED).sample(olds, 100 if quick else 1_000)
    figures: dict[str, float] = {"cases": len(olds), "rival_cases": len(few)}
    figures["first_per_s"] = _asked(olds, "clean", _ours(gazetteer))[1]
    counted = dict.fromkeys(
        ("splits_asked", "splits_hidden", "rival_splits_hidden", "control_splits_hidden"), 0
    )
    for name in CLASSES:
        answers, figures[f"{name}_per_s"] = _asked(olds, name, _ours(gazetteer))
        figures |= judging.ratios(olds, answers, name)
        others, figures[f"rival_{name}_per_s"] = _asked(few, name, theirs)
        figures |= judging.ratios(few, others, f"rival_{name}")
        counted["splits_asked"] += sum(old.is_split for old in olds)
        counted["splits_hidden"] += _hidden(olds, answers)
        counted["control_splits_hidden"] += _hidden(olds, [judging.picked(said) for said in answers])
        counted["rival_splits_hidden"] += _hidden(few, others)
    figures |= counted
    figures["slowest_per_s"] = min(figures[f"{name}_per_s"] for name in CLASSES if name != TYPOS)
    figures["start_s"] = min(_start() for _ in range(STARTS))
    return Report("addresses", figures, _limits(len(olds)), notes=_notes(figures))


def _olds(quick: bool) -> list[Old]:
    path = provinces.packs_dir() / "national" / places.FILES["crosswalk"]
    with path.open(encoding="utf-8-sig", newline="") as rows:
        every = noise.olds(list(csv.DictReader(rows)))
    return random.Random(SEED).sample(every, 1_000) if quick else every


def _ours(gazetteer: rules.Gazetteer) -> Ask:
    def ask(text: str) -> Said:
        answer = rules.convert(gazetteer, text, DAY)
        return Said(answer.outcome.value, tuple(unit.code for unit in answer.units), answer.split)

    return ask


def _asked(olds: list[Old], name: str, ask: Ask) -> tuple[list[Said], float]:
    """The answers to one class and how many there were a second. The same ward is written alike for everybody."""
    texts = [
        noise.written(old, name, random.Random(f"{SEED} {name} {old.ward} {old.district} {old.province}"))
        for old in olds
    ]
    answers: list[Said] = []
    took: list[float] = []
    for start in range(0, len(texts), SLICE):
        part = texts[start : start + SLICE]
        began = process_time()
        answers += [ask(text) for text in part]
        took.append((process_time() - began) / len(part))
    return answers, 1 / median(took)


def _hidden(olds: list[Old], answers: list[Said]) -> int:
    return sum(judging.hides_split(old, said) for old, said in zip(olds, answers, strict=True))


def _start() -> float:
    words = ["-m", "thongsuot", "addresses", "convert", "--day", DAY.isoformat(), "--json", ONE]
    source = Path(__file__).resolve().parents[4]
    began = perf_counter()
    subprocess.run(
        [sys.executable, *words],
        env={**os.environ, "PYTHONPATH": str(source)},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return perf_counter() - began


def _limits(cases: int) -> tuple[Limit, ...]:
    found = [
        Limit("clean_right_ratio", ">=", 0.999),
        Limit("no_district_right_ratio", ">=", 0.99),
        Limit("typos_right_ratio", ">=", 0.95),
        Limit("typos_wrong_ratio", "<=", 0.005),
    ]
    for name in CLASSES:
        if name != TYPOS:
            found.append(Limit(f"{name}_wrong_ratio", "<=", 0.001))
        if name not in (TYPOS, "clean", "no_district"):
            found.append(Limit(f"{name}_right_ratio", ">=", 0.99))
    return (
        *found,
        Limit("cases", ">=", min(cases, 10_000)),
        Limit("slowest_per_s", ">=", 20_000),
        Limit("typos_per_s", ">=", 4_000),
        Limit("start_s", "<=", 0.3),
        Limit("splits_asked", ">=", 400 * cases // 10_035 * len(CLASSES)),
        Limit("splits_hidden", "==", 0),
        Limit("control_splits_hidden", ">", 0),
    )


def _notes(figures: dict[str, float]) -> dict[str, str]:
    said = {}
    for name in figures:
        meaning = next(
            (text for key, text in MEANINGS.items() if name.removesuffix("_ratio").endswith(key)), ""
        )
        said[name] = f"{rival.PACKAGE}: {meaning}" if name.startswith("rival_") else meaning
    return said | NOTES
