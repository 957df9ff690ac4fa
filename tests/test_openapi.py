"""The description of the API in the repository is what the API says, and a broken promise is noticed."""

import copy
import json

import pytest
from tools import openapi_page

KEPT = json.loads(openapi_page.PAGE.read_text(encoding="utf-8"))
RECEIVE = ("paths", "/api/v1/dossiers", "post")


@pytest.fixture
def changed():
    return copy.deepcopy(KEPT)


def broken(new, old=KEPT):
    return [one for one in openapi_page.differences(old, new) if one.is_breaking]


def within(document, *path):
    for name in path:
        document = document[name]
    return document


def test_it_is_what_the_api_says():
    assert openapi_page.PAGE.read_text(encoding="utf-8") == openapi_page.page(), (
        "run python tools/openapi_page.py"
    )


def test_every_call_says_who_may_and_how_it_refuses():
    for path, methods in KEPT["paths"].items():
        for method, operation in methods.items():
            assert "application/problem+json" in operation["responses"]["default"]["content"], (path, method)
    assert within(KEPT, *RECEIVE)["security"] == [{"token": []}]


def test_a_call_that_is_gone_breaks_and_a_new_one_does_not(changed):
    del changed["paths"]["/api/v1/units"]
    assert broken(changed)
    assert openapi_page.differences(changed, KEPT)
    assert not broken(KEPT, old=changed)


def test_a_field_that_must_be_sent_now_breaks_and_one_that_may_be_sent_does_not(changed):
    sent = within(changed, "components", "schemas", "FilingIn")
    sent["properties"]["more"] = {"type": "string"}
    assert not broken(changed)
    assert openapi_page.differences(KEPT, changed)
    sent["required"].append("more")
    assert broken(changed)


def test_a_field_that_no_longer_comes_breaks_and_one_more_does_not(changed):
    came = within(changed, "components", "schemas", "ReceiptOut")
    came["properties"]["more"] = {"type": "string"}
    assert not broken(changed)
    del came["properties"]["code"]
    assert broken(changed)


def test_another_type_breaks(changed):
    within(changed, "components", "schemas", "ReceiptOut", "properties", "code")["type"] = "integer"
    assert "string becomes integer" in str(broken(changed)[0])


LIMITS = [
    ({}, {"pattern": "^[0-9]+$"}),
    ({}, {"format": "date"}),
    ({}, {"maxLength": 9}),
    ({"maxLength": 10}, {"maxLength": 9}),
    ({"minLength": 1}, {"minLength": 2}),
    ({"minimum": 0}, {"minimum": 1}),
    ({"maximum": 5.5}, {"maximum": 5}),
    ({"exclusiveMinimum": 0}, {"exclusiveMinimum": 1}),
    ({"maxItems": 50}, {"maxItems": 49}),
    ({}, {"multipleOf": 5}),
    ({}, {"enum": ["a", "b"]}),
    ({"enum": ["a", "b"]}, {"enum": ["a"]}),
    ({"enum": ["a", "b"]}, {"const": "a"}),
    ({"enum": [1, "1"]}, {"enum": [1]}),
]


def called(sent, came):
    """A description of one call that takes a parameter and a body, and answers."""
    body = {"content": {"application/json": {"schema": {"type": "object", "properties": {"one": sent}}}}}
    answer = {"content": {"application/json": {"schema": {"type": "array", "items": came}}}}
    call = {
        "parameters": [{"in": "query", "name": "some", "schema": sent}],
        "requestBody": body,
        "responses": {"200": answer},
    }
    return {"paths": {"/here": {"post": call}}}


@pytest.mark.parametrize(("wide", "narrow"), LIMITS, ids=str)
def test_fewer_values_break_who_sends_and_more_values_who_reads(wide, narrow):
    tightened, loosened = called(narrow, wide), called(wide, narrow)
    free, bound = called(wide, wide), called(narrow, narrow)
    assert [one.where for one in broken(tightened, old=free)] == [
        "POST /here query some",
        "POST /here body application/json.one",
    ]
    assert [one.where for one in broken(free, old=loosened)] == ["POST /here 200 application/json[]"]
    assert not broken(free, old=tightened)
    assert not broken(bound, old=called(narrow, wide))
    assert len(openapi_page.differences(free, bound)) == len(openapi_page.differences(bound, free)) == 3


@pytest.mark.parametrize("limit", ["pattern", "format"])
def test_another_pattern_breaks_both_ways_for_nobody_can_compare_them(limit):
    before, after = {limit: "one"}, {limit: "other"}
    assert len(broken(called(after, after), old=called(before, before))) == 3


def test_a_promise_is_not_broken_by_writing_the_page(tmp_path, monkeypatch, changed):
    page = tmp_path / "openapi.json"
    monkeypatch.setattr(openapi_page, "PAGE", page)
    changed["paths"]["/api/v1/promised"] = copy.deepcopy(changed["paths"]["/api/v1/units"])
    page.write_text(json.dumps(changed), encoding="utf-8")
    assert openapi_page.main(["--check"]) == 1
    assert openapi_page.main([]) == 1
    assert json.loads(page.read_text(encoding="utf-8")) == changed
    assert openapi_page.main(["--breaking"]) == 0
    assert openapi_page.main(["--check"]) == 0
