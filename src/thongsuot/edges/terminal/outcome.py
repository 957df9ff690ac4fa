"""What a run of pytest came to, read from the XML report that pytest writes for machines."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from xml.etree import ElementTree


@dataclass(slots=True)
class Outcome:
    """Numbers of tests, and of those that did not run their names with the reason."""

    passed: int = 0
    failed: int = 0
    skipped: dict[str, str] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            self.passed + other.passed,
            self.failed + other.failed,
            self.skipped | other.skipped,
            self.failures + other.failures,
        )

    @property
    def closing_line(self) -> str:
        """The line that people and programs look for at the end."""
        return f"{self.passed} passed, {self.failed} failed, {len(self.skipped)} skipped"


def read(report: Path) -> Outcome:
    """The outcome in `report`. No readable report counts as one failure: the run itself broke."""
    try:
        cases = ElementTree.parse(report).getroot().iter("testcase")  # noqa: S314 - written by our own pytest a moment ago
        return _count(cases)
    except (OSError, ElementTree.ParseError):
        return Outcome(failed=1, failures=[f"pytest: {report.stem}"])


def keep(found: Outcome, file: Path) -> None:
    """Write the outcome for another process."""
    file.write_text(json.dumps(asdict(found)), "utf-8")


def kept(file: Path) -> Outcome | None:
    """What another process kept; None when it ended before."""
    try:
        return Outcome(**json.loads(file.read_text("utf-8")))
    except (OSError, ValueError):
        return None


def _count(cases: Iterator[ElementTree.Element]) -> Outcome:
    found = Outcome()
    for case in cases:
        name = f"{case.get('classname', '')}.{case.get('name', '')}".strip(".")
        if (skipped := case.find("skipped")) is not None:
            found.skipped[name] = skipped.get("message", "")
        elif case.find("failure") is not None or case.find("error") is not None:
            found.failed += 1
            found.failures.append(name)
        else:
            found.passed += 1
    return found
