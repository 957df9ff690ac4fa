"""What people and programs read from a command."""

import json
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.plumbing.cli import console
from thongsuot.plumbing.cli.trouble import Exit, Trouble, language


@dataclass(frozen=True)
class Found:
    name: str
    day: date


def test_json_is_one_line_with_stable_keys_and_readable_letters(capsys):
    found = {"unit": Found("Ủy", date(2026, 9, 20)), "at": datetime(2026, 1, 1, tzinfo=UTC), "set": {2, 1}}
    console.emit(found, True)
    said = capsys.readouterr()
    assert said.out.count("\n") == 1
    assert "Ủy" in said.out
    assert json.loads(said.out) == {
        "unit": {"name": "Ủy", "day": "2026-09-20"},
        "at": "2026-01-01T00:00:00+00:00",
        "set": [1, 2],
    }


def test_people_get_what_is_shown_for_them(capsys):
    console.emit({"a": 1}, False, lambda: sys.stdout.write("một\n") and None)
    assert capsys.readouterr().out == "một\n"


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (Trouble("đầy", "full", Exit.DISK_FULL), Exit.DISK_FULL, ["đầy"]),
        (
            Refused(Problem("a", "Thiếu {n}.", params={"n": 2}), Problem("b", "Sai.")),
            Exit.REFUSED,
            ["Thiếu 2.", "Sai."],
        ),
        (NotFound(Problem("none", "Không có.")), Exit.NOT_FOUND, ["Không có."]),
    ],
)
def test_every_reason_is_said_and_the_code_means_it(error, code, said, capsys, monkeypatch):
    monkeypatch.setenv("THONGSUOT_LANG", "vi")
    console.err.cache_clear()
    assert console.report(error) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert all(sentence in printed.err for sentence in said)
    console.err.cache_clear()


def test_a_bug_is_not_swallowed():
    with pytest.raises(KeyError):
        console.report(KeyError("x"))


@pytest.mark.parametrize(
    ("environment", "arguments", "spoken"),
    [
        ({}, [], "vi"),
        ({"LANG": "C.UTF-8"}, [], "vi"),
        ({"LANG": "vi_VN.UTF-8"}, [], "vi"),
        ({"LANG": "en_GB.UTF-8"}, [], "en"),
        ({"LANG": "en_US", "LC_ALL": "vi_VN"}, [], "vi"),
        ({"LANG": "vi_VN"}, ["db", "--lang", "en"], "en"),
        ({"LANG": "en_US"}, ["--lang=vi", "db"], "vi"),
        ({"LANG": "en_US", "THONGSUOT_LANG": "vi"}, [], "vi"),
        ({}, ["--lang"], "vi"),
    ],
)
def test_the_language_of_the_terminal(environment, arguments, spoken, monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "THONGSUOT_LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert language(arguments) == spoken


def test_a_database_that_does_not_answer_is_one_sentence(capsys):
    import psycopg
    from django.db import OperationalError

    error = OperationalError("connection refused")
    error.__cause__ = psycopg.OperationalError("connection refused")
    assert console.report(error) is Exit.DATABASE
    assert "Traceback" not in capsys.readouterr().err
    with pytest.raises(ValueError, match="bug"):
        console.report(ValueError("bug"))
