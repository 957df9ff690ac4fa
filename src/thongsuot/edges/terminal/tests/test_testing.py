"""`thongsuot test`: what meets Debian's server, and what is told of tests that could not run."""

from contextlib import nullcontext

import pytest

from thongsuot.edges.terminal import testing
from thongsuot.edges.terminal.outcome import Outcome
from thongsuot.rooms import ROOMS

NEEDS_DEBIAN = "src/thongsuot/plumbing/postgres/tests/test_server.py"


@pytest.fixture
def words(monkeypatch, tmp_path):
    """What pytest was told to run, each time."""
    told = []
    monkeypatch.setattr(testing, "_throw_away_home", lambda **_: nullcontext(tmp_path))
    monkeypatch.setattr(testing, "_heading", lambda _: None)
    monkeypatch.setattr(testing, "_reported", lambda _home, given, **_: told.append(given) or Outcome(1))
    return told


def test_a_test_that_opens_the_database_is_marked_however_it_says_so(db, request):
    assert request.node.get_closest_marker("database")


@pytest.mark.django_db
def test_also_one_that_says_so_by_the_mark(request):
    assert request.node.get_closest_marker("database")


def test_one_that_opens_none_is_not_marked(request):
    assert not request.node.get_closest_marker("database")


def test_every_room_below_the_edges_meets_debian_s_server():
    below = ("plumbing", *(room for room in ROOMS if room != "edges"))
    assert {folder.rpartition("/")[2] for folder in testing.DATABASE_FOLDERS} == set(below)


def test_what_needs_debian_s_server_runs_there_or_is_left_to_be_skipped_by_name(words):
    testing._on_embedded(True)
    testing._on_embedded(False)
    assert words == [["-m", "not debian_postgres", *testing.ORDER], [*testing.ORDER]]


def test_what_was_skipped_for_want_of_debian_s_server_is_counted_and_named(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    found = testing._reported(tmp_path, [NEEDS_DEBIAN, "-m", "debian_postgres"], workers=0)
    assert (found.passed, found.failed, len(found.skipped)) == (0, 0, 2), found
    capsys.readouterr()
    testing._close(found, {"debian_postgres": "none here"}, 1.0)
    *lines, last = capsys.readouterr().out.splitlines()
    assert last == "0 passed, 0 failed, 2 skipped"
    named = [
        line
        for line in lines
        if line.startswith("SKIPPED src.thongsuot.plumbing.postgres.tests.test_server.")
    ]
    assert len(named) == 2
