"""`thongsuot reorganisation …`: draft, plan, preview, rehearse, activate, undo a change of agencies; prove its balance."""

import csv
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from thongsuot.plumbing.cli import console
from thongsuot.plumbing.cli.trouble import Exit, Trouble, t

if TYPE_CHECKING:
    from thongsuot.registers.units.queries import AgencyRecord
    from thongsuot.transition.reorganisation.queries import PlanRecord, Preview
    from thongsuot.transition.reorganisation.rules import PlanLine
    from thongsuot.transition.reorganisation.services import Outcome, VerifiedPaper

app = typer.Typer(
    help=t("Sắp xếp đơn vị: xem trước, chạy thử, thực hiện, hoàn lại.", "Reorganisation of agencies."),
    add_completion=False,
    no_args_is_help=True,
)
AsJson = Annotated[bool, typer.Option("--json", help=t("in một đối tượng JSON", "print one JSON object"))]
PlanId = Annotated[int, typer.Argument(help=t("số phương án", "number of the plan"))]
Day = Annotated[str, typer.Option(help=t("ngày có hiệu lực, ví dụ 1/7/2025", "day on which it takes effect"))]
File = Annotated[
    Path | None,
    typer.Option("--lines", help=t("tệp CSV; không có: theo bảng chuyển đổi", "CSV; else crosswalk")),
]
COLUMNS = (
    "old_code",
    "new_code",
    "takes",
    "territory_code",
    "ends",
    "act",
    "clause",
    "function",
    "point_code",
)
EVERY_LINE = 20  # blockers and agencies shown to people; --json has all


@app.callback()
def _ready() -> None:
    """Every command below needs Django, and most import what needs it set up."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thongsuot.plumbing.settings")
    import django

    django.setup()


@app.command(
    help=t("Soạn các dòng theo bảng chuyển đổi, in ra CSV.", "Draw up the lines from the crosswalk, as CSV.")
)
def draft(
    day: Day,
    districts: Annotated[
        str,
        typer.Option(help=t("việc của cấp huyện: commune, province", "work of districts: commune, province")),
    ] = "commune",
    as_json: AsJson = False,
) -> None:
    from thongsuot.transition.reorganisation import queries

    if districts not in set(queries.Districts):
        raise Trouble(f"Không có cách “{districts}”.", f"There is no way “{districts}”.", Exit.USAGE)
    authority, _ = _province(_day(day))
    to = queries.Districts(districts)
    found = queries.draft_lines(authority_id=authority, day=_day(day), districts=to)
    _emit_rows("lines", COLUMNS, _as_rows(found, _day(day)), as_json)


@app.command(help=t("Lập phương án.", "Make a plan."))
def plan(
    name: Annotated[str, typer.Argument(help=t("tên phương án", "its name"))],
    day: Day,
    lines: File = None,
    as_json: AsJson = False,
) -> None:
    from thongsuot.kernel.actor import SYSTEM
    from thongsuot.transition.reorganisation import queries, services

    when = _day(day)
    authority, agency = _province(when)
    given = _read(lines, when) if lines is not None else queries.draft_lines(authority_id=authority, day=when)
    made = services.make_plan(
        actor=SYSTEM, now=datetime.now(UTC), agency_id=agency, name=name, day=when, lines=given
    )
    found = {"plan": made, "name": name, "day": when, "lines": len(given)}
    said = t(f"Phương án {made}: {len(given)} dòng.", f"Plan {made}: {len(given)} lines.")
    console.emit(found, as_json, lambda: console.out().print(said))


@app.command("list", help=t("Các phương án của tỉnh.", "The plans of the province."))
def plans(as_json: AsJson = False) -> None:
    from thongsuot.kernel.actor import SYSTEM
    from thongsuot.transition.reorganisation import queries

    authority, _ = _province(datetime.now(UTC).date())
    found = queries.plans(viewer=SYSTEM, authority_id=authority)
    rows = [(p.id, p.name, f"{p.day:%d/%m/%Y}", p.state.value, len(p.lines)) for p in found]
    heads = ("#", t("Tên", "Name"), t("Ngày", "Day"), t("Trạng thái", "State"), t("Dòng", "Lines"))
    body = {"plans": [dict(zip(("id", "name", "day", "state", "lines"), row, strict=True)) for row in rows]}
    console.emit(body, as_json, lambda: console.table(heads, rows))


@app.command(
    help=t("Xem trước: cái gì đi đâu, còn vướng gì.", "What would go where, and what stands in the way.")
)
def preview(plan_id: PlanId, as_json: AsJson = False) -> None:
    from thongsuot.kernel.actor import SYSTEM
    from thongsuot.transition.reorganisation import services

    agency = in_whose_name()
    shown = services.preview(actor=SYSTEM, now=datetime.now(UTC), agency_id=agency, plan_id=plan_id)
    console.emit(shown.as_json(), as_json, lambda: _show(shown))
    if shown.blockers:
        raise typer.Exit(Exit.REFUSED)


@app.command(
    help=t(
        "CSV các hồ sơ của đơn vị bị chia cần người phân công.", "Dossiers of split units to assign, as CSV."
    )
)
def unplaced(plan_id: PlanId, as_json: AsJson = False) -> None:
    from thongsuot.edges.terminal import placing

    _emit_rows("dossiers", placing.COLUMNS, placing.rows_left(plan_of(plan_id)), as_json)


@app.command(
    help=t("Phân công theo tệp CSV của lệnh unplaced.", "Assign by the CSV of `unplaced`, filled in.")
)
def assign(plan_id: PlanId, words: Path, as_json: AsJson = False) -> None:
    from thongsuot.edges.terminal import placing
    from thongsuot.kernel.actor import SYSTEM
    from thongsuot.transition.reorganisation import services

    plan_of(plan_id)
    given = placing.words_of(words)
    now, agency = datetime.now(UTC), in_whose_name()
    services.assign(actor=SYSTEM, now=now, agency_id=agency, plan_id=plan_id, words=given)
    said = t(
        f"Đã phân công {len(given)} dòng. Hãy xem trước lại.", f"{len(given)} rows assigned. Preview again."
    )
    console.emit({"assigned": len(given)}, as_json, lambda: console.out().print(said))


@app.command(
    help=t("Chạy thử trên dữ liệu thật rồi trả lại như cũ.", "Carry out on the real data, then put back.")
)
def rehearse(plan_id: PlanId, as_json: AsJson = False) -> None:
    _carry_out("rehearse", plan_id, as_json)


@app.command(help=t("Thực hiện phương án.", "Carry the plan out."))
def activate(plan_id: PlanId, as_json: AsJson = False) -> None:
    _carry_out("activate", plan_id, as_json)


@app.command(help=t("Hoàn lại phương án đã thực hiện.", "Put everything back."))
def undo(plan_id: PlanId, as_json: AsJson = False) -> None:
    _carry_out("undo", plan_id, as_json)


@app.command(
    help=t("Đếm lại bảng cân đối, in ra PDF, JSON.", "Count the balance anew; print it as PDF, JSON.")
)
def balance(
    plan_id: PlanId,
    pdf: Annotated[Path | None, typer.Option(help=t("ghi PDF vào tệp này", "write a PDF here"))] = None,
    report: Annotated[
        Path | None, typer.Option(help=t("ghi báo cáo JSON", "write the report as JSON"))
    ] = None,
    sign: Annotated[
        str | None,
        typer.Option(help=t("ký PDF bằng khóa này, ví dụ file:tinh", "sign the PDF: file:NAME, pkcs11:NAME")),
    ] = None,
    as_json: AsJson = False,
) -> None:
    from thongsuot.transition.reorganisation import services

    _province(datetime.now(UTC).date())
    kept, counted = services.balance(plan_id=plan_id)
    if pdf is not None:
        pdf.write_bytes(services.balance_paper(plan_id=plan_id, key_place=sign, now=datetime.now(UTC)))
    if report is not None:
        report.write_text(json.dumps({"digest": kept.digest, "body": kept.body}, ensure_ascii=False), "utf-8")
    found = {"plan": plan_id, "kind": kept.kind, "digest": kept.digest, "moved": counted.moved, "holds": counted.holds,
             "findings": counted.findings}  # fmt: skip
    said = t("Bảng cân đối khớp.", "The balance holds.") if counted.holds else "\n".join(counted.findings)
    console.emit(
        found, as_json, lambda: console.out().print(f"{said}\nSHA-256 {kept.digest}", highlight=False)
    )
    if not counted.holds:
        raise typer.Exit(Exit.FAILED)


@app.command(
    help=t("Đếm lại từ dữ liệu những gì một bảng cân đối PDF nói.", "Count anew what a PDF balance says.")
)
def verify(pdf: Path, as_json: AsJson = False) -> None:
    from thongsuot.transition.reorganisation import services

    _province(datetime.now(UTC).date())
    if not pdf.is_file():
        raise Trouble(f"Không có tệp {pdf}.", f"There is no file {pdf}.", Exit.NOT_FOUND)
    found = services.verify_paper(pdf=pdf.read_bytes(), now=datetime.now(UTC))
    signed = [
        {"signer": s.signer, "agency": s.agency, "signed_at": s.signed_at, "stamped_at": s.stamped_at, "intact": s.intact,
         "trusted": s.trusted, "later": s.later}
        for s in found.signatures
    ]  # fmt: skip
    body = {"plan": found.plan_id, "run": found.run, "digest": found.digest, "moved": found.moved, "same": found.is_same,
            "signatures": signed, "findings": found.findings}  # fmt: skip
    console.emit(body, as_json, lambda: _tell_paper(found))
    if not found.is_same:
        raise typer.Exit(Exit.FAILED)


def _tell_paper(found: "VerifiedPaper") -> None:
    same, differs = t("Giống dữ liệu.", "The data say the same."), t("KHÁC dữ liệu:", "The data DIFFER:")
    lines = [same] if found.is_same else [differs, *found.findings]
    for s in found.signatures:
        whose = t("tin cậy", "trusted") if s.trusted else t("chưa tin cậy ở đây", "not trusted here")
        lines.append(f"{s.signer}, {s.agency}: {whose}")
    if not found.signatures:
        lines.append(t("Không có chữ ký số.", "Nobody signed it."))
    console.out().print("\n".join([*lines, f"SHA-256 {found.digest}"]), highlight=False, markup=False)


def _carry_out(verb: str, plan_id: int, as_json: bool) -> None:
    from thongsuot.kernel.actor import SYSTEM
    from thongsuot.transition.reorganisation import services

    now, agency = datetime.now(UTC), in_whose_name()
    done: Outcome = getattr(services, verb)(actor=SYSTEM, now=now, agency_id=agency, plan_id=plan_id)
    settled = (
        0 if verb == "rehearse" else services.settle(actor=SYSTEM, now=datetime.now(UTC), plan_id=plan_id)
    )
    console.emit(asdict(done) | {"settled": settled}, as_json, lambda: _tell(done))


def _tell(done: "Outcome") -> None:
    vi = f"{done.moved:,} hồ sơ đã chuyển ({done.arrived} đến trong lúc chuyển). Bảng cân đối khớp."
    en = f"{done.moved:,} dossiers moved ({done.arrived} arrived meanwhile). The balance holds."
    console.out().print(t(vi, en), highlight=False)
    console.out().print(f"SHA-256 {done.digest}", highlight=False)
    console.table((t("Phần", "Part"), "s"), [(name, f"{s:.3f}") for name, s in done.seconds.items()])


def _show(shown: "Preview") -> None:
    heads = (
        t("Mã", "Code"), t("Cơ quan", "Agency"), t("Hồ sơ mở", "Open"), t("Quá hạn", "Late"), t("Chưa rõ", "Unclear"),
        t("Cán bộ", "Officers"), t("Điểm", "Points"), t("Sẵn sàng", "Ready"),
    )  # fmt: skip
    rows = [
        (a.code, a.name, a.open, a.late, a.stranded, a.officers, a.points, "✓" if a.is_ready else "✗")
        for a in sorted(shown.agencies, key=lambda a: (a.is_ready, -a.open))[:EVERY_LINE]
    ]
    total = len(shown.agencies)
    console.table(
        heads, rows, title=t(f"{total} cơ quan, {shown.dossier_count:,} hồ sơ", f"{total} agencies")
    )
    have = shown.holdings
    ending = sum(series.ends for series in have.series)
    deadlines = sum(clock.count for clock in have.clocks.values())
    codes = sum(code.ends for code in have.codes)
    vi = f"{codes} mã cơ quan và {ending} dãy số kết thúc, {len(have.seals)} con dấu thu hồi, {deadlines:,} thời hạn."
    en = f"{codes} agency codes and {ending} number series end, {len(have.seals)} seals come in, {deadlines:,} clocks run."
    console.out().print(t(vi, en), highlight=False)
    for blocker in shown.blockers[:EVERY_LINE]:
        console.out().print(f"✗ {blocker.problem}", markup=False, highlight=False, soft_wrap=True)
    if not shown.blockers:
        console.out().print(t("Không còn vướng mắc.", "Nothing stands in the way."))


def _province(day: date) -> tuple[int, int]:
    """The province of this installation and its committee, in whose name the system acts."""
    from thongsuot.registers.units import queries as units

    authority = units.home_authority()
    if authority is None:
        raise Trouble("Chưa nạp tỉnh nào.", "No province is loaded.", Exit.NOT_FOUND)
    found = units.agencies_of(authority_id=authority, day=day, kind="province_committee")
    if not found:
        raise Trouble(
            "Tỉnh chưa có Ủy ban nhân dân trong danh mục.", "The province has no committee.", Exit.NOT_FOUND
        )
    return authority, found[0].id


def in_whose_name() -> int:
    """The committee of the province, in whose name the system acts."""
    return _province(datetime.now(UTC).date())[1]


def plan_of(plan_id: int) -> "PlanRecord":
    """A plan. Raises NotFound."""
    from thongsuot.kernel.actor import SYSTEM
    from thongsuot.kernel.errors import NotFound, Problem
    from thongsuot.transition.reorganisation import queries

    found = queries.plan(viewer=SYSTEM, plan_id=plan_id)
    if found is None:
        raise NotFound(Problem("no_such_plan", "Không có phương án này.", "plan"))
    return found


def _emit_rows(name: str, columns: Sequence[str], rows: Iterable[Sequence[str]], as_json: bool) -> None:
    """A CSV that is filled in and comes back, or the same rows as one JSON object."""
    found = [*rows]
    body = {name: [dict(zip(columns, row, strict=True)) for row in found]}
    out = csv.writer(typer.get_text_stream("stdout"))
    console.emit(body, as_json, lambda: out.writerows([columns, *found]))


def _day(text: str) -> date:
    from thongsuot.kernel.dates import parse_date

    return parse_date(text, "day")


def _as_rows(lines: Iterable["PlanLine"], day: date) -> Iterator[Sequence[str]]:
    """Rows of a CSV as `_read` reads them: a territory by the code on the eve, else on the day."""
    from thongsuot.registers.points import queries as points
    from thongsuot.registers.units import queries as units

    for line in lines:
        lands = (
            [units.unit(unit_id=line.territory_id, day=d) for d in (day - timedelta(1), day)]
            if line.territory_id
            else []
        )
        land = next((unit.code for unit in lands if unit is not None), "")
        old, new = units.agency(agency_id=line.old_agency_id), units.agency(agency_id=line.new_agency_id)
        codes = (old.code if old else "", new.code if new else "")
        place = points.point(point_id=line.point_id) if line.point_id is not None else None
        rest = (line.act, line.clause, line.function, place.code if place else "")
        yield (*codes, line.takes.value, land, "yes" if line.ends else "no", *rest)


def _read(path: Path, day: date) -> list["PlanLine"]:
    """Lines of a CSV with the columns of COLUMNS. Raises Refused with every line that names what is not there."""
    from thongsuot.kernel.errors import refuse_if

    with path.open(encoding="utf-8-sig", newline="") as file:
        made = [_line(number, row, day) for number, row in enumerate(csv.DictReader(file), 2)]
    refuse_if(problem for found in made if isinstance(found, list) for problem in found)
    return [found for found in made if not isinstance(found, list)]


def _line(number: int, row: dict[str, str], day: date) -> "PlanLine | list[Any]":
    from thongsuot.kernel.errors import Problem
    from thongsuot.registers.units import queries as units
    from thongsuot.transition.reorganisation.rules import PlanLine, Takes

    old, new = (units.agency_by_code(code=(row.get(c) or "").strip()) for c in ("old_code", "new_code"))
    code = (row.get("territory_code") or "").strip()
    found = (
        [u for d in (day - timedelta(1), day) for u in units.unit_on(code=code, day=d).units] if code else []
    )
    takes = (row.get("takes") or "all").strip()
    point = _point((row.get("point_code") or "").strip(), old, day)
    wrong = [
        Problem("line_unreadable", "Dòng {line}: cột {column} không đọc được.", column, {"line": number, "column": column})
        for column, is_wrong in (
            ("old_code", old is None), ("new_code", new is None), ("takes", takes not in set(Takes)),
            ("territory_code", bool(code) and not found), ("point_code", bool(row.get("point_code")) and point is None),
        )
        if is_wrong
    ]  # fmt: skip
    if wrong or old is None or new is None:
        return wrong
    ends = (row.get("ends") or "yes").strip() != "no"
    act, clause, function = ((row.get(c) or "").strip() for c in ("act", "clause", "function"))
    land = found[0].id if found else None
    return PlanLine(old.id, new.id, Takes(takes), land, ends, act, clause, function, point)


def _point(code: str, old: "AgencyRecord | None", day: date) -> int | None:
    """A point of the old agency by its code."""
    from thongsuot.registers.points import queries as points

    at = points.points_at(agency_ids=frozenset({old.id}), day=day) if code and old else ()
    return next((p.point_id for p in at if p.code == code), None)
