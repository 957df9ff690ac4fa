"""`thongsuot calendar`: what would move, closing, recomputing, taking back."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tests.people import NOW, centre, filing, who
from typer.testing import CliRunner

from thongsuot.edges.terminal import calendar
from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.dates import local_day
from thongsuot.work.dossiers import queries, services

pytestmark = pytest.mark.usefixtures("province")
Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run() -> Run:
    def call(*words: str) -> dict[str, Any]:
        result = CliRunner().invoke(calendar.app, [*words, "--because", "bão số 13", "--json"])
        assert result.exit_code == 0, result.output
        found: dict[str, Any] = json.loads(result.stdout)
        return found

    return call


def test_the_whole_way_from_the_command_line(run: Run) -> None:
    receipt = services.receive(actor=who("motcua.thuanhoa"), now=NOW, agency_id=centre(), filing=filing())
    assert receipt.due_at is not None
    day = local_day(receipt.due_at).isoformat()
    seen = run("close", day, "--preview")
    assert receipt.code in {line["code"] for line in seen["lines"]}
    assert run("close", day)["days"] == [day]
    assert run("recalculate", day, "--preview")["moved"] == seen["moved"]
    assert run("recalculate", day)["moved"] == seen["moved"]
    assert run("reopen", day, "--preview")["moved"] == seen["moved"]
    assert run("reopen", day)["reopened"] is True
    assert run("recalculate", day)["moved"] == seen["moved"]
    found = queries.dossier(viewer=SYSTEM, dossier_id=receipt.id)
    assert found is not None
    assert found.due_at == receipt.due_at


def test_a_commune_and_a_wrong_code(run: Run) -> None:
    day = date(2026, 11, 26).isoformat()
    assert run("close", day, "--unit", "19789")["unit"] == "19789"
    with pytest.raises(AssertionError):
        run("close", day, "--unit", "00000")
