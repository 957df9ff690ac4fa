"""Changes are made one at a time, leave sentences alone, and are noticed or not by who has to."""

import ast

from thongsuot.edges.bench.mutations import modules, source_of
from thongsuot.edges.bench.mutations.changing import changed, points

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
