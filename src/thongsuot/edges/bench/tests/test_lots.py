"""Hours of runs that were cut off go on where they were, and only with the code with which they began."""

import pytest

from thongsuot.edges.bench import lots
from thongsuot.edges.bench.lots import LOT, Played


@pytest.fixture
def played(monkeypatch):
    """Every lot that is really played; the third time the power fails."""
    done = []

    def playing(_machine, left):
        for lot in left:
            if len(done) == 2:
                done.append(None)
                raise KeyboardInterrupt
            done.append(lot)
            yield lot, Played({"received": lot[1]}, ("seen",) if lot[0] == lots.seed() else ())

    monkeypatch.setattr(lots, "_played", playing)
    return done


def test_what_was_played_is_not_played_again_until_the_code_changes(played, tmp_path, monkeypatch):
    kept, runs = tmp_path / "played.jsonl", 5 * LOT - 1
    with pytest.raises(KeyboardInterrupt):
        lots.play_lots(object, runs, 50, kept=kept)
    kept.write_text(kept.read_text() + '{"code": "cut o')
    kept.write_text(kept.read_text() + "\n")
    whole = lots.play_lots(object, runs, 50, kept=kept)
    assert (whole.counts["received"], whole.violations) == (runs, ("seen",))
    first = lots.seed()
    assert played == [(first, LOT, 50), (first + 1, LOT, 50), None, (first + 2, LOT, 50), (first + 3, LOT, 50),
                      (first + 4, LOT - 1, 50)]  # fmt: skip
    assert lots.play_lots(object, runs, 50, kept=kept) == whole
    assert len(played) == 6
    monkeypatch.setattr(lots, "code", lambda: "written differently")
    assert lots.play_lots(object, runs, 50, kept=kept) == whole
    assert len(played) == 11
    lots.play_lots(object, LOT, 50)  # without a file nothing is kept
    assert len(played) == 12


def test_the_code_is_that_of_the_whole_house(tmp_path, monkeypatch):
    (tmp_path / "tests").mkdir()
    monkeypatch.setattr(lots, "CODE", tmp_path)
    (tmp_path / "rules.py").write_text("a = 1")
    before = lots.code()
    (tmp_path / "tests" / "test_rules.py").write_text("assert True")
    assert lots.code() == before
    (tmp_path / "rules.py").write_text("a = 2")
    assert lots.code() != before
