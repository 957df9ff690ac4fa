"""`thongsuot lint`: what it runs, and what a broken habit does to its answer."""

from thongsuot.edges.terminal import linting


def test_a_broken_habit_is_told(tmp_path, monkeypatch):
    folder = tmp_path / "tests" / "architecture"
    folder.mkdir(parents=True)
    habits = "def test_names_are_long(): pass\n\ndef test_files_are_small():\n    assert False\n"
    (folder / "test_habit.py").write_text(habits)
    monkeypatch.setattr(linting, "ROOT", tmp_path)
    habits = next(check for check in linting.checks() if check.name == "habits")
    found = linting.answer(habits)
    assert not found.holds
    assert "1 failed, 1 passed" in found.said, found.said
    assert "test_files_are_small" in found.said


def test_the_habits_are_where_the_linter_looks_for_them():
    habits = next(check for check in linting.checks() if check.name == "habits")
    assert [*(linting.ROOT / habits.words[-1]).glob("test_*.py")]
