"""What is found in a cell: a fault, for which its row stays outside, or a change, with which it goes in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import house_rule


class Kind(StrEnum):
    FAULT = "fault"  # the row stays outside until somebody decides
    CHANGE = "change"  # the row goes in with the value that `proposal` gives; it is listed
    SKIP = "skip"  # the row is no dossier (a total, a repeated heading); it is listed


@dataclass(frozen=True, slots=True)
class Finding:
    """`advice` says what to write instead. `proposal` is the value that is meant, None where nobody can know it."""

    kind: Kind
    problem: Problem
    advice: Problem
    proposal: Any = None

    @property
    def code(self) -> str:
        """The class of the finding, stable English."""
        return self.problem.code


@dataclass(slots=True)
class Reading:
    """A cell on its way: its value so far and what was found. `is_over`: a fault that nobody accepted ends it."""

    value: Any
    findings: list[Finding] = field(default_factory=list)
    is_over: bool = False

    def take(self, finding: Finding | None, accepted: frozenset[str]) -> "Reading":
        """Go on with the proposal of a finding, or stop where it is a fault that is not `accepted`."""
        if finding is None:
            return self
        if finding.kind is Kind.FAULT and finding.proposal is not None and finding.code in accepted:
            finding = replace(finding, kind=Kind.CHANGE)
        self.findings.append(finding)
        self.is_over = finding.kind is Kind.FAULT
        self.value = None if self.is_over else finding.proposal
        return self


Stage = Callable[[Any], Finding | None]
VALUE = "{value}"  # an advice that is nothing but the value to write


@house_rule("what a machine cannot be sure of, a person decides")
def fault(code: str, message: str, advice: str, proposal: Any = None, /, **params: Any) -> Finding:
    """A fault; `advice` may name `{value}`, which is the proposal as it is shown."""
    return _made(Kind.FAULT, code, message, advice, proposal, params)


@house_rule("what was written differently means the same, but whoever wrote it is told")
def change(code: str, message: str, proposal: Any, advice: str = VALUE, /, **params: Any) -> Finding:
    """A change that costs nothing of what was written."""
    return _made(Kind.CHANGE, code, message, advice, proposal, params)


@house_rule("a line that is no dossier stays outside, and is named")
def skip(code: str, message: str, advice: str, **params: Any) -> Finding:
    """A row that is left out."""
    return _made(Kind.SKIP, code, message, advice, None, params)


def _made(
    kind: Kind, code: str, message: str, advice: str, proposal: Any, params: Mapping[str, Any]
) -> Finding:
    given = {**params, "value": _shown(proposal)} if proposal is not None else params
    return Finding(kind, Problem(code, message, "", given), Problem(code, advice, "", given), proposal)


def _shown(value: Any) -> str:
    written = getattr(value, "strftime", None)
    return value.strftime("%d/%m/%Y") if written else str(value)[:200] or "–"
