"""Webhooks: CloudEvents 1.0 in JSON, signed as Standard Webhooks says."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import house_rule

PREFIX = "whsec_"
SECRET_BYTES = 32
OVERLAP, LONGEST_OVERLAP = 24, 168  # hours for which the replaced secret signs beside the new one
TYPE = "vn.thongsuot.dossier."
# What may be subscribed to: acts of a dossier, and how people call them.
EVENT_NAMES: dict[str, str] = {
    "receive": "Tiếp nhận",
    "decline": "Từ chối tiếp nhận",
    "take": "Nhận xử lý",
    "forward": "Chuyển hồ sơ",
    "ask_for_more": "Yêu cầu bổ sung",
    "supplement": "Nhận bổ sung",
    "extend": "Xin lỗi và hẹn lại",
    "decide": "Quyết định kết quả",
    "refuse": "Từ chối giải quyết",
    "withdraw": "Rút hồ sơ",
    "stop": "Dừng giải quyết",
    "return": "Trả kết quả",
    "correct_applicant": "Sửa thông tin người nộp",
    "recalculate": "Tính lại hạn",
    "link": "Thêm việc liên thông",
    "move": "Chuyển nguyên trạng khi sắp xếp",
}


@house_rule("the type of an event is a name in reverse domain order, as CloudEvents asks")
def event_type(act: str) -> str:
    """`receive` → `vn.thongsuot.dossier.receive`."""
    return TYPE + act


@house_rule(
    "an event names the dossier and how it stands; who the applicant is, its receiver asks the API with his own rights"
)
def cloud_event(
    *, id_: UUID, source: str, act: str, at: datetime, code: str, data: Mapping[str, Any]
) -> dict[str, Any]:
    """A CloudEvents 1.0 object in its JSON form."""
    return {
        "specversion": "1.0",
        "id": str(id_),
        "source": source,
        "type": event_type(act),
        "subject": code,
        "time": at.isoformat(),
        "datacontenttype": "application/json",
        "data": dict(data),
    }


@house_rule("a secret is 32 random bytes, written as Standard Webhooks writes it, and shown once")
def new_secret() -> str:
    """A new secret: `whsec_` and base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


@house_rule("the signature covers id, second and body, so none of them can be changed or sent again later")
def signature(*, secret: str, id_: str, second: int, body: bytes) -> str:
    """`v1,` and the base64 of HMAC-SHA256 over `id.second.body`."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = hmac.new(key, f"{id_}.{second}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(signed).decode()}"


@house_rule("while a secret is being replaced both sign, so that no message is refused in between")
def signed_headers(*, secrets_: Sequence[str], id_: str, second: int, body: bytes) -> dict[str, str]:
    """The three headers of Standard Webhooks."""
    signatures = (signature(secret=one, id_=id_, second=second, body=body) for one in secrets_)
    return {
        "webhook-id": id_,
        "webhook-timestamp": str(second),
        "webhook-signature": " ".join(signatures),
    }


@house_rule(
    "a secret is replaced without a gap: the one before signs beside it for a while, older ones no more"
)
def replaced(
    kept: Sequence[Mapping[str, Any]], *, secret: str, now: datetime, hours: int
) -> list[dict[str, Any]]:
    """What is kept from `now` on; `hours`: for so long the one before signs too, 0: no more at all."""
    before = [
        {"secret": one["secret"], "until": (now + timedelta(hours=hours)).isoformat()} for one in kept[-1:]
    ]
    return [*(before if hours > 0 else ()), {"secret": secret, "until": None}]


@house_rule(
    "for a week at most a replaced secret may go on signing, or nobody ever renews it at the other end"
)
def overlap_problems(hours: int) -> tuple[Problem, ...]:
    """Why the replaced secret may not go on signing for so many hours."""
    if 0 <= hours <= LONGEST_OVERLAP:
        return ()
    message = "Khóa cũ chỉ được ký kèm từ 0 đến {most} giờ."
    return (Problem("overlap_bad", message, "overlap_hours", {"most": LONGEST_OVERLAP}),)


@house_rule("whoever administers a webhook sees until when the replaced secret signs")
def old_until(kept: Sequence[Mapping[str, Any]]) -> datetime | None:
    """Until when a replaced secret signs, or signed last; None: there is none."""
    return max(
        (datetime.fromisoformat(one["until"]) for one in kept if one["until"] is not None), default=None
    )


@house_rule("a secret of before secrets were sealed is known by its form")
def is_plain(kept: str) -> bool:
    """Whether this stands as it is, not sealed."""
    return kept.startswith(PREFIX)


@house_rule("a replaced secret signs as long as was said and never afterwards")
def live_secrets(kept: Iterable[Mapping[str, Any]], now: datetime) -> tuple[str, ...]:
    """The secrets that sign at `now`, the newest first. Each: {"secret", "until": ISO instant or None}."""
    live = [one for one in kept if one["until"] is None or now < datetime.fromisoformat(one["until"])]
    return tuple(one["secret"] for one in reversed(live))
