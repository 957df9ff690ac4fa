"""From a line of words to a command, without starting Django or a database."""

import json
import os
import subprocess
import sys

import pytest

from thongsuot.edges.terminal import commands
from thongsuot.plumbing.cli import console
from thongsuot.plumbing.cli.trouble import Exit


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    monkeypatch.setenv("THONGSUOT_LANG", "vi")
    console.out.cache_clear()
    console.err.cache_clear()
    yield
    console.out.cache_clear()
    console.err.cache_clear()


def run(*words, **environment):
    return subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "thongsuot", *words],
        env=os.environ | {"PYTHONPATH": "src"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("words", [[], ["--help"], ["--lang", "en"]])
def test_help_names_every_command(words, capsys):
    assert commands.run(words) == Exit.OK
    said = capsys.readouterr().out
    assert all(entry.word in said for entry in commands.ENTRIES)
    assert ("Usage" in said) == ("en" in words)


def test_a_wrong_word_is_answered_with_the_nearest(capsys):
    assert commands.run(["dbb"]) == Exit.USAGE
    assert "“db”" in capsys.readouterr().err


def test_a_wrong_option_is_a_usage_error(capsys):
    assert commands.run(["db", "status", "--nonsense"]) == Exit.USAGE


@pytest.mark.parametrize("entry", commands.ENTRIES, ids=lambda entry: entry.word)
def test_every_command_explains_itself(entry, capsys):
    assert commands.run([entry.word, "--help"]) == Exit.OK
    assert f"thongsuot {entry.word}" in capsys.readouterr().out


def test_status_of_a_database_that_is_not_there(tmp_path):
    done = run("db", "status", "--json", THONGSUOT_HOME=str(tmp_path / "home"), DATABASE_URL="")
    assert done.returncode == Exit.NOT_FOUND
    assert json.loads(done.stdout)["running"] is False
    assert not (tmp_path / "home").exists()
    # Quick because neither Django nor the driver is loaded.
    assert "django" not in done.stderr
    assert "psycopg" not in done.stderr
