"""Rows of a data pack, what is wrong with them, and what loading them changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from thongsuot.kernel.errors import Problem


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a pack's file. `line` counts from 1, the heading being line 1 of a CSV."""

    file: str
    line: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "").strip()


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a pack. `fix` says in Vietnamese what to write instead."""

    file: str
    line: int
    column: str
    problem: Problem
    fix: str
    fatal: bool = True

    def __str__(self) -> str:
        return f"{self.file}:{self.line} [{self.column}] {self.problem} → {self.fix}"


@dataclass(frozen=True, slots=True)
class LoadReport:
    """Rows that a load verb wrote anew, changed, ended, and found as they were."""

    added: int = 0
    changed: int = 0
    ended: int = 0
    unchanged: int = 0

    @property
    def changes(self) -> int:
        """Nothing when the same pack is loaded a second time."""
        return self.added + self.changed + self.ended

    def __add__(self, other: "LoadReport") -> "LoadReport":
        return LoadReport(
            self.added + other.added,
            self.changed + other.changed,
            self.ended + other.ended,
            self.unchanged + other.unchanged,
        )
