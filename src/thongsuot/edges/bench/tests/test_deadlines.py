"""The second opinion is right on dates known from the law, and the benchmark can fail."""

import random
from datetime import date

import pytest

from thongsuot.edges.bench import deadlines
from thongsuot.edges.bench.cases import calendar_rows, random_case
from thongsuot.edges.bench.oracle import Case, Oracle
from thongsuot.kernel.workdays import read_calendar_rows

NINE, CLOSE = 540, 1020


@pytest.mark.parametrize(
    ("case", "due"),
    [
        (Case((date(2025, 4, 25), NINE), 1, "WORKING_DAY"), (date(2025, 4, 26), CLOSE)),
        (Case((date(2025, 12, 31), NINE), 1, "WORKING_DAY"), (date(2026, 1, 5), CLOSE)),
        (Case((date(2026, 8, 28), NINE), 1, "WORKING_DAY"), (date(2026, 9, 3), CLOSE)),
        (Case((date(2026, 11, 23), NINE), 1, "WORKING_DAY"), (date(2026, 11, 25), CLOSE)),
        (Case((date(2025, 8, 29), 920), 1, "WORKING_DAY", 900), (date(2025, 9, 3), CLOSE)),
        (Case((date(2026, 1, 30), NINE), 1, "MONTH"), (date(2026, 3, 2), CLOSE)),
        (Case((date(2025, 11, 3), NINE), 8, "HOUR"), (date(2025, 11, 4), NINE)),
        (Case((date(2025, 11, 3), 1200), 24, "HOUR", None, False), (date(2025, 11, 4), 1200)),
    ],
)
def test_the_oracle_knows_the_laws_own_dates(case, due):
    assert Oracle(calendar_rows()).due(case) == due


def test_rules_and_oracle_agree_and_a_dropped_swap_is_seen():
    rows = calendar_rows()
    calendar = read_calendar_rows(rows)
    rnd = random.Random(5)
    asked = [random_case(rnd) for _ in range(3000)]
    assert deadlines.disagreements(asked, calendar, Oracle(rows)) == 0
    assert deadlines.vector_disagreements(asked, calendar, Oracle(rows)) == 0
    for dropped in (deadlines.DROPPED, "2026-01-10"):
        broken = Oracle([row for row in rows if row["date"] != dropped])
        assert deadlines.disagreements(asked, calendar, broken) > 0
        assert deadlines.vector_disagreements(asked, calendar, broken) > 0


def test_a_wrong_rule_is_caught(monkeypatch):
    told = deadlines._ours
    monkeypatch.setattr(deadlines, "_ours", lambda case, calendar: told(case, calendar).replace(minute=1))
    rows = calendar_rows()
    rnd = random.Random(5)
    asked = [random_case(rnd) for _ in range(50)]
    assert deadlines.disagreements(asked, read_calendar_rows(rows), Oracle(rows)) > 0


def test_the_quick_run_reports_every_figure_that_has_a_limit():
    report = deadlines.run(quick=True)
    assert {limit.figure for limit in report.limits} <= set(report.figures)
    wrong = {key: value for key, value in report.figures.items() if key.endswith("_disagreements")}
    assert wrong.pop("control_disagreements") > 0
    assert set(wrong.values()) == {0}
