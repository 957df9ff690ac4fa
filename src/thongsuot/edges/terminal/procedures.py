"""`thongsuot procedures …`: find a procedure, read it, and see where the catalogue contradicts itself."""

import os
from collections import Counter
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from thongsuot.plumbing.cli import console
from thongsuot.plumbing.cli.trouble import language, t

if TYPE_CHECKING:
    from thongsuot.registers.catalogue.queries import ContradictionRecord, Term, VersionRecord

app = typer.Typer(
    help=t("Thủ tục hành chính.", "Administrative procedures."), add_completion=False, no_args_is_help=True
)

AsJson = Annotated[bool, typer.Option("--json", help=t("in một đối tượng JSON", "print one JSON object"))]
Day = Annotated[str, typer.Option(help=t("ngày, ví dụ 22/11/2026; mặc định hôm nay", "day, default today"))]
Province = Annotated[
    str,
    typer.Option(help=t("mã tỉnh (hai chữ số) hoặc mã định danh cơ quan", "province: unit or agency code")),
]
Level = Annotated[str, typer.Option(help="ward | province | ministry | other | vertical")]
LEVELS = ("", "ward", "province", "ministry", "other", "vertical")


@app.command(
    help=t("Tìm thủ tục theo tên, mã hoặc lời nói thường ngày.", "Search by name, code or everyday words.")
)
def search(
    words: Annotated[list[str], typer.Argument(help=t("từ cần tìm", "words"))],
    province: Province = "",
    level: Level = "",
    limit: Annotated[int, typer.Option(min=1, max=100)] = 10,
    day: Day = "",
    as_json: AsJson = False,
) -> None:
    queries, when = _queries(), _day(day)
    authority = queries.authority_code_of(given=province, day=when) if province else None
    text = " ".join(words)
    found = queries.search(words=text, day=when, authority_code=authority, level=_level(level), limit=limit)
    body = {"day": when, "words": text, "authority": authority, "count": len(found)}
    headings = [
        t("Mã", "Code"), t("Tên thủ tục", "Name"), t("Lĩnh vực", "Field"), t("Cấp", "Level"), t("Trực tuyến", "Online"),
    ]  # fmt: skip
    rows = [(h.code, h.name, h.field_name, _levels(h.levels), _online(h.online)) for h in found]
    console.emit(
        body | {"procedures": [asdict(hit) for hit in found]}, as_json, lambda: console.table(headings, rows)
    )


@app.command(help=t("Đọc một thủ tục: thời hạn, giấy tờ, phí, căn cứ.", "Read one procedure."))
def show(
    code: Annotated[str, typer.Argument(help=t("mã thủ tục", "code"))], day: Day = "", as_json: AsJson = False
) -> None:
    from thongsuot.kernel.errors import NotFound, Problem

    when = _day(day)
    found = _queries().version_on(code=code, day=when)
    if found is None:
        text = "Không có thủ tục {code} vào ngày này."
        raise NotFound(Problem("procedure_unknown", text, "code", {"code": code}))
    console.emit({"day": when, "procedure": asdict(found)}, as_json, lambda: _show(found))


@app.command(help=t("Những chỗ danh mục tự mâu thuẫn.", "Where the catalogue contradicts itself."))
def contradictions(
    province: Province = "",
    level: Level = "",
    what: Annotated[str, typer.Option(help=t("một loại mâu thuẫn", "one kind"))] = "",
    kind: Annotated[str, typer.Option(help="STANDARD | SPECIFIC | STANDARD_INTERNAL")] = "",
    day: Day = "",
    as_json: AsJson = False,
) -> None:
    queries, when = _queries(), _day(day)
    authority = queries.authority_code_of(given=province, day=when) if province else None
    found = queries.contradictions(
        day=when, authority_code=authority, level=_level(level), what=what or None, kind=kind or None
    )
    records = Counter(kind for _, kind in {(c.code, c.what) for c in found})
    body = {
        "day": when,
        "authority": authority,
        "count": len(found),
        "records": dict(sorted(records.items())),
        "contradictions": [{**asdict(c), "sentence": _sentence(c)} for c in found],
    }
    console.emit(body, as_json, lambda: _report(found, records))


def _report(found: tuple["ContradictionRecord", ...], records: Counter[str]) -> None:
    headings = (t("Mã", "Code"), t("Tên thủ tục", "Name"), t("Mâu thuẫn", "Contradiction"))
    console.table(headings, [(c.code, _short(c.name), _sentence(c)) for c in found])
    console.table((t("Loại", "Kind"), t("Số thủ tục", "Procedures")), records.most_common())


def _sentence(record: "ContradictionRecord") -> str:
    from django.utils.translation import gettext

    return gettext(record.message).format(left=record.left, right=record.right)


def _show(version: "VersionRecord") -> None:
    out = console.out()
    out.print(f"[bold]{version.code}[/] ", end="", highlight=False)
    out.print(version.name, markup=False, highlight=False, style="bold")
    facts = [
        (t("Lĩnh vực", "Field"), f"{version.field_name} ({version.field_code})"),
        (t("Cấp", "Level"), _levels(version.levels)),
        (t("Trực tuyến", "Online"), _online(version.online)),
        (t("Cơ quan thực hiện", "Executing body"), "; ".join(version.executing)),
        (t("Quyết định công bố", "Published by"), f"{version.decision_number} · {version.promulgator_name}"),
        (t("Hiệu lực", "Valid"), f"{version.valid_from} – {version.valid_to or '…'}"),
    ]
    console.table((t("Mục", "Item"), t("Nội dung", "Content")), facts)
    terms = [(_channel(x.channel), x.case, _time(x), _short(x.description)) for x in version.terms]
    console.table((t("Kênh", "Channel"), t("Trường hợp", "Case"), t("Thời hạn", "Term"), ""), terms)
    council = t("HĐND tỉnh", "council")
    fees = [
        (_channel(f.channel), f.vnd, council if f.by_council else "", _short(f.note)) for f in version.fees
    ]
    console.table(
        (t("Kênh", "Channel"), t("Phí (đồng)", "Fee (VND)"), t("Quyết định", "Decided by"), ""), fees
    )
    papers = [(p.case, p.name, p.originals, p.copies) for p in version.papers]
    columns = (
        t("Trường hợp", "Case"),
        t("Giấy tờ", "Paper"),
        t("Bản chính", "Originals"),
        t("Bản sao", "Copies"),
    )
    console.table(columns, papers)
    console.table((t("Căn cứ", "Legal basis"), ""), [(b.code, b.name) for b in version.legal_bases])


def _time(term: "Term") -> str:
    """ "3 ngày làm việc", or a dash when the source names no computable time."""
    from django.utils.translation import gettext

    from thongsuot.kernel.deadlines.terms import UNIT_NAMES

    return f"{term.quantity} {gettext(UNIT_NAMES[term.unit])}" if term.is_computable else "–"


def _online(level: str) -> str:
    names = {"full": t("toàn trình", "full"), "partial": t("một phần", "partial"), "none": t("không", "no")}
    return names[level]


def _levels(levels: frozenset[str]) -> str:
    names = {
        "ward": t("xã", "ward"),
        "province": t("tỉnh", "province"),
        "ministry": t("bộ", "ministry"),
        "other": t("khác", "other"),
        "vertical": t("ngành dọc", "vertical"),
    }
    return ", ".join(names[level] for level in names if level in levels)


def _channel(channel: str) -> str:
    names = {
        "DIRECT": t("trực tiếp", "in person"),
        "ONLINE": t("trực tuyến", "online"),
        "POSTAL": t("bưu chính", "by post"),
        "ANY": t("mọi kênh", "any"),
    }
    return names[channel]


def _short(text: str, longest: int = 90) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _day(given: str) -> date:
    from thongsuot.kernel.dates import local_day, parse_date

    return parse_date(given, "day") if given else local_day(datetime.now(UTC))


def _level(level: str) -> str | None:
    from thongsuot.kernel.errors import Problem, Refused

    if level not in LEVELS:
        text = "Cấp phải là một trong: {levels}."
        raise Refused(Problem("level_unknown", text, "level", {"levels": ", ".join(LEVELS[1:])}))
    return level or None


def _queries() -> Any:
    """The catalogue's queries, with Django set up and the terminal's language spoken."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thongsuot.plumbing.settings")
    import django
    from django.utils import translation

    django.setup()
    translation.activate(language())
    from thongsuot.registers.catalogue import queries

    return queries
