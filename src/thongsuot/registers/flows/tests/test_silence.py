"""Where the law takes an asked agency's silence for consent, a dossier can come to where agencies are asked."""

import csv
import tomllib
from dataclasses import replace

import pytest

from thongsuot.registers.flows import rules
from thongsuot.registers.flows.rules import END, Flow, Fork, Join, Step
from thongsuot.registers.flows.tests.test_loading import FOLDER

with (FOLDER.parent / "clock-rules.csv").open(encoding="utf-8", newline="") as lines:
    RULES = list(csv.DictReader(lines))
ASKED = sorted(row["procedure_code"] for row in RULES if row["silence"] == "asked")
FLOWS = [
    rules.flow_of(tomllib.loads(path.read_text(encoding="utf-8"))) for path in sorted(FOLDER.glob("*.toml"))
]


def asking(flow: Flow) -> list[str]:
    """Steps on the way from the beginning at which opinions are asked."""
    seen: set[str] = set()
    waiting = [flow.start]
    while waiting:
        id_ = waiting.pop()
        if id_ in seen or id_ == END:
            continue
        seen.add(id_)
        match flow.nodes[id_]:
            case Step() as step:
                waiting += step.targets()
            case Fork() as fork:
                waiting += fork.branches
            case Join() as join:
                waiting.append(join.next)
    return [step.id for step in flow.steps() if step.id in seen and step.opinions is not None]


def out_of_reach(flows: list[Flow]) -> list[str]:
    """Procedures whose rule of silence nobody can ever come to."""
    reached = {code for flow in flows if asking(flow) for code in flow.procedures}
    return [code for code in ASKED if code not in reached]


def test_every_rule_of_silence_can_be_reached():
    assert len(ASKED) == 14
    assert out_of_reach(FLOWS) == []


def test_the_test_can_fail():
    def mute(flow: Flow) -> Flow:
        nodes = {
            id_: replace(node, opinions=None) if isinstance(node, Step) else node
            for id_, node in flow.nodes.items()
        }
        return replace(flow, nodes=nodes)

    assert out_of_reach([mute(flow) for flow in FLOWS]) == ASKED
    without = [flow for flow in FLOWS if "1.115242" not in flow.procedures]
    assert out_of_reach(without) == ["1.115242"]


@pytest.mark.parametrize("row", [row for row in RULES if row["silence"]], ids=lambda r: r["procedure_code"])
def test_a_rule_of_silence_names_where_it_stands_and_how_long(row):
    assert row["procedure_code"] in row["article"]
    assert bool(row["quantity"] and row["unit"]) == (row["silence"] == "asked")
