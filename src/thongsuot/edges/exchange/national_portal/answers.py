"""What an answer of the portal means."""

import json
from collections.abc import Mapping
from typing import Any

from thongsuot.edges.exchange import wire
from thongsuot.work.sync.ports import Accepted, Away, Outcome, Rejected

DONE = ("00", "0", 0)


def judged(answer: wire.Answer) -> Outcome:
    """What an answer means. Only a plain yes counts; what nobody can read may have been a yes, so it is sent again."""
    if answer.status in (401, 403):
        return Away("Cổng không nhận mã truy cập của tỉnh")
    if answer.status == 429 or answer.status >= 500:
        return Away(f"HTTP {answer.status}", answer.retry_after)
    found = read(answer)
    if answer.status == 200 and "error_code" not in found:
        return Away("câu trả lời không đọc được")
    if answer.status == 200 and found["error_code"] in DONE:
        return Accepted()
    return Rejected(f"{found.get('error_code', f'HTTP {answer.status}')}: {found.get('message', '')}")


def read(answer: wire.Answer) -> Mapping[str, Any]:
    """Its object; nothing when it is none."""
    try:
        found = json.loads(answer.body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
