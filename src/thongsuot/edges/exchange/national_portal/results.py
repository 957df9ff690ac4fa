"""Files on their way to the portal, each uploaded once: of a result, then named in the final status; of components."""

import base64
import hashlib
import http.client
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID, uuid5

from thongsuot.edges.exchange import wire
from thongsuot.edges.exchange.national_portal.answers import judged, read
from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Refused
from thongsuot.plumbing.files import keeping
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.signatures import queries as signatures
from thongsuot.work.sync import queries, services
from thongsuot.work.sync.ports import Accepted, Away, Rejected

UPLOAD = "UploadFile"
SIGNED_FORM, SIGNED_TITLE, PDF = "result", "Kết quả giải quyết đã ký số", "application/pdf"


class Caller(Protocol):
    """A session with the portal."""

    def call(self, service: str, body: Mapping[str, Any], *, id_: str = "") -> wire.Answer:
        """Call a service. Raises OSError, HTTPException."""


@dataclass(frozen=True, slots=True)
class Result:
    """A file of a result, in the store under `sha256`; `content`: one that was signed here and lies nowhere else."""

    title: str
    file_name: str
    media_type: str
    sha256: str
    content: bytes = b""


def of(dossier_id: UUID) -> tuple[Result, ...]:
    """The signed result of a dossier, then the files that were attached as its result."""
    found = []
    signed = signatures.content(viewer=SYSTEM, dossier_id=dossier_id, form=SIGNED_FORM)
    if signed is not None:
        digest = hashlib.sha256(signed).hexdigest()
        found.append(Result(SIGNED_TITLE, "ket-qua.pdf", PDF, digest, signed))
    for one in dossiers.results_of(viewer=SYSTEM, dossier_id=dossier_id):
        found.append(Result(one.title, one.file_name, one.media_type, one.sha256))
    return tuple(found)


def component(file: dossiers.FileRecord) -> Result:
    """A file of a component, as it is brought."""
    return Result(file.title, file.file_name, file.media_type, file.sha256)


def uploaded(
    session: Caller, receiver_id: int, dossier_id: UUID, given: Sequence[Result]
) -> list[dict[str, str]] | Away | Rejected:
    """`DanhSachGiayToKetQua`, after the portal has every file; what it answered instead, or why a file cannot go.

    Raises OSError, HTTPException. A file goes under the same id however often: the portal keeps it once.
    """
    known = queries.uploaded(receiver_id=receiver_id, dossier_id=dossier_id)
    found = []
    for one in given:
        lying = known.get(one.sha256) or _brought(session, receiver_id, dossier_id, one)
        if not isinstance(lying, tuple):
            return lying
        found.append(_fields(one, *lying))
    return found


def uploaded_components(
    session: Caller, receiver_id: int, dossier_id: UUID, given: Mapping[int, Result]
) -> dict[int, tuple[str, str]] | Away:
    """Where the files of components lie at the portal, by their place; those that cannot go are left out.

    A dossier is told without a scan rather than not at all. Raises OSError, HTTPException.
    """
    known = queries.uploaded(receiver_id=receiver_id, dossier_id=dossier_id)
    found = {}
    for place, one in given.items():
        lying = known.get(one.sha256) or _brought(session, receiver_id, dossier_id, one)
        if isinstance(lying, Away):
            return lying
        if isinstance(lying, tuple):
            found[place] = known[one.sha256] = lying
    return found


def _brought(
    session: Caller, receiver_id: int, dossier_id: UUID, one: Result
) -> tuple[str, str] | Away | Rejected:
    try:
        content = one.content or keeping.openable(one.sha256)
    except Refused as refused:
        return Rejected(f"{one.file_name}: {refused.problems[0]}")
    answer = _sent(session, dossier_id, one, content)
    their_id, address = _named(answer)
    if not their_id:
        outcome = judged(answer)
        return Away("câu trả lời không đọc được") if isinstance(outcome, Accepted) else outcome
    services.keep_uploaded(
        receiver_id=receiver_id, dossier_id=dossier_id, sha256=one.sha256, their_id=their_id, address=address,
        now=datetime.now(UTC),
    )  # fmt: skip
    return their_id, address


def _sent(session: Caller, dossier_id: UUID, one: Result, content: bytes) -> wire.Answer:
    body = {
        "TenTepTin": one.file_name, "LoaiTepTin": one.media_type, "HashTepTin": one.sha256,
        "NoiDung": base64.b64encode(content).decode(),
    }  # fmt: skip
    return session.call(UPLOAD, body, id_=str(uuid5(dossier_id, f"{UPLOAD}/{one.sha256}")))


def _named(answer: wire.Answer) -> tuple[str, str]:
    """What the portal calls the file and where it lies there; "" when it did not take it."""
    found = read(answer) if answer.status == http.client.OK else {}
    return str(found.get("IdTepTin") or "")[:200], str(found.get("DuongDan") or "")[:1000]


def _fields(one: Result, their_id: str, address: str) -> dict[str, str]:
    return {
        "TenGiayTo": one.title,
        "MaThanhPhanHoSo": "",
        "GiayToId": their_id,
        "DuongDanTepTinKetQua": address,
        "MaGiayToKetQua": "",
    }
