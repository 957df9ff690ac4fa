"""Mandates and competence in the words of the desk."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from thongsuot.edges.desk import saying
from thongsuot.plumbing.ui import formats, tables
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.catalogue.queries import Effect, MandateRecord
from thongsuot.registers.catalogue.rules import mandates as rules
from thongsuot.registers.catalogue.rules.mandates import Answer, Mandate, Power
from thongsuot.registers.units import queries as units

POWERS: dict[Power, str] = {
    Power.RECEIVE: "tiếp nhận",
    Power.DECIDE: "quyết định",
    Power.SIGN: "ký",
}
ORIGINS = {"pack": "gói dữ liệu", "desk": "ghi tại trang này"}


def ground(found: Mandate) -> str:
    """ "Ủy quyền"."""
    return _(rules.GROUND_NAMES[found.ground]).capitalize()


def powers(found: Mandate) -> str:
    """ "quyết định, ký"."""
    return ", ".join(_(POWERS[power]) for power in Power if power in found.powers)


def matter(found: Mandate, day: date, *, named: bool = True) -> str:
    """What it speaks of: a procedure (with its name when `named`), a field, everything; and where."""
    parts = []
    if found.procedure_code:
        version = catalogue.version_on(code=found.procedure_code, day=day) if named else None
        name = f" {saying.title(version.name)}" if version else ""
        parts.append(f"{found.procedure_code}{name}")
    if found.field_code:
        parts.append(_("lĩnh vực {code}").format(code=found.field_code))
    if found.unit_id is not None:
        unit = units.unit(unit_id=found.unit_id, day=day)
        parts.append(unit.full_name if unit else "")
    return "; ".join(part for part in parts if part) or _("mọi thủ tục")


def period(start: date, end: date | None) -> str:
    """ "từ 01/09/2026 đến hết 28/02/2027"."""
    if end is None:
        return _("từ {start}").format(start=formats.day(start))
    last = date.fromordinal(end.toordinal() - 1)
    return _("từ {start} đến hết {last}").format(start=formats.day(start), last=formats.day(last))


def status(found: MandateRecord, day: date) -> tables.Status:
    """Whether it holds on a day."""
    told = found.mandate
    if found.withdrawn_at is not None:
        return tables.Status(_("Đã thay hoặc rút"), "stopped")
    if told.valid_from > day:
        return tables.Status(_("Chưa có hiệu lực"), "waiting")
    if not told.holds_on(day):
        return tables.Status(_("Hết hiệu lực"), "quiet")
    return tables.Status(_("Đang có hiệu lực"), "done")


def answer(found: Answer) -> str:
    """The one competent agency, or that there is none, or that several are named."""
    if not found.agencies:
        return _("không cơ quan nào (khoảng trống)")
    names = ", ".join(saying.short_agency(agency) for agency in found.agencies)
    return names if len(found.agencies) == 1 else _("{names} (trùng nhau)").format(names=names)


def grounds(found: Answer) -> str:
    """The way to it, step by step: the law, then every mandate with its document."""
    told = []
    for link in found.trace:
        word = _(rules.GROUND_NAMES[link.ground])
        by = f" ({link.mandate.document})" if link.mandate else ""
        if link.is_succession:
            word, by = _("kế thừa cơ quan cũ"), ""
        told.append(f"{saying.short_agency(link.agency_id)}: {word}{by}")
    return " → ".join(told)


def facts(found: Mandate, day: date) -> list[tuple[str, str]]:
    """Everything that a mandate says, as questions and answers."""
    rows = [
        (_("Căn cứ"), ground(found)),
        (_("Văn bản"), f"{found.document}{f', {found.clause}' if found.clause else ''}"),
        (_("Cơ quan giao"), saying.agency(found.from_agency_id) or _("pháp luật")),
        (_("Cơ quan được giao"), saying.agency(found.agency_id)),
        (_("Được làm"), powers(found)),
        (_("Việc gì"), matter(found, max(day, found.valid_from))),
        (_("Thời hạn"), period(found.valid_from, found.valid_to)),
        (_("Nội dung"), found.content or "–"),
        (_("Điều kiện"), found.conditions or "–"),
    ]
    return rows


def effects(found: Sequence[Effect]) -> tables.Table | None:
    """What it changes, procedure by procedure; None when it names none."""
    if not found:
        return None
    columns = (
        tables.Column("procedure", _("Thủ tục")),
        tables.Column("power", _("Việc")),
        tables.Column("before", _("Không có văn bản này")),
        tables.Column("after", _("Có văn bản này")),
        tables.Column("change", _("Thay đổi")),
    )
    rows = [
        tables.Row(
            (
                f"{e.procedure_code} {saying.title(e.procedure_name)}", _(POWERS[e.power]), answer(e.before),
                answer(e.after), _changed(e),
            )
        )
        for e in found
    ]  # fmt: skip
    return tables.Table(
        _("Ai được làm gì, trước và sau"), columns, rows, stack=True, exports=False, show_caption=False
    )


def _changed(found: Effect) -> tables.Status:
    if len(found.after.agencies) != 1:
        return tables.Status(_("không còn đúng một cơ quan"), "late")
    if found.is_change:
        return tables.Status(_("đổi cơ quan"), "doing")
    return tables.Status(_("không đổi"), "quiet")


def warnings(found: Sequence[Effect], draft: Mandate) -> list[str]:
    """What a person should know before he records it."""
    told: list[str] = []
    if found and not any(e.is_change for e in found):
        told.append(_("Văn bản này không đổi cơ quan nào: bên giao không có việc ấy, hoặc bên nhận đã có."))
    if any(len(e.after.agencies) != 1 for e in found):
        told.append(_("Có việc sẽ không còn đúng một cơ quan có thẩm quyền."))
    if not draft.procedure_code and not draft.field_code:
        told.append(_("Văn bản không nêu thủ tục hay lĩnh vực: có hiệu lực cho mọi thủ tục của bên giao."))
    return told


def kept(found: Sequence[MandateRecord]) -> list[dict[str, Any]]:
    """Everything that was recorded of the same mandate, the latest first."""
    return [
        {
            "recorded": formats.moment(r.recorded_at),
            "period": period(r.mandate.valid_from, r.mandate.valid_to),
            "origin": _(ORIGINS[r.origin]),
            "withdrawn": formats.moment(r.withdrawn_at) if r.withdrawn_at else "",
            "because": r.withdrawn_because,
        }
        for r in sorted(found, key=lambda r: (r.recorded_at, r.mandate.id), reverse=True)
    ]
