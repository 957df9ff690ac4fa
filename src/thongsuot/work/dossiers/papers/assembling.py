"""What stands on the forms of one dossier, put together from the registers and its steps.

The only place where it is decided; screens of officers and of citizens print the same bytes. Every paper
is dated as the step that gave rise to it and told in Vietnamese, whoever prints it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from thongsuot.kernel import deadlines
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.kernel.money import format_vnd
from thongsuot.plumbing.paper import Signature
from thongsuot.registers.calendars import queries as calendars
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.catalogue.rules import GROUND_NAMES
from thongsuot.registers.identity import queries as identity
from thongsuot.registers.identity.rules import signing_lines
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import papers, ports
from thongsuot.work.dossiers.papers import wording
from thongsuot.work.dossiers.papers.naming import Names, is_part
from thongsuot.work.dossiers.papers.told import Told as Told
from thongsuot.work.dossiers.queries import (
    DossierRecord,
    PaperRecord,
    StepRecord,
    announced_until,
    competent_for,
)
from thongsuot.work.dossiers.rules import REFUSAL_REASONS, Act

COUNTERS = ("commune_centre", "province_centre")
FEES = {"FEE": "Phí", "SERVICE_FEE": "Lệ phí", "PRICE_LEVEL": "Giá dịch vụ"}
REMEDY = "Nếu không đồng ý, Ông/Bà có quyền khiếu nại, khởi kiện theo quy định của pháp luật."


def printed(told: Told, form: str) -> bytes:
    """The PDF of a form: slip, ask-for-more, refusal, apology, stop-notice, control-sheet. Raises NotFound."""
    maker = FORMS.get(form)
    if maker is None:
        raise NotFound(Problem("no_such_paper", "Không có giấy tờ này.", "form"))
    return maker(told)


def printed_slips(many: Sequence[Told]) -> bytes:
    """The slips of many dossiers in one PDF, each on its own page. ValueError if there is none."""
    return papers.slips_pdf([_slip_data(told) for told in many])


def _slip(told: Told) -> bytes:
    return papers.slip_pdf(_slip_data(told))


def _slip_data(told: Told) -> papers.SlipData:
    record, step = told.record, told.last(Act.RECEIVE)
    names = told.names("slip", step.at)
    version = catalogue.version(version_id=record.procedure_version_id)
    fees, fee_note = _fees(version, record.channel) if told.fees is None else _charged(told.fees)
    due_at, explained = _as_received(record, step)
    is_home = is_part(record.received_agency_id, of=step.competent_agency_id)
    place = names.of(record.received_agency_id)
    return papers.SlipData(
        **_common(told, names, record.received_agency_id, step.at, "TNHS"),
        received_by=place,
        competent="" if is_home else names.of(step.competent_agency_id),
        papers=tuple(line for paper in told.papers if _was_first(paper) for line in _lines(paper)),
        sets=record.sets,
        term=wording.term_of(record.term),
        received_at=record.received_at,
        due_at=due_at,
        due_explained=explained,
        receive_at=told.receive_at(names),
        fees=fees,
        fee_note=fee_note,
        book=f"{local_day(record.received_at):%m/%Y}",
        serial=_serial(record),
        officer=Signature(post="Người tiếp nhận hồ sơ", name=_officer(record.received_by_id)),
        notes=names.notes(papers.SlipData),
    )


def _ask_for_more(told: Told) -> bytes:
    step = told.last(Act.ASK_FOR_MORE)
    names = told.names("ask-for-more", step.at)
    wanted, reason = [str(what) for what in step.detail.get("wanted", ())], str(step.detail.get("reason", ""))
    agency = step.agency_id or told.record.holder_agency_id
    officer = _officer(step.officer_id)
    return papers.ask_for_more_pdf(
        papers.AskForMoreData(
            **_common(told, names, agency, step.at, "HDHS"),
            items=tuple(
                papers.MissingLine(what=what, reason=reason if n == 0 else "Như trên")
                for n, what in enumerate(wanted)
            ),
            received_at=told.record.received_at,
            answer_by=wording.until_said(announced_until([step])),
            how_to_add="nộp tại bất kỳ điểm tiếp nhận nào trong tỉnh, thành phố, mang theo phiếu này",
            consequence=wording.after_asking(told.record.term, is_again="again" in step.detail),
            contact_name=officer or names.of(agency),
            contact_phone=_phone(told.record.authority_id),
            officer=Signature(post="Người hướng dẫn", name=officer),
            notes=names.notes(papers.AskForMoreData),
        )
    )


def _refusal(told: Told) -> bytes:
    record, step = told.record, told.last(Act.REFUSE, Act.DECLINE)
    names = told.names("refusal", step.at)
    coded = REFUSAL_REASONS.get(str(step.detail.get("reason_code", "")))
    words = str(step.detail.get("reason", "")).strip()
    agency = step.agency_id or record.competent_agency_id
    reasons = [papers.ReasonLine(reason=f"{coded.name}.", ground=coded.ground)] if coded else []
    return papers.refusal_pdf(
        papers.RefusalData(
            **_common(told, names, agency, step.at, "TCHS"),
            received_by=names.of(agency),
            submitted_at=record.received_at,
            reasons=(*reasons, papers.ReasonLine(reason=words)),
            returned=f"toàn bộ {len(told.papers):02} giấy tờ đã nộp" if told.papers else "",
            remedy=REMEDY,
            signer=_signer(told, agency, step),
            notes=names.notes(papers.RefusalData),
        )
    )


def _apology(told: Told) -> bytes:
    record, step = told.record, told.last(Act.EXTEND)
    names = told.names("apology", step.at)
    old = step.detail.get("old_due_at")
    old_due = datetime.fromisoformat(str(old)) if old else record.received_at
    return papers.apology_pdf(
        papers.ApologyData(
            **_common(told, names, step.competent_agency_id, step.at, "XLHL"),
            addressee=f"Ông/Bà {record.applicant_name}",
            received_by=names.of(record.received_agency_id),
            responsible=names.of(step.competent_agency_id),
            received_at=record.received_at,
            due_at=old_due,
            reason=_sentence_end(str(step.detail.get("reason", ""))),
            new_due_at=step.due_at or old_due,
            new_due_explained="Việc gia hạn được thực hiện một lần.",
            receive_at=told.receive_at(names),
            signer=_signer(told, step.competent_agency_id, step),
            notes=names.notes(papers.ApologyData),
        )
    )


def _stop_notice(told: Told) -> bytes:
    record, step = told.record, told.last(Act.STOP)
    names = told.names("stop-notice", step.at)
    return papers.stop_notice_pdf(
        papers.StopNoticeData(
            **_common(told, names, step.competent_agency_id, step.at, "TBDHS"),
            addressee=f"Ông/Bà {record.applicant_name}",
            received_by=names.of(record.received_agency_id),
            responsible=names.of(step.competent_agency_id),
            received_at=record.received_at,
            stopped_at=step.at,
            stage=f"đang giải quyết tại {names.of(_holder_before(told.steps, step))}.",
            reason=_sentence_end(str(step.detail.get("reason", ""))),
            ground="Nghị định số 118/2025/NĐ-CP.",
            money=wording.money_said(ports.money_moved(record.id, until=step.at)),
            returned=f"toàn bộ {len(told.papers):02} giấy tờ đã nộp, trả tại {names.of(record.received_agency_id)}.",
            remedy=REMEDY,
            signer=_signer(told, step.competent_agency_id, step),
            notes=names.notes(papers.StopNoticeData),
        )
    )


def _result(told: Told) -> bytes:
    record, step = told.record, told.last(Act.DECIDE)
    names = told.names("result", step.at)
    agency = step.agency_id or record.competent_agency_id
    common = _common(told, names, agency, step.at, "TBKQ")
    return papers.result_pdf(
        papers.ResultData(
            **common | {"tracking_url": told.check_url or told.tracking_url},
            addressee=f"Ông/Bà {record.applicant_name}",
            received_by=names.of(record.received_agency_id),
            responsible=names.of(agency),
            received_at=record.received_at,
            decided_at=step.at,
            result=_sentence_end(str(step.detail.get("result", ""))),
            ground=_ground(record, step, agency),
            receive_at=told.receive_at(names),
            signer=_signer(told, agency, step),
            notes=names.notes(papers.ResultData),
        )
    )


def _control_sheet(told: Told) -> bytes:
    record = told.record
    names = told.names("control-sheet", told.steps[-1].at)
    moves = [
        (before, step)
        for before, step in zip(told.steps, told.steps[1:], strict=False)
        if step.act in (Act.FORWARD, Act.TAKE, Act.RETURN)
        or (step.act == Act.MOVE and step.holder_agency_id != before.holder_agency_id)
    ]
    officers = identity.names(account_ids=[step.officer_id for step in told.steps if step.officer_id])
    return papers.control_sheet_pdf(
        papers.ControlSheetData(
            **_common(told, names, record.received_agency_id, told.steps[-1].at, "KSHS"),
            responsible=names.of(record.competent_agency_id),
            received_at=record.received_at,
            due_at=told.steps[0].due_at,
            hops=tuple(_hop(before, step, officers, names) for before, step in moves),
            notes=names.notes(papers.ControlSheetData),
        )
    )


FORMS: dict[str, Callable[[Told], bytes]] = {
    "slip": _slip,
    "ask-for-more": _ask_for_more,
    "refusal": _refusal,
    "apology": _apology,
    "stop-notice": _stop_notice,
    "result": _result,
    "control-sheet": _control_sheet,
}


def _hop(before: StepRecord, step: StepRecord, officers: dict[int, str], names: Names) -> papers.HopLine:
    is_returned = step.act == Act.RETURN
    return papers.HopLine(
        giver=names.of(before.holder_agency_id),
        giver_name=officers.get(
            (before.holder_officer_id if step.act in (Act.TAKE, Act.MOVE) else step.officer_id) or 0, ""
        ),
        receiver="Người nộp hồ sơ" if is_returned else names.of(step.holder_agency_id),
        receiver_name=str(step.detail.get("received_by", ""))
        if is_returned
        else officers.get(step.holder_officer_id or 0, ""),
        at=step.at,
        outcome=_outcome(step.at, before.due_at),
    )


def _outcome(at: datetime, due_at: datetime | None) -> str:
    if due_at is None:
        return ""
    if local_day(at) == local_day(due_at) and at <= due_at:
        return "Đúng hạn"
    return "Trước hạn" if at < due_at else "Quá hạn"


def _common(told: Told, names: Names, agency_id: int, at: datetime, sign: str) -> dict[str, Any]:
    """The letterhead of the agency that issues a paper, and whose dossier it is about."""
    record = told.record
    issuer = units.agency(agency_id=agency_id)
    above = units.agency(agency_id=issuer.parent_id) if issuer and issuer.parent_id else None
    day = local_day(at)
    where = units.unit(unit_id=issuer.unit_id, day=day) if issuer and issuer.unit_id else None
    version = catalogue.version(version_id=record.procedure_version_id)
    superior = names.of(above.id) if above and issuer and issuer.kind in COUNTERS else ""
    name = names.of(agency_id)
    if superior and where:  # the line above already says of which commune
        name = name.removesuffix(f" {where.full_name[:1].lower()}{where.full_name[1:]}")
    return {
        "superior": superior,
        "agency": name,
        "number": f"{_serial(record).lstrip('0')}/{sign}",
        "place": where.name if where else "",
        "issued_at": at,
        "is_demo": told.is_demo,
        "code": record.code,
        "tracking_url": told.tracking_url,
        "applicant": record.applicant_name,
        "address": record.address,
        "phone": record.phone,
        "email": record.email,
        "procedure": f"{version.code} – {version.name}" if version else "",
        "subject": record.summary,
    }


def _was_first(paper: PaperRecord) -> bool:
    return paper.came_with_step in (None, 1)


def _lines(paper: PaperRecord) -> list[papers.PaperLine]:
    """A line for each form in which a paper came."""
    kinds = (
        ("Bản chính", paper.originals),
        ("Bản sao", paper.copies),
        ("Bản điện tử", int(paper.is_electronic)),
    )
    name = paper.name.lstrip("-–+•* ")  # the catalogue keeps the bullets of the lists that it was copied from
    return [papers.PaperLine(name=name, quantity=count, kind=kind) for kind, count in kinds if count]


def _as_received(record: DossierRecord, step: StepRecord) -> tuple[datetime | None, str]:
    """The due date that the receipt promised, and how it came about (nothing if that can no longer be told)."""
    if record.term is None or step.due_at is None:
        return step.due_at, ""
    office = units.agency(agency_id=step.competent_agency_id)
    try:
        calendar = calendars.calendar_for(
            authority_id=record.authority_id,
            unit_id=office.unit_id if office else None,
            day=local_day(record.received_at),
        )
        due = deadlines.due_date(received_at=record.received_at, term=record.term, calendar=calendar)
        if due.due_at != step.due_at:  # other agencies were added afterwards
            own = replace(record.term, then=())
            due = deadlines.due_date(received_at=record.received_at, term=own, calendar=calendar)
    except Refused:
        return step.due_at, ""
    return step.due_at, " ".join(map(_sentence_end, due.explained())) if due.due_at == step.due_at else ""


def _fees(version: catalogue.VersionRecord | None, channel: str) -> tuple[tuple[papers.FeeLine, ...], str]:
    """The fees that have one amount; a sentence when the amount depends on something."""
    found = version.fees_of(channel) if version else ()
    known = dict.fromkeys((FEES[fee.kind], fee.vnd) for fee in found if fee.vnd)
    if len(known) == 1 and len({fee.vnd for fee in found}) == 1:
        ((name, amount),) = known
        return (papers.FeeLine(name=name, amount=format_vnd(amount or 0)),), ""
    if not found or all(fee.vnd == 0 and not fee.by_council for fee in found):
        return (), "không thu"
    if any(fee.by_council for fee in found):
        return (), "theo mức do Hội đồng nhân dân tỉnh, thành phố quyết định"
    return (), "theo trường hợp nêu trong quyết định công bố thủ tục"


def _charged(fees: Sequence[tuple[str, str, str]]) -> tuple[tuple[papers.FeeLine, ...], str]:
    """What was charged, in the words of whoever keeps the money."""
    lines = tuple(papers.FeeLine(name=name, amount=amount, note=note) for name, amount, note in fees)
    return lines, "" if lines else "không thu"


def _serial(record: DossierRecord) -> str:
    return record.code.rsplit("-", 1)[-1]


def _sentence_end(text: str) -> str:
    text = text.strip()
    return text if not text or text[-1] in ".!?" else f"{text}."


def _phone(authority_id: int) -> str:
    return str(
        units.setting(authority_id=authority_id, key="help_phone", default="") or "ghi tại nơi tiếp nhận"
    )


def _officer(account_id: int | None) -> str:
    return identity.names(account_ids=[account_id]).get(account_id, "") if account_id else ""


def _signer(told: Told, agency_id: int, step: StepRecord) -> Signature:
    """Who signs and for whom; where no post of his is recorded, the paper leaves it to the hand that signs."""
    account_id = told.signed_by or step.officer_id or 0
    title = identity.title_of(account_id=account_id, agency_id=agency_id, at=told.signed_at or step.at)
    office = units.agency(agency_id=title.agency_id if title else agency_id)
    is_committee = office is not None and office.kind.value.endswith("committee")
    *above, post = signing_lines(
        post=title.post if title else "Người có thẩm quyền",
        signs_for=title.signs_for if title else "",
        body="Ủy ban nhân dân" if is_committee else "",
    )
    return Signature(post=post, above=tuple(above), name=_officer(account_id), note="(Ký, đóng dấu)")


def _ground(record: DossierRecord, step: StepRecord, agency_id: int) -> str:
    """On which document the agency decides, where the law itself does not name it; it signs as itself all the same."""
    answer = competent_for(
        matter=record,
        act=Act.DECIDE,
        day=local_day(step.at),
        named_id=agency_id,
        received_at=record.received_at,
    )
    mandate = answer.mandate if answer and answer.agency_id == agency_id else None
    return _sentence_end(f"{GROUND_NAMES[mandate.ground]} theo {mandate.document}") if mandate else ""


def _holder_before(steps: Sequence[StepRecord], step: StepRecord) -> int:
    earlier = [one for one in steps if one.number < step.number]
    return earlier[-1].holder_agency_id if earlier else step.holder_agency_id
