import json
import platform
from dataclasses import replace

import pytest

from thongsuot.edges.bench.report import Limit, Report, machine, shown_number


def report(**figures):
    limits = (Limit("fast_per_s", ">=", 1000), Limit("wrong", "==", 0))
    return Report("example", figures, limits, notes={"wrong": "answers that differ"})


@pytest.mark.parametrize(
    ("figures", "verdicts"),
    [
        ({"fast_per_s": 1000, "wrong": 0}, [True, True]),
        ({"fast_per_s": 999.9, "wrong": 0}, [False, True]),
        ({"fast_per_s": 5000, "wrong": 1}, [True, False]),
        ({"fast_per_s": float("nan"), "wrong": 0}, [False, True]),
        ({"fast_per_s": 5000}, [True, False]),
    ],
)
def test_a_report_holds_only_when_every_limit_does(figures, verdicts):
    told = report(**figures).as_json()
    assert [limit["holds"] for limit in told["limits"]] == verdicts
    assert told["holds"] == all(verdicts)
    assert ("DOES NOT HOLD" in report(**figures).as_text()) != all(verdicts)


def test_without_limits_nothing_is_proven():
    assert not Report("empty", {"figure": 1.0}, ()).holds


def test_an_unknown_comparison_is_a_mistake_of_the_author():
    with pytest.raises(ValueError, match="no comparison"):
        Limit("figure", "=>", 1)


def test_the_json_has_the_promised_keys_and_no_others():
    told = json.loads(report(fast_per_s=2000, wrong=0).as_json_text())
    assert list(told) == ["name", "quick", "machine", "figures", "limits", "holds"]
    assert set(told["limits"][0]) == {"figure", "op", "limit", "holds"}
    assert told["figures"] == {"fast_per_s": 2000, "wrong": 0}


def test_the_short_form_is_told_apart_from_the_full_one():
    full = report(fast_per_s=2000, wrong=0)
    short = replace(full, quick=True)
    assert (full.as_json()["quick"], short.as_json()["quick"]) == (False, True)
    assert ("quick" in full.as_text(), "quick" in short.as_text()) == (False, True)


def test_the_text_shows_figures_limits_and_what_was_not_measured():
    text = report(fast_per_s=12345.678).as_text()
    for shown in ("12,346", ">= 1,000", "not measured", "NO", "answers that differ"):
        assert shown in text


def test_the_machine_is_told_without_names():
    told = machine()
    assert told["cores"] >= 1
    assert told["memory_mb"] > 0
    assert platform.node() not in told.values()
    assert set(told) == {"cpu", "cores", "memory_mb", "python", "system"}


def test_numbers_are_short():
    assert [shown_number(n) for n in (0, 1000000, 22917041.3, 14.23, 0.00786)] == [
        "0", "1,000,000", "22,917,041", "14.2", "0.00786"
    ]  # fmt: skip
