"""What a certificate is worth at an instant, and which of an officer's is signed with."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from thongsuot.kernel.dates import format_date, local_day
from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import house_rule, law
from thongsuot.kernel.names import fold

WARNED_BEFORE = timedelta(days=30)  # as long as a new one takes to be applied for and issued


class Standing(StrEnum):
    """How a certificate stands at an instant."""

    GOOD = "good"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    REVOKED = "revoked"
    NOT_YET = "not_yet"


STANDING_NAMES = {
    Standing.GOOD: "Còn hiệu lực",
    Standing.EXPIRING: "Sắp hết hạn",
    Standing.EXPIRED: "Đã hết hạn",
    Standing.REVOKED: "Đã thu hồi",
    Standing.NOT_YET: "Chưa có hiệu lực",
}
USABLE = frozenset({Standing.GOOD, Standing.EXPIRING})


@dataclass(frozen=True, slots=True)
class Certificate:
    """What of a certificate decides: whose, for which agency, from when to when (aware instants)."""

    id: int
    account_id: int
    agency_id: int
    is_agency: bool
    valid_from: datetime
    valid_to: datetime
    revoked_at: datetime | None = None


@law("NĐ 68/2024/NĐ-CP", "Điều 7")
def standing(one: Certificate, now: datetime) -> Standing:
    """Taken back counts before anything else, from its instant on; then the period that the issuer wrote."""
    if one.revoked_at is not None and one.revoked_at <= now:
        return Standing.REVOKED
    if now < one.valid_from:
        return Standing.NOT_YET
    if now >= one.valid_to:
        return Standing.EXPIRED
    return Standing.EXPIRING if one.valid_to - now <= WARNED_BEFORE else Standing.GOOD


@house_rule("of several certificates the one that lasts longest signs, so that papers stay checkable longest")
def chosen(
    found: Iterable[Certificate], *, agency_id: int, is_agency: bool, now: datetime
) -> Certificate | None:
    """The certificate to sign with for this agency; None when none of them can be used at `now`."""
    usable = [
        one
        for one in found
        if one.agency_id == agency_id and one.is_agency is is_agency and standing(one, now) in USABLE
    ]
    return max(usable, key=lambda one: (one.valid_to, one.id), default=None)


@law("Luật Giao dịch điện tử 20/2023/QH15", "Điều 22")
def holding_problems(
    found: Iterable[Certificate], *, agency_id: int, agency: str, is_agency: bool, now: datetime
) -> tuple[Problem, ...]:
    """Why nothing of `found` can sign for the agency; empty when something can."""
    own = [one for one in found if one.agency_id == agency_id and one.is_agency is is_agency]
    if chosen(own, agency_id=agency_id, is_agency=is_agency, now=now):
        return ()
    if not own:
        return (_none_at(agency, is_agency=is_agency),)
    last = max(own, key=lambda one: (one.valid_to, one.id))
    return (_REASONS[standing(last, now)](last),)


def _none_at(agency: str, *, is_agency: bool) -> Problem:
    text = "Bạn chưa có chứng thư số để ký tại {agency}. Hãy đề nghị cấp, rồi ghi vào trang Chứng thư số."
    if is_agency:
        text = "Bạn không giữ chứng thư số của {agency}. Chỉ người được giao giữ mới đóng dấu số được."
    return Problem("no_certificate", text, params={"agency": agency})


def _expired(one: Certificate) -> Problem:
    text = "Chứng thư số đã hết hạn từ ngày {day}. Hãy đề nghị gia hạn hoặc cấp mới."
    return Problem("certificate_expired", text, params={"day": format_date(local_day(one.valid_to))})


def _revoked(one: Certificate) -> Problem:
    text = "Chứng thư số đã bị thu hồi ngày {day}. Hãy đề nghị cấp mới."
    return Problem(
        "certificate_revoked", text, params={"day": format_date(local_day(one.revoked_at or one.valid_to))}
    )


def _not_yet(one: Certificate) -> Problem:
    text = "Chứng thư số chỉ có hiệu lực từ ngày {day}."
    return Problem("certificate_not_yet", text, params={"day": format_date(local_day(one.valid_from))})


_REASONS = {Standing.EXPIRED: _expired, Standing.REVOKED: _revoked, Standing.NOT_YET: _not_yet}


@law("NĐ 68/2024/NĐ-CP", "Điều 6")
def recording_problems(
    *, named: str, holder: str, organisation: str, agency: str, signs: bool, valid_to: datetime, now: datetime,
    is_agency: bool, is_known: bool,
) -> tuple[Problem, ...]:  # fmt: skip
    """Why a certificate is not recorded: it names somebody else, it has run out, it is not for signing papers.

    named, organisation: as the certificate says; holder, agency: as the registers say. is_known: recorded before.
    """
    found = []
    ours, theirs = (agency, named or organisation) if is_agency else (holder, named)
    if not _same(ours, theirs):
        text = "Chứng thư số ghi tên “{named}”, không phải “{holder}”."
        found.append(
            Problem("certificate_other_name", text, "certificate", {"named": theirs, "holder": ours})
        )
    if not signs:
        text = "Chứng thư số này không dùng để ký văn bản (thiếu mục đích “chữ ký số”)."
        found.append(Problem("certificate_not_for_signing", text, "certificate"))
    if valid_to <= now:
        text = "Chứng thư số đã hết hạn từ ngày {day}. Hãy đề nghị gia hạn hoặc cấp mới."
        day = format_date(local_day(valid_to))
        found.append(Problem("certificate_expired", text, "certificate", {"day": day}))
    if is_known:
        found.append(Problem("certificate_known", "Chứng thư số này đã được ghi rồi.", "certificate"))
    return tuple(found)


def _same(ours: str, theirs: str) -> bool:
    """Names without accents and case; an issuer cuts a long name, so one may go on where the other ends."""
    first, second = fold(ours), fold(theirs)
    return bool(first and second) and (first == second or (len(second) >= 16 and first.startswith(second)))
