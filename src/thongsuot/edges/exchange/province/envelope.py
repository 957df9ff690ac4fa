"""One message as bytes: a line of JSON, then the content of the file that goes with it."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from thongsuot.plumbing.files import limits

KIND = "application/vnd.thongsuot.relay"
HEAD_MOST = 2**20
MOST = limits.FILE_MOST + HEAD_MOST
FILE_SERVICES = ("file", "result")


@dataclass(frozen=True, slots=True)
class Envelope:
    """Codes of the two provinces, what both call the filing, what is said."""

    sender: str
    receiver: str
    ref: UUID
    service: str
    body: dict[str, Any]
    content: bytes = b""


class Unreadable(Exception):
    """These bytes are no message."""


def packed(message: Envelope) -> bytes:
    """The bytes that are signed and sent."""
    head = {
        "from": message.sender, "to": message.receiver, "ref": str(message.ref), "service": message.service,
        "body": message.body,
    }  # fmt: skip
    return json.dumps(head, ensure_ascii=False).encode() + b"\n" + message.content


def opened(data: bytes) -> Envelope:
    """The message. Raises `Unreadable`; nothing of it may be believed before its signature was checked."""
    head, _, content = data.partition(b"\n")
    if len(head) > HEAD_MOST:
        raise Unreadable
    try:
        said = json.loads(head)
        ref = UUID(said["ref"])
        words = [said[name] for name in ("from", "to", "service")]
        body = said["body"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Unreadable from None
    if not isinstance(body, dict) or not all(isinstance(one, str) and one for one in words):
        raise Unreadable
    if "\\u0000" in head.decode(errors="replace") or (content and words[2] not in FILE_SERVICES):
        raise Unreadable
    return Envelope(words[0], words[1], ref, words[2], body, content)
