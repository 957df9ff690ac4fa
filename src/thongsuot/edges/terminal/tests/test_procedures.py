"""`thongsuot procedures …` as a person and as a program meet it."""

import json
from datetime import UTC, date, datetime

import pytest

from thongsuot.edges.terminal import commands
from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.cli import console
from thongsuot.plumbing.cli.trouble import Exit
from thongsuot.registers.catalogue import services

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    monkeypatch.setenv("THONGSUOT_LANG", "vi")
    console.out.cache_clear()
    console.err.cache_clear()
    yield
    console.out.cache_clear()
    console.err.cache_clear()


def record(code, **changes):
    channel = {
        "submissionMethod": "DIRECT",
        "processingTime": 5,
        "processingTimeUnit": "WORKING_DAY",
        "description": "",
        "fees": [{"type": "FEE", "value": 8000, "description": ""}],
    }
    return {
        **dict.fromkeys(("isInternal", "isProvince", "isMinistry", "isOtherAgency", "isVertical"), False),
        **{part: [] for part in ("executionSteps", "cases", "executionCases", "results", "subjectTypes")},
        "code": code, "name": "Cấp thẻ thuyền nan", "state": "ACTIVE", "type": "STANDARD", "isWard": True,
        "isFullProcess": True, "isOfflineOnly": False, "categories": [{"code": "G99", "name": "Đò ngang"}],
        "promulgator": {"code": "G99", "name": "Bộ Đò"}, "proposal": {"number": "1/QĐ", "decisionDate": None},
        "executionMethods": [channel], "legalBases": [{"code": "1/2030", "name": "Luật Đò"}],
        "executing": ["Ủy ban nhân dân cấp xã"], "requirements": "", "keywords": "",
    } | changes  # fmt: skip


@pytest.fixture
def loaded():
    services.load_procedures(
        actor=SYSTEM,
        now=datetime(2031, 1, 5, tzinfo=UTC),
        records=[record("9.000001")],
        source="test",
        valid_from=date(2030, 6, 1),
    )


def run(capsys, *words):
    code = commands.run(["procedures", *words, "--day", "2030-06-02"])
    return code, *capsys.readouterr()


def test_search_prints_a_table_or_json(loaded, capsys):
    code, said, _ = run(capsys, "search", "thuyen", "nan")
    assert (code, "9.000001" in said, "Cấp thẻ thuyền nan" in said) == (Exit.OK, True, True)
    _, said, _ = run(capsys, "search", "thuyen nan", "--json")
    found = json.loads(said)
    assert set(found) == {"day", "words", "authority", "count", "procedures"}
    assert found["procedures"][0]["code"] == "9.000001"


def test_show_prints_terms_and_fees(loaded, capsys):
    code, said, _ = run(capsys, "show", "9.000001")
    assert code == Exit.OK
    assert "5 ngày làm việc" in said
    assert "8000" in said
    _, said, _ = run(capsys, "show", "9.000001", "--json")
    assert json.loads(said)["procedure"]["fees"][0]["vnd"] == 8000


def test_contradictions_are_sentences(loaded, capsys):
    code, said, _ = run(capsys, "contradictions", "--what", "full_without_online", "--json")
    found = json.loads(said)
    assert code == Exit.OK
    assert "9.000001" in {c["code"] for c in found["contradictions"]}
    assert found["records"]["full_without_online"] >= 1
    _, said, _ = run(capsys, "contradictions", "--what", "full_without_online")
    assert "toàn trình" in said


def test_what_does_not_exist_ends_with_its_own_code(loaded, capsys):
    assert run(capsys, "show", "9.999999")[0] == Exit.NOT_FOUND
    assert run(capsys, "search", "x", "--province", "00")[0] == Exit.NOT_FOUND
    assert run(capsys, "search", "x", "--level", "moon")[0] == Exit.REFUSED
