"""What a signature on a file means, in words that a citizen understands."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import house_rule, law


class Verdict(StrEnum):
    """What to think of a signature, best first."""

    GOOD = "good"
    UNKNOWN_ISSUER = "unknown_issuer"
    OUT_OF_TIME = "out_of_time"
    REVOKED = "revoked"
    CHANGED_LATER = "changed_later"
    BROKEN = "broken"


VERDICT_NAMES = {
    Verdict.GOOD: "Chữ ký hợp lệ",
    Verdict.UNKNOWN_ISSUER: "Chưa xác minh được người ký",
    Verdict.OUT_OF_TIME: "Chứng thư số không có hiệu lực lúc ký",
    Verdict.REVOKED: "Chứng thư số đã bị thu hồi trước khi ký",
    Verdict.CHANGED_LATER: "Văn bản đã bị sửa sau khi ký",
    Verdict.BROKEN: "Văn bản không còn như lúc ký",
}
_MEANS = {
    Verdict.GOOD: "Người ký đúng như ghi dưới đây và nội dung không thay đổi từ lúc ký.",
    Verdict.UNKNOWN_ISSUER: "Nội dung không thay đổi từ lúc ký, nhưng nơi cấp chứng thư số không có trong danh sách tin cậy "
    "của hệ thống này. Hãy hỏi lại cơ quan ghi trên văn bản.",
    Verdict.OUT_OF_TIME: "Lúc ký, chứng thư số chưa có hoặc đã hết hiệu lực. Không nên dựa vào văn bản này.",
    Verdict.REVOKED: "Chứng thư số đã bị thu hồi trước lúc ký. Không nên dựa vào văn bản này.",
    Verdict.CHANGED_LATER: "Sau khi ký, có người đã thêm hoặc sửa nội dung của tệp. Không nên dựa vào văn bản này.",
    Verdict.BROKEN: "Nội dung của tệp khác với nội dung đã được ký. Không nên dựa vào văn bản này.",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one signature; `revoked_at` by the lists and by our own register, whichever is earlier."""

    intact: bool
    changed_later: bool
    known_issuer: bool
    trusted: bool
    was_valid: bool
    signed_at: datetime | None
    revoked_at: datetime | None


@law("Luật Giao dịch điện tử 20/2023/QH15", "Điều 22, Điều 23")
def verdict(facts: Facts) -> Verdict:
    """The worst that is true of it: a changed file comes before a doubtful certificate."""
    if not facts.intact:
        return Verdict.BROKEN
    if facts.changed_later:
        return Verdict.CHANGED_LATER
    if facts.revoked_at is not None and (facts.signed_at is None or facts.revoked_at <= facts.signed_at):
        return Verdict.REVOKED
    if not facts.was_valid:
        return Verdict.OUT_OF_TIME
    return Verdict.GOOD if facts.trusted and facts.known_issuer else Verdict.UNKNOWN_ISSUER


@house_rule("who is not a lawyer must know at once whether to rely on the paper, and why")
def explained(found: Verdict, *, pages: tuple[int, ...] = ()) -> tuple[Problem, ...]:
    """Sentences on a verdict; `pages` (from 1) that differ are named."""
    said = [Problem(found.value, _MEANS[found])]
    if pages:
        text = "Trang có thay đổi: {pages}." if len(pages) > 1 else "Trang {pages} có thay đổi."
        said.append(Problem("pages_differ", text, params={"pages": ", ".join(map(str, pages))}))
    return tuple(said)


@house_rule("several signatures are worth what the worst of them is worth")
def worst(found: tuple[Verdict, ...]) -> Verdict | None:
    """The verdict on the whole file; None when nothing is signed."""
    order = list(Verdict)
    return max(found, key=order.index, default=None)
