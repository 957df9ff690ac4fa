"""What the command line adds to the report of a bench or gate."""

import json
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from thongsuot.edges.bench.report import Limit, Report
from thongsuot.edges.terminal import measuring


@pytest.mark.parametrize("words", [[], ["--quick"]])
def test_the_report_says_whether_it_is_of_the_short_form(words, monkeypatch):
    found = Report("slips", {"wrong": 0}, (Limit("wrong", "==", 0),))
    monkeypatch.setattr(measuring.stage, "province", lambda: None)
    monkeypatch.setattr(measuring, "import_module", lambda _: SimpleNamespace(run=lambda quick: found))
    done = CliRunner().invoke(measuring.bench, ["slips", "--json", *words])
    assert json.loads(done.stdout)["quick"] is bool(words)
