"""`{% load ui %}`: the components of the screens and the formats of days, times and money."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.http import QueryDict
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from thongsuot.kernel.errors import Problem
from thongsuot.plumbing.ui import fields, formats, icons, tables

register = template.Library()

NOTICE_TONES = {"info": "doing", "good": "done", "warn": "soon", "late": "late"}
HEAD, STACKED_HEAD = '<th scope="row">{}</th>', '<th scope="row" role="rowheader">{}</th>'
PLAIN, NUMBER = "<td", '<td class="num"'
CELL, STACKED_CELL = ">{}</td>", ' role="cell" data-label="{}">{}</td>'
PLAIN_LINK, CODE_LINK = '<a href="{}">{}</a>', '<a href="{}" class="code">{}</a>'
COMMA = '{}<span class="comma">, </span><span class="then">{}</span>'
MESSAGE_TONES = {"success": "done", "warning": "soon", "error": "late"}


@register.simple_tag
def icon(name: str) -> SafeString:
    """`{% icon "print" %}`: decorative; the word stands beside it."""
    return mark_safe(icons.icon(name))  # noqa: S308 - our own constant drawings


@register.simple_tag
def shape(tone: str) -> SafeString:
    """`{% shape "late" %}`: the shape of a status."""
    return mark_safe(icons.shape(tone))  # noqa: S308 - our own constant drawings


@register.simple_tag(takes_context=True)
def has_errors(context: Context) -> bool:
    """True when the page shows a refused form: `form`, any of `forms`, or `problems` in its context."""
    forms = [context.get("form"), *(context.get("forms") or ())]
    return bool(context.get("problems")) or any(isinstance(f, BaseForm) and f.errors for f in forms)


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, **options: Any) -> dict[str, Any]:
    """`{% field form.name width="short" autocomplete="name" inputmode="numeric" %}`.

    Options of the frame: label, hint, width (short, mid), suffix, plain (without "không bắt buộc"),
    lone (the only question of its page: its label is the heading). Every other option becomes an
    attribute of the input (`data_x` becomes `data-x`).
    """
    return fields.parts(bound, options)


@register.inclusion_tag("ui/errors.html")
def error_summary(source: BaseForm | Sequence[Problem], fields_of: BaseForm | None = None) -> dict[str, Any]:
    """`{% error_summary form %}` or `{% error_summary problems form %}`: each reason with its field."""
    if isinstance(source, BaseForm):
        return {"errors": fields.form_errors(source)}
    return {"errors": fields.problem_errors(source or (), fields_of)}


@register.inclusion_tag("ui/table.html", takes_context=True)
def table(context: Context, data: tables.Table, **options: Any) -> dict[str, Any]:
    """`{% table worklist previous=url next=url %}`: a `tables.Table` with its pager and exports."""
    links = tables.sort_links(data)
    head = [(column, *links.get(column.key, ("", "", ""))) for column in data.columns]
    rows = [(row.key, *_cells(row, data), row.place) for row in data.rows]
    request = context.get("request")
    query = request.GET if request else QueryDict()
    return {"query": query, "table": data, "head": head, "rows": rows, **options}


def _cells(row: tables.Row, data: tables.Table) -> tuple[str, SafeString]:
    """What the first cell says, and all cells of a row.

    Drawn here: a list has hundreds of cells, and templates for them took most of its page's time.
    """
    said = [tables.shown(value, column.kind) for value, column in zip(row.cells, data.columns, strict=True)]
    drawn = []
    for at, (text, value, column) in enumerate(zip(said, row.cells, data.columns, strict=True)):
        inner = _drawn(value, text, is_code=column.kind == "code")
        if at == 0:
            drawn.append(format_html(STACKED_HEAD if data.stack else HEAD, inner))
            continue
        opening = NUMBER if column.is_numeric else PLAIN
        drawn.append(
            format_html(opening + STACKED_CELL, column.label, inner)
            if data.stack
            else format_html(opening + CELL, inner)
        )
    return (said[0] if said else "", mark_safe("".join(drawn)))  # noqa: S308 - each escaped above


def _drawn(value: Any, text: str, *, is_code: bool) -> str:
    if isinstance(value, tables.Link):
        return format_html(CODE_LINK if is_code else PLAIN_LINK, value.href, text)
    if isinstance(value, tables.Status):
        return status(text, value.tone)
    if isinstance(value, tables.Deadline):
        return deadline(text, value.tone, value.due)
    return format_html('<span class="code">{}</span>', text) if is_code else text


@register.inclusion_tag("ui/button.html")
def button(label: str, **options: Any) -> dict[str, Any]:
    """`{% button label kind="primary" %}`; with `href` it is a link that looks like one."""
    return {"label": label, **options}


@register.simple_tag
def status(word: str, tone: str) -> SafeString:
    """`{% status "Đang xử lý" "doing" %}`: word, shape, colour; tones: quiet doing waiting soon done late stopped."""
    return format_html('<span class="status {}-tone">{}{}</span>', tone, shape(tone), word)


@register.simple_tag
def deadline(sentence: str, tone: str = "calm", due: date | datetime | None = None) -> SafeString:
    """`{% deadline "còn 2 ngày làm việc, đến 15:00 thứ Năm" "calm" due %}`: a due date; tones: calm soon late.

    In a table the half after the comma stands below the first.
    """
    left, _, then = sentence.partition(", ")
    said = format_html(COMMA, left, then) if then else left
    timed = format_html('<time datetime="{}">{}</time>', iso(due), said) if due else said
    mark = shape(tone) if tone != "calm" else ""
    return format_html('<span class="deadline {}-tone">{}{}</span>', tone, mark, timed)


@register.inclusion_tag("ui/pagination.html")
def pagination(previous: str = "", next: str = "", **options: Any) -> dict[str, Any]:  # noqa: A002 - read in templates
    """`{% pagination previous=url next=url %}`: nothing is shown where there is nowhere to go."""
    return {"previous": previous, "next": next, **options}


@register.inclusion_tag("ui/breadcrumbs.html")
def breadcrumbs(*trail: Any) -> dict[str, Any]:
    """`{% breadcrumbs "Trang chủ" "/" "Tra cứu" "/tra-cuu/" %}`: label, address, label, address …"""
    steps = list(trail[0]) if len(trail) == 1 else list(zip(trail[::2], trail[1::2], strict=True))
    return {"trail": steps}


@register.inclusion_tag("ui/progress.html")
def progress(value: int, total: int, label: str, **options: Any) -> dict[str, Any]:
    """`{% progress done all "Nạp hồ sơ" %}`: long work that can be watched."""
    percent = round(100 * value / total) if total else 100
    return {"value": value, "total": max(total, 1), "label": label, "percent": percent, **options}


@register.inclusion_tag("ui/steps.html")
def steps(at: int, of: int, title: str = "") -> dict[str, Any]:
    """`{% steps 2 4 "Người nộp" %}`: Bước 2/4."""
    return {"at": at, "of": of, "title": title}


@register.simple_block_tag
def notice(content: str, tone: str = "info", title: str = "") -> str:
    """`{% notice "warn" title="…" %}…{% endnotice %}`; tones: info good warn late."""
    return _block("ui/notice.html", content, tone=NOTICE_TONES[tone], title=title)


@register.simple_block_tag
def disclosure(content: str, summary: str, is_open: bool = False) -> str:
    """`{% disclosure "Vì sao hạn là ngày này?" %}…{% enddisclosure %}`."""
    return _block("ui/details.html", content, summary=summary, is_open=is_open)


@register.simple_block_tag
def confirm(content: str, title: str) -> str:
    """`{% confirm "Từ chối hồ sơ này?" %}consequences and buttons{% endconfirm %}`."""
    return _block("ui/confirm.html", content, title=title)


@register.simple_block_tag
def map_frame(content: str, title: str, view_box: str, note: str = "") -> str:
    """`{% map_frame "Bản đồ" "0 0 600 400" %}<path …>{% endmap_frame %}`: the map as inline SVG."""
    return _block("ui/map.html", content, title=title, view_box=view_box, note=note)


def _block(name: str, content: str, **options: Any) -> str:
    return render_to_string(name, {"body": content, **options})


@register.filter
def message_tone(tags: str) -> str:
    """The tone of a flash message from its tags."""
    return next((tone for tag, tone in MESSAGE_TONES.items() if tag in tags), "doing")


@register.filter
def vnd(value: int | None) -> str:
    """20.000 đ."""
    return "–" if value is None else formats.vnd(int(value))


@register.filter
def number(value: int | None) -> str:
    """1.234.567."""
    return "–" if value is None else formats.number(int(value))


@register.filter
def file_size(value: int) -> str:
    """340 kB, 1,2 MB."""
    return formats.size(value)


@register.filter
def day(value: date | datetime | None) -> str:
    """01/07/2025."""
    return "–" if value is None else formats.day(value)


@register.filter(name="time")
def time_of(value: datetime | time | None) -> str:
    """14:30."""
    return "–" if value is None else formats.clock(value)


@register.filter
def moment(value: datetime | None) -> str:
    """14:30 ngày 01/07/2025."""
    return "–" if value is None else formats.moment(value)


@register.filter
def weekday(value: date | datetime | None) -> str:
    """thứ Năm."""
    return "" if value is None else formats.weekday(value)


@register.filter
def iso(value: date | datetime | None) -> str:
    """For `<time datetime>`."""
    return "" if value is None else value.isoformat()


@register.filter
def item(mapping: Mapping[str, Any], key: str) -> Any:
    """A value of a mapping by a key that is itself a variable."""
    return mapping.get(key, "")
