"""Labels, hints and errors are tied to their inputs; every refusal says what to do; nothing typed is lost."""

import re
from datetime import date
from typing import Any

import pytest
from django import forms as django_forms
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.kernel.errors import Problem
from thongsuot.plumbing.ui import fields, forms


class Sample(forms.Form):
    name = forms.Text(label="Họ và tên", help_text="Như trên thẻ.")
    born = forms.Day(label="Ngày sinh")
    issued = forms.DayInBoxes(label="Ngày cấp")
    ward = django_forms.ChoiceField(label="Nơi cư trú", choices=[("", "–"), ("a", "A")])
    how = django_forms.ChoiceField(
        label="Nhận ở đâu?", choices=[("0", "Tại đây"), ("1", "Ở nhà")], widget=django_forms.RadioSelect
    )
    number = forms.Text(label="CCCD")
    scan = django_forms.FileField(label="Bản chụp")
    agreed = django_forms.BooleanField(label="Tôi đồng ý")
    note = forms.Text(label="Ghi chú", required=False)


def _render(tag: str, **context: Any) -> str:
    return Template("{% load ui %}" + tag).render(Context(context))


def test_every_missing_answer_says_what_to_do() -> None:
    errors = Sample({}).errors
    assert {name: texts[0] for name, texts in errors.items()} == {
        "name": "Hãy nhập họ và tên.",
        "born": "Hãy nhập ngày sinh.",
        "issued": "Hãy nhập ngày cấp.",
        "ward": "Hãy chọn nơi cư trú.",
        "how": "Hãy trả lời: “Nhận ở đâu?”",
        "number": "Hãy nhập CCCD.",
        "scan": "Hãy chọn tệp: bản chụp.",
        "agreed": "Hãy đánh dấu “Tôi đồng ý”.",
    }


def test_a_message_of_the_form_itself_is_kept() -> None:
    class Own(forms.Form):
        name = forms.Text(error_messages={"required": "Hãy ghi tên như trên giấy."})

    assert Own({}).errors["name"] == ["Hãy ghi tên như trên giấy."]


def test_label_hint_and_error_are_tied_to_the_input() -> None:
    html = _render("{% field form.name autocomplete='name' data_x='1' %}", form=Sample({}))
    assert '<label for="id_name">Họ và tên</label>' in html
    described = re.search(r'<input[^>]*aria-describedby="([^"]*)"', html)
    assert described is not None
    assert described[1].split() == ["id_name-hint", "id_name-error"]
    for anchor in described[1].split():
        assert f'id="{anchor}"' in html
    assert 'aria-invalid="true"' in html
    assert 'autocomplete="name"' in html
    assert 'data-x="1"' in html


@pytest.mark.parametrize("name", ["how", "issued"])
def test_a_group_is_a_fieldset_whose_legend_asks(name: str) -> None:
    html = _render("{% field form.x %}", form={"x": Sample({})[name]})
    assert html.count("<fieldset") == html.count("<legend") == 1
    assert f'aria-describedby="id_{name}-error"' in html
    assert f'id="id_{name}_0"' in html


def test_the_only_question_of_a_page_is_its_heading() -> None:
    assert re.search(
        r"<h1><label[^>]*>Họ và tên</label></h1>", _render("{% field form.name lone=True %}", form=Sample())
    )
    assert "<legend><h1>Nhận ở đâu?</h1></legend>" in _render("{% field form.how lone=True %}", form=Sample())


def test_what_need_not_be_answered_says_so() -> None:
    assert "(không bắt buộc)" in _render("{% field form.note %}", form=Sample())
    assert "(không bắt buộc)" not in _render("{% field form.name %}", form=Sample())


def test_the_summary_leads_to_every_field_in_order() -> None:
    form = Sample({})
    html = _render("{% error_summary form %}", form=form)
    anchors = re.findall(r'href="#([^"]+)"', html)
    assert anchors == [
        "id_name", "id_born", "id_issued_0", "id_ward", "id_how_0", "id_number", "id_scan", "id_agreed",
    ]  # fmt: skip
    page = "".join(_render("{% field form.x %}", form={"x": bound}) for bound in form)
    for anchor in anchors:
        assert f'id="{anchor}"' in page
    assert "Có 8 điều cần sửa" in html


def test_a_form_without_faults_has_no_summary() -> None:
    assert "<" not in _render("{% error_summary form %}", form=Sample())


def test_problems_of_a_service_land_on_their_fields() -> None:
    problems = [
        Problem("late", "Hạn {day} đã qua.", "born", {"day": "01/07/2025"}),
        Problem("closed", "Điểm tiếp nhận đã đóng cửa."),
    ]
    html = _render("{% error_summary problems form %}", problems=problems, form=Sample())
    assert '<a href="#id_born">Hạn 01/07/2025 đã qua.</a>' in html
    assert "<li>Điểm tiếp nhận đã đóng cửa.</li>" in html
    form = Sample({})
    form.full_clean()
    form.cleaned_data = {}
    fields.add_problems(form, problems)
    assert "Hạn 01/07/2025 đã qua." in form.errors["born"]
    assert form.non_field_errors() == ["Điểm tiếp nhận đã đóng cửa."]


def test_what_was_typed_is_still_there() -> None:
    form = Sample(
        {
            "name": "Ẩn",
            "born": "31/02/2019",
            "issued_0": "31",
            "issued_1": "2",
            "issued_2": "2019",
            "how": "1",
        }
    )
    page = "".join(_render("{% field form.x %}", form={"x": bound}) for bound in form)
    for typed in ('value="Ẩn"', 'value="31/02/2019"', 'value="31"', 'value="2"', 'value="2019"'):
        assert typed in page
    assert re.search(r'value="1"[^>]*checked', page)


@given(st.dates())
def test_any_day_is_read_back_as_it_was_shown(day: date) -> None:
    if day.year >= 1000:
        assert forms.read_day(f"{day:%d/%m/%Y}") == day
        assert forms.read_day(f"{day.day}.{day.month}.{day.year}") == day
        assert forms.read_day(f"{day:%d%m%Y}") == day


@pytest.mark.parametrize(
    "typed", ["", "31/02/2019", "1/13/2020", "01/07/25", "2025-07-01", "hôm qua", "0/0/0000", "1/7"]
)
def test_what_is_no_day_is_none(typed: str) -> None:
    assert forms.read_day(typed) is None


@given(st.text())
def test_reading_a_day_never_fails(typed: str) -> None:
    assert forms.read_day(typed) is None or isinstance(forms.read_day(typed), date)


def test_text_is_kept_in_one_form() -> None:
    assert forms.Text().clean("  Ho\u0300a  ") == "Hòa"


def test_no_attribute_of_the_browser_stands_before_the_server() -> None:
    assert "required" not in _render("{% field form.name %}", form=Sample())
