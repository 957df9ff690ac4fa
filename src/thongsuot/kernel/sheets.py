"""One TOML file of a pack, checked by hand: what it says, on which line, and what is wrong with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from thongsuot.kernel.errors import Problem
from thongsuot.kernel.rows import Fault

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A file: its name in messages, its text, and what TOML makes of it."""

    file: str
    text: str
    document: Mapping[str, Any]


class Found:
    """Collects the faults of one file; knows the line of each place."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.lines = lines_of(source.text)
        self.faults: list[Fault] = []

    def line(self, path: Path) -> int:
        """The line of a place, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def add(self, path: Path, code: str, message: str, fix: str, /, **params: Any) -> None:
        """One fault; `fix` says in Vietnamese what to write."""
        column = str(path[-1]) if path and isinstance(path[-1], str) else str(params.get("id", ""))
        problem = Problem(code, message, column, params)
        self.faults.append(Fault(self.source.file, self.line(path), column, problem, fix))


def lines_of(text: str) -> dict[Path, int]:
    """Path → line, from 1: ("section", 2) its heading, ("section", 2, "title") its key,
    ("section", 2, "fields", 0) the line of an inline table in a list. Reads only what stands at line starts."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    here: Path = ()
    inside: Path | None = None
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if inside is not None:
            inside = _item(found, counts, inside, bare, number)
            continue
        if match := re.match(r"\[\[([\w.-]+)\]\]", bare):
            here = _next(counts, (match[1],))
            found[here] = number
        elif match := re.match(r"\[([\w.-]+)\]", bare):
            here = (match[1],)
            found[here] = number
        elif match := re.match(r"([\w-]+)\s*=\s*(\[?)", bare):
            found[*here, match[1]] = number
            if match[2] and not bare.endswith("]"):
                inside = (*here, match[1])
    return found


def _next(counts: dict[Path, int], path: Path) -> Path:
    counts[path] = counts.get(path, -1) + 1
    return (*path, counts[path])


def _item(
    found: dict[Path, int], counts: dict[Path, int], inside: Path, bare: str, number: int
) -> Path | None:
    if bare.startswith("]"):
        return None
    if bare.startswith(("{", '"')):
        found[_next(counts, inside)] = number
    return inside
