"""What stands on each form of Annex I, TT 03/2025/TT-VPCP, as text that is ready to print.

No lookups and no rules here: whoever prints has already decided every word. All instants are aware.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from thongsuot.plumbing.paper import Signature


class Naming(StrEnum):
    """Whose name a paper shows when a unit or an agency has been renamed, retyped or merged since its day."""

    ANCHOR = "anchor"  # as on the day that the paper is dated
    PRESENT = "present"  # as on the day it is printed
    BOTH = "both"  # as on its day, and below what that is now


# A decision stands as it was made; who still has to go somewhere is told where that is now; a book that goes on
# follows the agency that keeps it.
NAMES: Mapping[str, Naming] = {
    "slip": Naming.BOTH,
    "ask-for-more": Naming.BOTH,
    "refusal": Naming.ANCHOR,
    "apology": Naming.BOTH,
    "stop-notice": Naming.ANCHOR,
    "result": Naming.ANCHOR,
    "control-sheet": Naming.BOTH,
    "register": Naming.PRESENT,
}


@dataclass(frozen=True, kw_only=True)
class PaperLine:
    """One paper of a dossier; `kind`: `Bản chính`, `Bản sao`, `Bản điện tử`."""

    name: str
    quantity: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class FeeLine:
    """One fee; `amount` as printed: `75.000 đ`, `Miễn`."""

    name: str
    amount: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class IssuedPaper:
    """What every form says: who issues it, where and when.

    `superior` and `agency` are the two lines of the letterhead (printed in capitals); `number` is the
    number and sign (`142/TNHS`); `place` the name of the unit where it is issued.
    """

    superior: str
    agency: str
    number: str = ""
    place: str
    issued_at: datetime
    is_demo: bool = False


@dataclass(frozen=True, kw_only=True)
class DossierPaper(IssuedPaper):
    """What every form about one dossier says: which, whose, on what matter.

    `tracking_url` goes into the QR code and is printed below the code of the dossier.
    """

    code: str
    tracking_url: str
    applicant: str
    address: str = ""
    phone: str = ""
    email: str = ""
    procedure: str = ""
    subject: str = ""


@dataclass(frozen=True, kw_only=True)
class SlipData(DossierPaper):
    """Mẫu 01: Giấy tiếp nhận hồ sơ và hẹn trả kết quả.

    `received_by`: the point that received it, in a sentence's case (the letterhead's agency if empty).
    `submitter`: who handed it in when not the applicant. `competent`: who decides, when elsewhere.
    `term`: the statutory time as a sentence. `due_explained`: one sentence on how the date came about.
    `due_at` None: the law sets no time. `fee_note`: a sentence, for instance that nothing is charged.
    """

    received_by: str = ""
    submitter: str = ""
    competent: str = ""
    copy_label: str = ""
    papers: tuple[PaperLine, ...]
    sets: int = 1
    term: str
    received_at: datetime
    due_at: datetime | None
    due_explained: str = ""
    receive_at: str
    fees: tuple[FeeLine, ...] = ()
    fee_note: str = ""
    book: str = ""
    serial: str = ""
    citizen: Signature = field(default_factory=lambda: Signature(post="Người nộp hồ sơ"))
    officer: Signature
    notes: tuple[str, ...] = (
        "Ghi chú: Giấy này được lập thành 02 liên, một liên giao cho người nộp hồ sơ, một liên lưu tại nơi "
        "tiếp nhận. Người nộp hồ sơ có thể nhận kết quả tại nơi tiếp nhận hoặc qua dịch vụ bưu chính.",
    )


@dataclass(frozen=True, kw_only=True)
class MissingLine:
    """One thing to add or to put right; `guidance`: how; `ground`: the law that asks for it."""

    what: str
    reason: str
    guidance: str = ""
    ground: str = ""


@dataclass(frozen=True, kw_only=True)
class AskForMoreData(DossierPaper):
    """Mẫu 02: Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ: everything that is missing, asked for once.

    `answer_by` "": no time is set; else the last day, as printed after "đến hết". `consequence`: sentences on the clock
    and on what happens after.
    `citizen` None: nobody is there to sign (online, by post).
    """

    items: tuple[MissingLine, ...]
    received_at: datetime | None = None
    answer_by: str = ""
    how_to_add: str = ""
    consequence: str = ""
    contact_name: str
    contact_phone: str
    citizen: Signature | None = None
    officer: Signature
    notes: tuple[str, ...] = (
        "Ghi chú: Việc yêu cầu bổ sung, hoàn thiện hồ sơ được thực hiện một lần, đầy đủ các nội dung.",
    )


@dataclass(frozen=True, kw_only=True)
class ReasonLine:
    """One reason in a citizen's words, never a technical code; `ground`: the law it rests on."""

    reason: str
    ground: str = ""


@dataclass(frozen=True, kw_only=True)
class RefusalData(DossierPaper):
    """Mẫu 03: Phiếu từ chối tiếp nhận giải quyết hồ sơ. `code` may be empty: nothing was received.

    `guidance`: where to go or what to do instead. `returned`: which papers went back.
    `remedy`: the sentence on the right to complain. `citizen` None: nobody is there to sign.
    """

    received_by: str = ""
    submitted_at: datetime | None = None
    reasons: tuple[ReasonLine, ...]
    guidance: str = ""
    returned: str = ""
    remedy: str = ""
    citizen: Signature | None = field(default_factory=lambda: Signature(post="Người nộp hồ sơ"))
    signer: Signature
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ApologyData(DossierPaper):
    """Mẫu 04: Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết.

    `addressee`: the whole name after `Kính gửi:`; `salutation`: how the text calls them.
    `responsible`: the body that is late, at the beginning of a sentence. `reason`: a sentence.
    """

    addressee: str
    salutation: str = "Ông/Bà"
    received_by: str = ""
    responsible: str = ""
    received_at: datetime
    due_at: datetime
    reason: str
    new_due_at: datetime
    new_due_explained: str = ""
    receive_at: str = ""
    signer: Signature
    recipients: tuple[str, ...] = ("Như trên;", "Lưu: VT, hồ sơ.")
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class StopNoticeData(DossierPaper):
    """Mẫu 05: Thông báo dừng giải quyết hồ sơ, at the applicant's wish or the agency's decision.

    `wish`: whose and which, as `theo đơn đề nghị ngày 01/12/2026 của Bà`. `stage`: how far it had come.
    `money`: what is owed or paid back. `returned`: which papers go back. `remedy`: the right to complain.
    """

    addressee: str
    salutation: str = "Ông/Bà"
    received_by: str = ""
    responsible: str = ""
    received_at: datetime
    stopped_at: datetime
    wish: str = ""
    stage: str
    reason: str
    ground: str = ""
    money: str
    returned: str = ""
    remedy: str = ""
    signer: Signature
    recipients: tuple[str, ...] = ("Như trên;", "Lưu: VT, hồ sơ.")
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ResultData(DossierPaper):
    """Thông báo kết quả: what was decided. `ground`: why this agency is competent, when not by the law itself.

    `tracking_url` leads to the page where its signature can be checked.
    """

    addressee: str
    salutation: str = "Ông/Bà"
    received_by: str = ""
    responsible: str = ""
    received_at: datetime
    decided_at: datetime
    result: str
    ground: str = ""
    receive_at: str = ""
    signer: Signature
    recipients: tuple[str, ...] = ("Như trên;", "Lưu: VT, hồ sơ.")
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class HopLine:
    """One hand-over: who gave, who received, when; `outcome`: `Trước hạn`, `Đúng hạn`, `Quá hạn`, or ""."""

    giver: str
    giver_name: str = ""
    receiver: str
    receiver_name: str = ""
    at: datetime
    outcome: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ControlSheetData(DossierPaper):
    """Mẫu 06: Phiếu kiểm soát quá trình giải quyết hồ sơ: every hand-over in its order.

    `responsible`: the agency that decides; `coordinating`: those that are asked. `due_at` as on the slip.
    """

    responsible: str
    coordinating: str = ""
    received_at: datetime
    due_at: datetime | None
    hops: tuple[HopLine, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RegisterLine:
    """One dossier in the register; `contact`: address and telephone; `way`: how the result is returned."""

    code: str
    procedure: str
    sets: int
    applicant: str
    contact: str
    responsible: str
    received_at: datetime
    due_at: datetime | None
    returned_at: datetime | None = None
    way: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class RegisterData(IssuedPaper):
    """Mẫu 07: Sổ theo dõi hồ sơ. `period`: as `từ ngày 01/11/2026 đến ngày 30/11/2026`.

    `known`: up to when it tells what happened; `digest`: the sum over its lines, to tell two copies apart.
    """

    book: str
    period: str
    known: str = ""
    digest: str = ""
    lines: tuple[RegisterLine, ...]
    keeper: Signature
    head: Signature
