"""A dossier told at the desk: four facts kept apart, how the due date came about, what was done by whom."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from thongsuot.edges.desk import saying
from thongsuot.kernel.actor import Actor
from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing.ui import formats, tables
from thongsuot.registers.catalogue.rules import GROUND_NAMES
from thongsuot.registers.identity import queries as identity
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.rules import ACT_NAMES, FIELD_NAMES, NATIONAL_NAMES, REFUSAL_REASONS, Act, State

Fact = dict[str, str]


def facts(viewer: Actor, record: dossiers.DossierRecord, day: date, collect_at: str = "") -> list[Fact]:
    """Where received, who is competent, who holds it, which territory; then the procedure as it then was.

    `day`: today, for who may decide it now and on which ground. `collect_at`: the point where the result is wanted.
    """
    territory = units.unit_version(version_id=record.territory_version_id)
    officers = identity.names(account_ids=[i for i in (record.received_by_id, record.holder_officer_id) if i])
    status = dossiers.national_statuses(viewer=viewer, found=[record])[record.id]
    received = _("{moment}, {way}").format(
        moment=formats.moment(record.received_at), way=_(saying.CHANNELS[record.channel]).lower()
    )
    return _kept(
        (
            _("Nơi tiếp nhận"),
            saying.agency(record.received_agency_id),
            officers.get(record.received_by_id or 0, ""),
        ),
        *_competence(record, day),
        (
            _("Đang giữ"),
            saying.agency(record.holder_agency_id),
            officers.get(record.holder_officer_id or 0, ""),
        ),
        (_("Địa bàn"), territory.full_name if territory else "", ""),
        (_("Tiếp nhận lúc"), received, ""),
        (_("Trường hợp"), record.case_name, ""),
        (_("Nội dung"), record.summary, ""),
        (_("Nhận kết quả"), collect_at or _(saying.RESULT_WAYS.get(record.result_way, "")), ""),
        (_("Mã trên hệ thống khác"), record.external_code, ""),
        (_("Trạng thái quốc gia"), f"{status} – {_(NATIONAL_NAMES[status])}", ""),
    )


def _competence(record: dossiers.DossierRecord, day: date) -> list[tuple[str, str, str]]:
    """Who is competent, and on which ground; another line where somebody else may decide today."""
    named = (_("Có thẩm quyền"), saying.agency(record.competent_agency_id))
    answer = dossiers.competent_for(
        matter=record,
        act=Act.DECIDE,
        day=day,
        named_id=record.competent_agency_id,
        received_at=record.received_at,
    )
    if record.finished_at is not None or answer is None or answer.agency_id is None:
        return [(*named, "")]
    ground = _(GROUND_NAMES[answer.ground])
    if answer.mandate is not None:
        ground = f"{ground}, {answer.mandate.document}"
        if answer.mandate.valid_to is not None:
            last = answer.mandate.valid_to - timedelta(days=1)
            ground += _(", đến hết ngày {day}").format(day=formats.day(last))
    if answer.agency_id == record.competent_agency_id:
        return [(*named, ground)]
    return [(*named, ""), (_("Được quyết định hôm nay"), saying.agency(answer.agency_id), ground)]


def applicant(record: dossiers.DossierRecord) -> list[Fact]:
    """Who asks."""
    return _kept(
        (_("Họ và tên"), record.applicant_name, ""),
        (_("Số định danh"), record.citizen_id, ""),
        (_("Điện thoại"), record.phone, ""),
        (_("Thư điện tử"), record.email, ""),
        (_("Địa chỉ"), record.address, ""),
    )


def _kept(*rows: tuple[str, str, str]) -> list[Fact]:
    return [{"term": term, "value": value, "note": note} for term, value, note in rows if value]


def explained(record: dossiers.DossierRecord, steps: Iterable[dossiers.StepRecord] = ()) -> list[str]:
    """How the due date came about: computed anew in the reader's language if it still comes out the same.

    Behind it, every time that a changed calendar moved it, with the reason.
    """
    calendar = saying.calendar_of(record.competent_agency_id, record.received_at)
    if record.term is not None and calendar is not None:
        try:
            due = record.due(calendar)
        except Refused:
            return list(record.due_trace)
        if due.due_at == record.due_at:
            return [*(saying.said(step) for step in due.trace), *map(saying.said, dossiers.moves(steps))]
    return list(record.due_trace)


def papers(found: Sequence[dossiers.PaperRecord]) -> tables.Table:
    """What was handed over."""
    columns = (
        tables.Column("name", _("Giấy tờ")),
        tables.Column("how_many", _("Số bản")),
        tables.Column("came", _("Nộp lúc")),
    )
    rows = [
        tables.Row(
            (
                saying.bare(paper.name),
                how_many(paper),
                _("bổ sung") if (paper.came_with_step or 1) > 1 else _("ban đầu"),
            )
        )
        for paper in found
    ]
    nothing = tables.Empty(_("Hồ sơ không có giấy tờ nào"))
    return tables.Table(
        _("Giấy tờ đã nhận"), columns, rows, nothing, stack=True, exports=False, show_caption=False
    )


def how_many(paper: dossiers.PaperRecord) -> str:
    """ "1 bản chính, 2 bản sao"."""
    parts = [
        _("{n} bản chính").format(n=paper.originals) if paper.originals else "",
        _("{n} bản sao").format(n=paper.copies) if paper.copies else "",
        _("bản điện tử") if paper.is_electronic else "",
    ]
    return ", ".join(filter(None, parts))


def way(record: dossiers.DossierRecord, steps: Sequence[dossiers.StepRecord]) -> list[dict[str, str]]:
    """Every step with its officer, as `ui/tracker.html` shows them; the last is where it stands."""
    officers = identity.names(account_ids=[step.officer_id for step in steps if step.officer_id])
    told = []
    for step in steps:
        who = ", ".join(
            filter(None, (officers.get(step.officer_id or 0, ""), saying.short_agency(step.agency_id)))
        )
        told.append(
            {"state": "done", "title": _(ACT_NAMES[Act(step.act)]), "who": who or _nobody(step),
             "when": formats.moment(step.at), "note": _note(step)}
        )  # fmt: skip
    if record.finished_at is None and told:
        told[-1]["state"] = "now"
    return told


def _nobody(step: dossiers.StepRecord) -> str:
    """Who acted where no officer did."""
    if step.act == Act.CONSENT:
        return _("Theo luật, không do người nào quyết định")
    return _("Hệ thống, theo lịch làm việc") if step.act == Act.RECALCULATE else _("Người nộp")


def _note(step: dossiers.StepRecord) -> str:
    detail = step.detail
    if "imported" in detail:
        origin = detail["imported"]
        said = _("Nhập từ sổ cũ: {file}, trang {sheet}, dòng {row}.")
        return said.format(file=origin["file"], sheet=origin["sheet"], row=origin["row"])
    if "problems" in detail:  # what a mobile session may not receive, received all the same
        said = " ".join(
            Problem(p["code"], p["message"], params=p["params"]).say(_) for p in detail["problems"]
        )
        return _("Cần xem lại: {what}").format(what=said)
    match step.act:
        case Act.ASSIGN:
            names = identity.names(account_ids=[step.holder_officer_id or 0])
            who = names.get(step.holder_officer_id or 0, "")
            return _("Giao cho {name}.").format(name=who) if who else _("Để chung, chưa giao riêng ai.")
        case Act.FORWARD:
            return _("Đến {agency}.").format(agency=saying.agency(step.holder_agency_id))
        case Act.MOVE:
            to = _("Đến {agency}.").format(agency=saying.agency(step.holder_agency_id))
            return f"{to} {detail.get('ground', '')}".strip()
        case Act.ASK_FOR_MORE:
            asked_ = "; ".join(map(str, detail.get("wanted", ()))) + f". {detail.get('reason', '')}"
            again = _("Yêu cầu lần nữa: đồng hồ không dừng, hồ sơ tính là quá hạn theo chỉ số 766.")
            return f"{asked_} {again}" if detail.get("again") else asked_
        case Act.CORRECT_APPLICANT:
            return f"{_corrected(detail)} {detail.get('reason', '')}"
        case Act.CONSENT:
            return _("Căn cứ: {article}.").format(article=detail.get("article", ""))
        case Act.EXTEND | Act.LINK:
            due = _("Hẹn lại {moment}.").format(moment=formats.moment(step.due_at)) if step.due_at else ""
            return f"{detail.get('reason') or '; '.join(detail.get('names', ()))} {due}".strip()
        case Act.RECALCULATE:
            return " ".join(saying.said(sentence) for sentence in dossiers.moves([step]))
        case Act.DECIDE:
            return str(detail.get("result", ""))
        case Act.RETURN:
            return _("Người nhận: {name}").format(name=detail.get("received_by", ""))
    return str(detail.get("reason", ""))


def _corrected(detail: Mapping[str, Any]) -> str:
    """Which fields of the applicant were corrected, each with what stood there before."""
    before = detail.get("before", {})
    said = [
        _("{field}, trước là “{value}”").format(field=_(name), value=before[key])
        if before[key]
        else _("{field}, trước để trống").format(field=_(name))
        for key, name in FIELD_NAMES.items()
        if key in before
    ]
    return "; ".join(said) + "."


def outcome(record: dossiers.DossierRecord) -> list[Fact]:
    """How it ended, as far as it has."""
    given = record.outcome
    reason = REFUSAL_REASONS.get(str(given.get("reason_code", "")))
    return _kept(
        (_("Kết quả"), str(given.get("result", "")), ""),
        (_("Lý do"), _(reason.name) if reason else "", reason.ground if reason else ""),
        (_("Cụ thể"), str(given.get("reason", "")), ""),
        (_("Đã trả cho"), str(given.get("received_by", "")), ""),
    )


def asked(steps: Iterable[dossiers.StepRecord]) -> dict[str, Any] | None:
    """What the applicant was asked to add; None when nothing was."""
    found = [step for step in steps if step.act == Act.ASK_FOR_MORE]
    if not found:
        return None
    detail = found[-1].detail
    return {
        "wanted": detail.get("wanted", ()),
        "reason": detail.get("reason", ""),
        "at": found[-1].at,
        "until": dossiers.announced_until(found),
    }


def _goes_back(record: dossiers.DossierRecord) -> bool:
    """Whether the result is still away from the counter where its applicant fetches it."""
    fetched = record.result_way == "AT_SUBMISSION_PLACE"
    return fetched and record.holder_agency_id != record.received_agency_id


def next_step(record: dossiers.DossierRecord) -> str:
    """What comes next, and from whom."""
    match record.state:
        case State.RECEIVED if record.holder_agency_id != record.competent_agency_id:
            return _("Chuyển đến {agency}").format(agency=saying.agency(record.competent_agency_id))
        case State.RECEIVED:
            return _("Cán bộ nhận xử lý")
        case State.PROCESSING:
            return _("Giải quyết, hoặc yêu cầu bổ sung một lần")
        case State.WAITING:
            return _("Người nộp bổ sung giấy tờ")
        case State.DECIDED if _goes_back(record):
            return _("Chuyển kết quả đến {agency} để trả").format(
                agency=saying.agency(record.received_agency_id)
            )
        case State.DECIDED:
            return _("Trả kết quả cho người nộp")
    return _("Không còn việc gì phải làm")


FORMS = (
    ("slip", Act.RECEIVE, "giấy hẹn", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả (Mẫu 01)"),
    ("ask-for-more", Act.ASK_FOR_MORE, "phiếu bổ sung", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ (Mẫu 02)"),
    ("refusal", Act.DECLINE, "phiếu từ chối", "Phiếu từ chối tiếp nhận giải quyết hồ sơ (Mẫu 03)"),
    ("refusal", Act.REFUSE, "phiếu từ chối", "Phiếu từ chối tiếp nhận giải quyết hồ sơ (Mẫu 03)"),
    ("apology", Act.EXTEND, "văn bản xin lỗi", "Văn bản xin lỗi và đề nghị gia hạn (Mẫu 04)"),
    ("result", Act.DECIDE, "thông báo kết quả", "Thông báo kết quả giải quyết"),
    ("stop-notice", Act.STOP, "thông báo dừng", "Thông báo dừng giải quyết hồ sơ (Mẫu 05)"),
)
CONTROL = ("control-sheet", "phiếu kiểm soát", "Phiếu kiểm soát quá trình giải quyết hồ sơ (Mẫu 06)")


def files(record: dossiers.DossierRecord, steps: Iterable[dossiers.StepRecord]) -> list[dict[str, Any]]:
    """The forms that this dossier gave rise to, newest first, and the control sheet of its way."""
    done = {step.act for step in steps}
    found = [(form, short, name) for form, act, short, name in FORMS if act in done]
    return [
        {
            "name": _(name),
            "short": _(short),
            "url": reverse("desk:paper", args=[record.code, form]),
            "about": "PDF",
            "print": True,
        }
        for form, short, name in (*reversed(found), CONTROL)
    ]
