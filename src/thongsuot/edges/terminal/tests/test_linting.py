"""`thongsuot lint`: what it runs, and what a broken habit does to its answer."""

import pytest

from thongsuot.edges.terminal import linting


@pytest.mark.parametrize("holds", [True, False])
def test_a_broken_habit_is_told(holds, tmp_path, monkeypatch):
    folder = tmp_path / "tests" / "architecture"
    folder.mkdir(parents=True)
    (folder / "test_habit.py").write_text(f"def test_files_are_small():\n    assert {holds}\n")
    monkeypatch.setattr(linting, "ROOT", tmp_path)
    habits = next(check for check in linting.checks() if check.name == "habits")
    found = linting.answer(habits)
    assert (found.holds, "test_files_are_small" in found.said) == (holds, not holds), found.said


def test_the_habits_are_where_the_linter_looks_for_them():
    habits = next(check for check in linting.checks() if check.name == "habits")
    assert [*(linting.ROOT / habits.words[-1]).glob("test_*.py")]
