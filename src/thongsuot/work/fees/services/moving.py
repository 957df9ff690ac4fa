"""Money that comes in and goes out at a counter."""

from datetime import datetime
from uuid import UUID

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import Problem, refuse_if
from thongsuot.plumbing.commands import OFFICERS, command, note
from thongsuot.registers.points.rules import Capability
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.fees import queries, rules
from thongsuot.work.fees.queries.standing import ENDED
from thongsuot.work.fees.services import booking, charging


@command("fees.collect", by=OFFICERS)
def collect(
    *, actor: Actor, now: datetime, agency_id: int, dossier_id: UUID, vnd: int, method: str = "cash",
    external_ref: str = "", payer: str = "",
) -> queries.TransferRecord:  # fmt: skip
    """Take money at the counter for what is due, and number its receipt. Raises `Refused`, `NotFound`.

    Where nothing was assessed yet and the registers name one amount, that is assessed first. Refused where none of the
    agency's points may take money for the procedure.
    """
    record = booking.locked(actor=actor, dossier_id=dossier_id)
    refuse_if(
        dossiers.duty_problems(
            Capability.TAKE_FEE,
            agency_id=agency_id,
            version_id=record.procedure_version_id,
            day=local_day(now),
        )
    )
    if record.state not in ENDED:
        charging.charge_as_published(actor=actor, now=now, agency_id=agency_id, record=record)
    stand = queries.standing(viewer=actor, record=record)
    refuse_if(_collect_problems(vnd, method, external_ref, stand))
    made = booking.book(
        actor=actor, now=now, kind=rules.Kind.PAY, agency_id=agency_id, authority_id=record.authority_id,
        dossier_id=record.id, vnd=vnd, method=method, external_ref=external_ref.strip(),
        postings=rules.collected(vnd=vnd, into=rules.Account(method), before=stand.balance),
        detail={"lines": queries.charged_lines(queries.transfers_of(viewer=actor, dossier_id=record.id)),
                "payer": payer.strip() or record.applicant_name},
    )  # fmt: skip
    note(subject=f"dossier:{record.id}", code=record.code, vnd=vnd, method=method, number=made.number)
    return made


def _collect_problems(vnd: int, method: str, external_ref: str, stand: queries.Standing) -> list[Problem]:
    found = []
    if method not in ("cash", "bank"):
        found.append(Problem("method_unknown", "Hãy chọn tiền mặt hoặc chuyển khoản.", "method"))
    if method == "bank" and not external_ref.strip():
        found.append(Problem("ref_missing", "Hãy ghi số giao dịch của ngân hàng.", "external_ref"))
    if stand.money is rules.Money.OPEN:
        found.append(
            Problem("fees_open", "Chưa xác định mức thu. Hãy tính phí, lệ phí trước khi thu tiền.", "vnd")
        )
    elif not 0 < vnd <= stand.to_pay:
        found.append(
            Problem(
                "pay_out_of_range",
                "Hãy ghi số tiền từ 1 đến số còn phải nộp: {due} đồng.",
                "vnd",
                {"due": stand.to_pay},
            )
        )
    return found


@command("fees.refund", by=OFFICERS)
def refund(
    *, actor: Actor, now: datetime, agency_id: int, dossier_id: UUID, vnd: int, reason: str, ground: str = "",
    method: str = "cash", receiver: str = "",
) -> queries.TransferRecord:  # fmt: skip
    """Pay back and number the pay-out slip. Raises `Refused` with every reason, `NotFound`."""
    record = booking.locked(actor=actor, dossier_id=dossier_id)
    stand = queries.standing(viewer=actor, record=record)
    found = []
    if method not in rules.METHODS:
        found.append(Problem("method_unknown", "Hãy chọn cách trả lại tiền.", "method"))
    if not reason.strip():
        found.append(Problem("reason_missing", "Hãy ghi lý do trả lại tiền.", "reason"))
    held = queries.asked_back(viewer=actor, dossier_id=record.id)
    if held and vnd > (left := max(stand.balance.paid - stand.balance.refunded - held, 0)):
        message = "Cổng thanh toán đang hoàn {held} đồng. Chỉ trả lại được thêm {left} đồng."
        found.append(Problem("refund_asked", message, "vnd", {"held": held, "left": left}))
    refuse_if(found)
    postings = rules.refunded(vnd=vnd, out_of=rules.Account(method), before=stand.balance)
    made = booking.book(
        actor=actor, now=now, kind=rules.Kind.REFUND, agency_id=agency_id, authority_id=record.authority_id,
        dossier_id=record.id, vnd=vnd, method=method, postings=postings,
        detail={"reason": reason.strip(), "ground": ground.strip(), "payer": receiver.strip() or record.applicant_name},
    )  # fmt: skip
    note(subject=f"dossier:{record.id}", code=record.code, vnd=vnd, method=method, number=made.number)
    return made
