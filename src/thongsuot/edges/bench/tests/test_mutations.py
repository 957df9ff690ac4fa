"""Changes are made one at a time, leave sentences alone, and are noticed or not by who has to."""

import ast
import sys
from types import ModuleType

import pytest

from thongsuot.edges.bench.mutations import modules, source_of
from thongsuot.edges.bench.mutations.changing import changed, points
from thongsuot.edges.bench.mutations.putting import Done, put

SOURCE = '''
@law("NĐ 1", 1)
def late(today: int, due: int) -> tuple:
    """Text."""
    found = 3 if today >= due and not due == 0 else 4
    return (Problem("late", "Trễ {n} ngày", params={"n": 1}),) if found > today - 1 else ()
NEXT = {(State.A, Act.B): State.C, (State.C, Act.B): State.A}
TEXTS = {State.A: "A"}
'''


def test_each_change_is_one_and_says_what_it_is():
    said = points(SOURCE)
    written = {ast.unparse(changed(SOURCE, n)) for n in range(len(said))}
    assert len(written) == len(said)
    assert ast.unparse(ast.parse(SOURCE)) not in written
    assert any("today >= due → Gt" in one for one in said)
    assert any("State.C → left out" in one for one in said)
    assert any("today - 1 → Add" in one for one in said)


def test_sentences_decorators_and_texts_stay():
    for n in range(len(points(SOURCE))):
        text = ast.unparse(changed(SOURCE, n))
        assert "@law('NĐ 1', 1)" in text
        assert "{'n': 1}" in text
        assert "TEXTS = {State.A: 'A'}" in text


def test_the_rules_of_dossiers_and_deadlines_are_changed_in_many_places():
    found = {module: points(source_of(module)) for module in modules()}
    assert "thongsuot.work.dossiers.rules.states" in found
    assert "thongsuot.kernel.deadlines.rules" in found
    assert sum(map(len, found.values())) > 300


RULES = """
from enum import Enum
from functools import cache
class Day(Enum):
    MONDAY = 1
    SUNDAY = 7
    @property
    def is_late(self) -> bool:
        return self.value >= 7
FREE = {Day.SUNDAY: (Day.SUNDAY,), Day.MONDAY: ()}
MOST = 2
@cache
def most(day: Day) -> int:
    return MOST if FREE.get(day) else 9
def works(day: Day) -> bool:
    return day is Day.MONDAY or day.is_late
"""


@pytest.fixture
def rules(monkeypatch):
    """A module of rules and one that imported from it, as they lie in a process."""
    given, taker = ModuleType("tests.of_rules"), ModuleType("tests.of_taker")
    given.__file__ = "of_rules.py"
    monkeypatch.setitem(sys.modules, given.__name__, given)
    monkeypatch.setitem(sys.modules, taker.__name__, taker)
    exec(RULES, vars(given))
    vars(taker).update({name: vars(given)[name] for name in ("Day", "FREE", "MOST", "most", "works")})
    return taker


def _answers(rules):
    days = list(rules.Day)
    free = [rules.FREE.get(day, "?") for day in days]
    return (
        [(rules.works(day), day.is_late) for day in days],
        free,
        rules.MOST,
        [rules.most(day) for day in days],
    )


def test_a_change_is_put_where_it_lies_and_seen_by_who_imported_before(rules):
    original = ast.parse(RULES)
    before = _answers(rules)
    assert put("tests.of_rules", original, original) is Done.WHOLE
    assert _answers(rules) == before
    put_, anew = [], []
    for n, said in enumerate(points(RULES)):
        tree = changed(RULES, n)
        (anew if put("tests.of_rules", tree, original) is Done.NOT else put_).append(said)
        if said in put_:
            assert _answers(rules) != before, said
        put("tests.of_rules", original, original)
        assert _answers(rules) == before
    assert [said.partition(": ")[2] for said in anew] == ["1 → 2", "7 → 8"]  # lines of the class itself
    assert len(put_) > 6
