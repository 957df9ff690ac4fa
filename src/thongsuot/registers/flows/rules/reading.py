"""From the words of a pack to a `Flow` and back. What is wrong is found by `checking`; here it is taken as right."""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from thongsuot.kernel.deadlines import Term, TimeUnit
from thongsuot.kernel.law import house_rule
from thongsuot.registers.flows.rules.values import (
    Flow,
    Fork,
    Join,
    Node,
    Place,
    Running,
    Step,
    Wait,
    Way,
)

Doc = Mapping[str, Any]
TERM = re.compile(r"(\d{1,3}) (WORKING_DAY|DAY|HOUR|MONTH)")


@house_rule("a term is written as in the catalogue: a number and its unit")
def term_of(text: str) -> Term | None:
    """ "15 WORKING_DAY" as a term; None when it is no such text."""
    found = TERM.fullmatch(text)
    return Term(int(found[1]), TimeUnit(found[2])) if found else None


@house_rule("one reading of a flow for pages, verbs, pictures and exchange")
def flow_of(document: Doc) -> Flow:
    """The flow that a faultless document describes. Days may be ISO text (from JSON)."""
    nodes: list[Node] = [_step(one) for one in document.get("step", ())]
    nodes += [Fork(f["id"], tuple(f["branches"]), f["join"]) for f in document.get("fork", ())]
    nodes += [Join(j["id"], j["next"], Wait(j.get("wait", "all"))) for j in document.get("join", ())]
    return Flow(
        code=document["code"],
        title=document["title"],
        title_en=document["title_en"],
        version=document["version"],
        valid_from=_day(document["valid_from"]),
        valid_to=_day(document["valid_to"]) if document.get("valid_to") else None,
        procedures=tuple(document["procedures"]),
        source=document["source"],
        checked=document.get("checked", False),
        start=document["start"],
        nodes={node.id: node for node in nodes},
        running=Running(document.get("running", "keep")),
        renamed=dict(document.get("renamed", {})),
    )


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _step(one: Doc) -> Step:
    return Step(
        id=one["id"],
        name=one["name"],
        name_en=one["name_en"],
        at=Place(one["at"]),
        ways=(Way(one["next"]),) if "next" in one else tuple(_way(text) for text in one["ways"]),
        named=one.get("named", ""),
        verb=one.get("verb", ""),
        term=term_of(one["term"]) if one.get("term") else None,
        back=tuple(one.get("back", ())),
        opinions=Wait(one["opinions"]) if one.get("opinions") else None,
        adds=one.get("adds", False),
    )


def _way(text: str) -> Way:
    code, name, name_en, to = text.split("|")
    return Way(to, code, name, name_en)


@house_rule("what comes from another tool is kept in the words of a pack, to be read and checked like it")
def document_of(flow: Flow) -> dict[str, Any]:
    """The flow as the document of a pack; `flow_of` of it is the same flow."""
    found: dict[str, Any] = {
        "code": flow.code, "title": flow.title, "title_en": flow.title_en, "version": flow.version,
        "valid_from": flow.valid_from, "valid_to": flow.valid_to, "procedures": list(flow.procedures),
        "source": flow.source, "checked": flow.checked, "running": flow.running.value, "start": flow.start,
        "renamed": dict(flow.renamed), "step": [_step_doc(step) for step in flow.steps()],
        "fork": [
            {"id": f.id, "branches": list(f.branches), "join": f.join}
            for f in flow.nodes.values() if isinstance(f, Fork)
        ],
        "join": [
            {"id": j.id, "wait": j.wait.value, "next": j.next}
            for j in flow.nodes.values() if isinstance(j, Join)
        ],
    }  # fmt: skip
    return {key: value for key, value in found.items() if value not in (None, [], {})}


def _step_doc(step: Step) -> dict[str, Any]:
    ways: dict[str, Any] = (
        {"next": step.ways[0].to}
        if len(step.ways) == 1 and not step.ways[0].code
        else {"ways": [f"{w.code}|{w.name}|{w.name_en}|{w.to}" for w in step.ways]}
    )
    found: dict[str, Any] = {
        "id": step.id, "name": step.name, "name_en": step.name_en, "at": step.at.value, "named": step.named,
        "verb": step.verb, "term": f"{step.term.quantity} {step.term.unit.value}" if step.term else "",
        "back": list(step.back), "opinions": step.opinions.value if step.opinions else "",
        "adds": step.adds or "", **ways,
    }  # fmt: skip
    return {key: value for key, value in found.items() if value not in ("", [])}


@house_rule("a flow that was drawn elsewhere is reviewed as text before it becomes law here")
def toml_of(flow: Flow) -> str:
    """The flow as a file of a pack."""
    document = document_of(flow)
    tables = {name: document.pop(name, []) for name in ("step", "fork", "join")}
    renamed = document.pop("renamed", {})
    lines = [f"{key} = {_toml(value)}" for key, value in document.items()]
    for name, rows in tables.items():
        for row in rows:
            lines += ["", f"[[{name}]]", *(f"{key} = {_toml(value)}" for key, value in row.items())]
    if renamed:
        lines += ["", "[renamed]", *(f"{key} = {_toml(value)}" for key, value in renamed.items())]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
