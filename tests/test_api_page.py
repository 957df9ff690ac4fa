"""The API's page for people: drawn from the description, whole, and from nobody else's server."""

import re

import pytest
from django.test import Client

from thongsuot.plumbing.http import handbook

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/docs"
LOADED = re.compile(r"""(?:src|href|action)=["']?((?:https?:)?//[^"'\s>]+)""")


@pytest.fixture(scope="module")
def document():
    from thongsuot.urls import api

    return api.get_openapi_schema()


def page(address: str = ADDRESS, **headers: str) -> str:
    answer = Client(headers=headers).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_names_every_call_and_asks_no_stranger(document):
    shown = page()
    for path, methods in document["paths"].items():
        for method in methods:
            assert f"<code>{method.upper()} {path}</code>" in shown
    assert 'href="/api/v1/openapi.json"' in shown
    assert LOADED.findall(shown) == []
    assert not re.search(r"<script(?![^>]*\bsrc=)|\bon\w+=|style=", shown)


def test_each_group_shows_its_calls_whole_and_leads_nowhere_in_vain(document):
    for name in handbook.Handbook(document).groups:
        shown = page(f"{ADDRESS}?group={name}")
        ids = re.findall(r'id="([^"]+)"', shown)
        assert len(set(ids)) == len(ids), name
        assert set(re.findall(r'href="#([^"]+)"', shown)) <= set(ids), name
        assert LOADED.findall(shown) == []
        assert set(re.findall(rf'\?group={name}#([^"]+)"', page().replace("%20", " "))) <= set(ids)


def test_a_call_says_what_it_wants_and_gives():
    shown = page(f"{ADDRESS}?group=dossiers")
    assert "Cần mã truy cập" in shown
    assert '<a href="#kind-FilingIn">FilingIn</a>' in shown
    assert "<code>citizen_id</code>" in shown
    assert "Ai cũng gọi được" in page(f"{ADDRESS}?group=units")


def test_it_speaks_both_languages_and_knows_no_other_group():
    assert "<h3>Parameters</h3>" in page(f"{ADDRESS}?group=units", **{"Accept-Language": "en"})
    assert "<h3>Tham số</h3>" in page(f"{ADDRESS}?group=units")
    assert Client().get(f"{ADDRESS}?group=nothing").status_code == 404


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ({"type": "string", "format": "date"}, "string (date)"),
        ({"anyOf": [{"$ref": "#/components/schemas/A"}, {"type": "null"}]}, "A | null"),
        ({"type": "array", "items": {"type": "integer"}}, "[integer]"),
        ({"type": "string", "enum": ["a", "b"]}, '"a" | "b"'),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, "{…: integer}"),
        ({}, "…"),
    ],
)
def test_a_kind_of_value_in_a_few_words(schema, said):
    assert "".join(text for text, _ in handbook.pieces(schema)) == said


def test_a_note_tells_limits_and_what_stands_for_nothing():
    properties = {"n": {"type": "integer", "description": "How many", "maximum": 9, "default": 5}}
    (field,) = handbook.fields_of({"properties": properties, "required": ["n"]})
    assert (field.note, field.is_required) == ("How many · maximum: 9 · default: 5", True)
