"""Flows of the packs: faultless, dated, loaded once; a fault is told with its line."""

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.sheets import Source
from thongsuot.registers.flows import queries, rules, services
from thongsuot.registers.flows.tests.samples import parallel

FOLDER = Path(__file__).resolve().parents[5] / "packs" / "national" / "flows"
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
TEXT = rules.toml_of(parallel())


def source(text: str, file: str = "thu.toml") -> Source:
    return Source(file, text, tomllib.loads(text))


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda p: p.stem)
def test_flows_of_the_national_pack_are_faultless_and_survive_an_exchange(path):
    found = source(path.read_text(encoding="utf-8"), path.name)
    assert [str(fault) for fault in rules.flow_faults(found)] == []
    flow = rules.flow_of(found.document)
    assert rules.flow_of(tomllib.loads(rules.toml_of(flow))) == flow
    assert rules.read(rules.bpmn_of(flow).encode(), rules.Given()).flow == flow


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('title_en = "Trial"\n', "", "flow_untranslated"),
        ('next = "ky"', 'next = "khong_co"', "flow_target"),
        ('at = "tax"', 'at = "bank"', "flow_value"),
        ('wait = "all"', 'wiat = "all"', "flow_key_unknown"),
        ('id = "cong_an"', 'id = "thue"', "flow_id_twice"),
        ('back = ["nhan"]', 'back = ["cong_an"]', "flow_back"),
        ("version = 1\n", "version = 1\nvalid_to = 2020-01-01\n", "flow_period"),
        ('next = "tach"', 'ways = ["a|A|A|tach", "a|B|B|ky", "x"]', "flow_way"),
    ],
)
def test_a_fault_has_its_line_and_its_mending(old, new, code):
    assert old in TEXT
    text = TEXT.replace(old, new, 1)
    faults = [f for f in rules.flow_faults(source(text)) if f.problem.code == code]
    assert faults
    assert all(f.fix and f.file == "thu.toml" for f in faults)
    lines = text.splitlines()
    if code == "flow_value":
        assert lines[faults[0].line - 1] == new


def test_procedures_must_be_in_the_catalogue_and_have_one_flow():
    assert [f.problem.code for f in rules.flow_faults(source(TEXT), {"2.000000"})] == ["flow_procedure"]
    twice = [source(TEXT), source(TEXT.replace("version = 1", "version = 2"), "hai.toml")]
    assert [f.problem.code for f in rules.twice_faults(twice)] == ["flow_twice"]


@pytest.mark.django_db
def test_a_flow_is_loaded_once_and_found_by_procedure_and_day():
    later = TEXT.replace("version = 1", "version = 2").replace("2025-07-01", "2026-10-01")
    both = [source(TEXT), source(later, "hai.toml")]
    assert services.load_flows(actor=SYSTEM, now=NOW, pack="thu", sources=both).added == 2
    assert services.load_flows(actor=SYSTEM, now=NOW, pack="thu", sources=both).changes == 0
    assert queries.flow_on(procedure_code="1.000001", day=date(2025, 6, 30)) is None
    first = queries.flow_on(procedure_code="1.000001", day=date(2026, 9, 30))
    assert first.flow == parallel()
    assert queries.flow_on(procedure_code=" 1.000001", day=date(2026, 10, 1)).flow.version == 2
    changed = [source(TEXT.replace('name = "KY"', 'name = "Ký"')), both[1]]
    assert services.load_flows(actor=SYSTEM, now=NOW, pack="thu", sources=changed).changed == 1
    assert queries.flow(flow_id=first.id).is_withdrawn
    assert len([f for f in queries.flows() if f.pack == "thu"]) == 2
