"""Rows of a data pack, and what is wrong with them: every fault with file, line, column and a fix."""

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
