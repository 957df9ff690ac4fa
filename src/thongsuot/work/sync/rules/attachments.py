"""Files that the portal holds for a dossier: which there are, whether one is what was told, when it is asked for again."""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urljoin, urlsplit

from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import house_rule, law

ADDRESS_LONGEST = 1000
FILES_MOST = 100  # of one message; a dossier takes no more than three hundred anyway
FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=1)
DOUBLINGS = 10
TRIES = 6  # about an hour: what is not there by then somebody must ask for
HEX = re.compile(r"[0-9a-fA-F]{64}")
BULLET = re.compile(r"^\s*(?:[-–—+*•]+|\d{1,2}[.)](?=\s))\s*")
DELETED = ("1", "true")


class Fault(StrEnum):
    """Why a file is not here."""

    AWAY = "away"  # the portal does not answer
    MISSING = "missing"  # it answers and does not give it, or not as it told
    UNFIT = "unfit"  # the content may not be kept, and will be the same tomorrow


class FileState(StrEnum):
    """How a file of the portal stands here."""

    WAITING = "waiting"
    KEPT = "kept"
    FAILED = "failed"
    DISMISSED = "dismissed"


FILE_STATE_NAMES: dict[FileState, str] = {
    FileState.WAITING: "Đang tải",
    FileState.KEPT: "Đã lưu vào hồ sơ",
    FileState.FAILED: "Chưa lưu được",
    FileState.DISMISSED: "Đã đóng",
}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as a message names it. `told_hash` as the portal writes it, "" when it tells none."""

    address: str
    name: str
    paper_code: str
    told_hash: str

    @property
    def ref(self) -> str:
        """By what it is known again within its dossier: where it lies."""
        return hashlib.sha256(self.address.encode()).hexdigest()


@law("TT 03/2025/TT-VPCP", "TaiLieuNop của hồ sơ đồng bộ với Cổng Dịch vụ công quốc gia")
def attachments_of(body: Mapping[str, Any]) -> tuple[Attachment, ...]:
    """The files that a filing or a supplement names, each once; papers without an address have none."""
    found: dict[str, Attachment] = {}
    given = body.get("TaiLieuNop")
    for one in given if isinstance(given, list) else ():
        if not isinstance(one, dict) or str(one.get("IsDeleted") or "").lower() in DELETED:
            continue
        address = str(one.get("DuongDanTaiTepTin") or "").strip()
        if address and "\x00" not in address:
            made = Attachment(
                address[: ADDRESS_LONGEST + 1], str(one.get("TenTepDinhKem") or "").strip()[:500],
                str(one.get("MaThanhPhanHoSo") or "").strip()[:100], str(one.get("HashTepTin") or "").strip()[:200],
            )  # fmt: skip
            found.setdefault(made.ref, made)
    return tuple(found.values())[:FILES_MOST]


@house_rule(
    "a file is fetched from the portal's own host and nowhere else: its token goes to nobody whom a message names"
)
def path_at_portal(address: str, *, portal_url: str) -> str | None:
    """The path, with its query, to ask the portal for; None when the address leads elsewhere or cannot be read."""
    if not address.isascii() or not address.isprintable() or len(address) > ADDRESS_LONGEST:
        return None
    if any(sign in address for sign in ' \\<>"`{}|^#'):
        return None
    try:
        home, found = urlsplit(portal_url), urlsplit(urljoin(f"{portal_url.rstrip('/')}/", address))
        is_same = (found.scheme, found.hostname, _port(found)) == (home.scheme, home.hostname, _port(home))
    except ValueError:
        return None
    if (
        not is_same
        or found.username is not None
        or found.password is not None
        or not found.path.startswith("/")
    ):
        return None
    return found.path + (f"?{found.query}" if found.query else "")


def _port(parts: Any) -> int:
    port = parts.port
    return int(port) if port is not None else 443 if parts.scheme == "https" else 80


@law("TT 03/2025/TT-VPCP", "HashTepTin của tệp đính kèm")
def hash_problems(data: bytes, *, told: str) -> tuple[Problem, ...]:
    """Why this is not the file that was told; SHA-256 as figures or in base 64. Nothing was told: nothing can differ."""
    if not told:
        return ()
    digest = hashlib.sha256(data).digest()
    if HEX.fullmatch(told):
        is_same = told.lower() == digest.hex()
    else:
        try:
            wanted = base64.b64decode(told, validate=True)
        except (binascii.Error, ValueError):
            wanted = b""
        if len(wanted) != len(digest):
            return (Problem("hash_unknown", "Mã băm mà Cổng báo không đọc được (cần SHA-256)."),)
        is_same = wanted == digest
    if is_same:
        return ()
    return (Problem("hash_differs", "Nội dung tệp không khớp mã băm mà Cổng đã báo."),)


@house_rule(
    "an absence is waited for however long, a missing file about an hour, harmful content is not asked for again"
)
def after_fault(fault: Fault, attempts: int) -> timedelta | None:
    """How long until the file is asked for again after `attempts` (≥ 1) in vain; None: only when a person asks."""
    if fault is Fault.UNFIT or (fault is Fault.MISSING and attempts >= TRIES):
        return None
    return min(FIRST * (1 << min(attempts - 1, DOUBLINGS)), LONGEST)


@house_rule("a file stands beside the paper that it answers, under the name that the procedure gives it")
def title_of(paper_name: str, file_name: str) -> str:
    """The paper's name without its bullet, or the file's own without its ending when no paper is meant."""
    text = paper_name or re.sub(r"\.[A-Za-z0-9]{1,5}$", "", file_name)
    return BULLET.sub("", " ".join(text.split())).strip()[:500] or "Giấy tờ từ Cổng"
