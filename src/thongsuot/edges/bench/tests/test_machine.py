"""A dossier's life on the rules alone, and that a changed rule would be noticed; the gate plays the real verbs."""

import pytest

from thongsuot.edges.bench import lots
from thongsuot.edges.bench.machine.playing import OneStop
from thongsuot.work.dossiers.rules import stands
from thongsuot.work.dossiers.rules.states import NEXT, Act, State


def test_the_rules_do_what_the_model_says():
    OneStop.counts = {}
    assert lots.play(OneStop, 40, 40, 20250701) == ()
    assert {"received", "refused", "extend", "supplement", "decide", "return_result"} <= set(OneStop.counts)


@pytest.mark.parametrize("broken", ["transition", "once", "seat"])
def test_a_changed_rule_is_noticed(broken, monkeypatch, capsys):
    if broken == "transition":
        monkeypatch.setitem(NEXT, (State.DECIDED, Act.DECIDE), State.DECIDED)
    elif broken == "once":
        monkeypatch.setattr(stands, "asking_problems", lambda **_: ())
    else:
        monkeypatch.setattr(stands, "seat_problems", lambda act, **_: ())
    assert len(lots.play(OneStop, 100, 40, 20250701)) == 1
    assert "Broken" in capsys.readouterr().err
