"""The other components: formats, states in word and shape, messages, the accent, the language switch."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory

from thongsuot.plumbing import ui
from thongsuot.plumbing.ui import colours, icons, look, web
from thongsuot.plumbing.ui.templatetags import ui as tags

MOMENT = datetime(2025, 6, 30, 18, 30, tzinfo=UTC)  # already 1 July in Vietnam


def _render(template: str, **context: Any) -> str:
    return Template("{% load ui %}" + template).render(Context(context))


def test_formats_are_vietnamese() -> None:
    assert _render("{{ m|day }} {{ m|time }} {{ m|moment }} {{ m|weekday }}", m=MOMENT) == (
        "01/07/2025 01:30 01:30 ngày 01/07/2025 thứ Ba"
    )
    assert (
        _render("{{ d|day }} {{ d|weekday }} {{ d|iso }}", d=date(2025, 7, 6))
        == "06/07/2025 Chủ nhật 2025-07-06"
    )
    assert _render("{{ v|vnd }} {{ v|number }} {{ n|vnd }} {{ n|day }}", v=1250000, n=None) == (
        "1.250.000\u00a0đ 1.250.000 – –"
    )


@pytest.mark.parametrize("tone", list(icons.SHAPES))
def test_a_state_is_word_and_shape_and_colour(tone: str) -> None:
    html = _render("{% status 'Chờ' tone %}", tone=tone)
    assert "Chờ" in html
    assert icons.SHAPES[tone] in html
    assert f"{tone}-tone" in html
    css = (Path(ui.__file__).parent / "static/ui/thongsuot.css").read_text()
    assert f".{tone}-tone" in css


def test_no_two_states_have_one_shape() -> None:
    assert len(set(icons.SHAPES.values())) == len(icons.SHAPES)


def test_a_late_deadline_is_told_by_its_words_and_shape_and_a_calm_one_is_quiet() -> None:
    assert "<svg" in _render("{% deadline 'quá hạn 1 ngày' 'late' m %}", m=MOMENT)
    assert "<svg" not in _render("{% deadline 'còn 9 ngày' %}")


@pytest.mark.parametrize("tone", list(tags.NOTICE_TONES))
def test_a_notice_carries_its_content_safely(tone: str) -> None:
    html = _render("{% notice tone title=t %}{{ t }}{% endnotice %}", tone=tone, t="<b>Chú ý</b>")
    assert "<b>" not in html
    assert html.count("&lt;b&gt;") == 2


def test_a_button_that_cannot_be_used_says_why() -> None:
    html = _render("{% button 'Ký' reason='Chưa có chữ ký số.' %}")
    assert "disabled" in html
    assert "Chưa có chữ ký số." in html


def test_pages_are_turned_only_where_there_are_some() -> None:
    assert "<nav" not in _render("{% pagination %}")
    html = _render("{% pagination next='?sau=x' %}")
    assert 'rel="next"' in html
    assert 'rel="prev"' not in html


@pytest.fixture
def _purple() -> Any:
    look.provide(lambda: look.Look(place="Tỉnh Mẫu", accent="#6b2d8f"))
    yield
    look._sources.pop()


@pytest.mark.usefixtures("_purple")
def test_the_accent_is_that_of_the_province_and_is_kept_under_its_own_address() -> None:
    answer = web.accent(RequestFactory().get("/accent.css?v=6b2d8f"))
    assert answer.content.decode() == colours.stylesheet(colours.accents("#6b2d8f"))
    assert "immutable" in answer["Cache-Control"]
    assert "immutable" not in web.accent(RequestFactory().get("/accent.css?v=000000"))["Cache-Control"]


@pytest.mark.django_db
def test_without_a_pack_the_accent_is_neutral() -> None:
    assert colours.NEUTRAL in web.accent(RequestFactory().get("/accent.css")).content.decode()


@pytest.mark.django_db
def test_the_language_switch_needs_no_token_and_leads_only_home() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/ngon-ngu/", {"language": "en", "next": "/gallery/?form=empty"})
    assert answer["Location"] == "/gallery/?form=empty"
    assert client.cookies["lang"].value == "en"
    away = client.post("/ngon-ngu/", {"language": "vi", "next": "https://example.org/"})
    assert away["Location"] == "/"


# Parts that need what only a page of its own has: a form of questions, an address to send files to.
OF_PAGES = ("gallery", "errors", "details", "map", "questions", "upload", "kept", "way")


@pytest.mark.django_db
def test_the_gallery_shows_every_component_and_no_style_of_its_own(client: Client) -> None:
    html = client.get("/gallery/").content.decode()
    assert "<title>Lỗi: " in html
    for trace in (" style=", "<style", "onclick", "javascript:"):
        assert trace not in html
    folder = Path(ui.__file__).parent / "templates/ui"
    parts = "".join(path.read_text() for path in folder.glob("*.html"))
    for component in folder.glob("*.html"):
        used = (
            f'"ui/{component.name}"' in parts or component.stem in dir(tags) or "day_boxes" in component.name
        )
        assert used or component.stem.startswith(OF_PAGES), component.name
