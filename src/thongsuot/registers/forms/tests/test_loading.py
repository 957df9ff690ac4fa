"""The forms of the packs as the province has them: loaded once, kept in versions, given over HTTP."""

import csv
from datetime import date
from pathlib import Path

import jsonschema_rs
import pytest
from django.test import Client

from thongsuot.kernel.actor import ANONYMOUS, SYSTEM
from thongsuot.kernel.errors import Forbidden, Refused
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.catalogue.rules import Level
from thongsuot.registers.forms import queries, rules, services
from thongsuot.registers.forms.tests.samples import BLOCKS, TEXT, source

BIRTH = "1.001193"


def load(province, *sources):
    return services.load_forms(
        actor=SYSTEM, now=province.now, pack="trial", sources=sources or [source()], blocks=BLOCKS
    )


def test_a_correction_is_a_new_row_and_what_was_filed_before_keeps_its_words(province):
    assert load(province).added == 1
    first = next(f for f in queries.forms_on(day=province.day) if f.code == "TRIAL")
    assert load(province).changes == 0
    assert load(province, source(TEXT.replace("Người khai", "Người đề nghị"))).changed == 1
    second = next(f for f in queries.forms_on(day=province.day) if f.code == "TRIAL")
    assert second.id != first.id
    assert second.definition.sections[0].title == "Người đề nghị"
    assert queries.form(form_id=first.id).definition.sections[0].title == "Người khai"


def test_a_form_is_in_force_from_its_day(province):
    later = TEXT.replace("version = 1", "version = 2").replace("2025-07-01", "2027-01-01")
    load(province, source(), source(later))
    on = {
        day: [f.version for f in queries.forms_on(day=day) if f.code == "TRIAL"]
        for day in (date(2025, 6, 30), province.day, date(2027, 1, 1))
    }
    assert list(on.values()) == [[], [1], [2]]


def test_a_faulty_form_is_refused_whole_and_only_the_system_loads(province):
    with pytest.raises(Refused):
        load(province, source(), source(TEXT.replace('id = "why"', 'id = "kind"').replace("TRIAL", "OTHER")))
    with pytest.raises(Forbidden):
        services.load_forms(actor=ANONYMOUS, now=province.now, pack="trial", sources=[], blocks={})


def test_every_form_of_the_packs_can_be_answered_and_describes_itself_to_programs(province):
    forms = queries.forms_on(day=province.day)
    assert len(forms) >= 20
    for form in forms:
        jsonschema_rs.Draft202012Validator(rules.json_schema(form.definition))
        assert rules.read(form.definition, {}, day=province.day).problems, form.code
        ids = [field.id for _section, field in form.definition.each()]
        assert len(ids) == len(set(ids))


def test_the_api_gives_the_schema_and_says_what_is_wrong(province):
    client = Client()
    told = client.get(f"/api/v1/forms/{BIRTH}").json()
    assert told["answers_schema"]["$schema"].endswith("2020-12/schema")
    assert told["code"] == "HT-KHAI-SINH"
    asked = client.post(f"/api/v1/forms/{BIRTH}/check", {"answers": {}}, content_type="application/json")
    assert asked.status_code == 422
    assert "nyc_ho_ten" in asked.content.decode()
    bad = client.post(
        f"/api/v1/forms/{BIRTH}/check", {"answers": {"con_ho_ten": ["x"]}}, content_type="application/json"
    )
    assert bad.status_code == 422
    assert client.get("/api/v1/forms/0.000000").status_code == 404


def test_the_thirty_commonest_procedures_of_communes_have_forms_of_their_own(province):
    with (Path(__file__).parent / "commonest.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len({row["procedure_code"] for row in rows}) == 30
    wanted = {"hộ tịch", "chứng thực", "cư trú", "bảo trợ xã hội", "hộ kinh doanh", "đất đai", "xây dựng"}
    assert {row["matter"].partition(":")[0] for row in rows} == wanted
    for row in rows:
        version = catalogue.version_on(code=row["procedure_code"], day=province.day)
        assert version is not None, row
        assert version.field_code == row["field_code"], row
        assert Level.WARD in version.levels, row
        form = queries.form_on(procedure_code=row["procedure_code"], day=province.day)
        assert form is not None, row
        assert len(list(form.definition.each())) >= 8, row
        assert form.definition.source, row
