"""A dossier in the portal's words: all values are text, instants `yyyyMMddHHmmss` by the clock of Vietnam."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from thongsuot.edges.exchange.national_portal.components import Component
from thongsuot.kernel.dates import local
from thongsuot.kernel.law import house_rule
from thongsuot.kernel.names import fold
from thongsuot.work.dossiers.queries import DossierRecord, StepRecord
from thongsuot.work.dossiers.rules import ACT_NAMES, NATIONAL_NAMES, Act, State, national_status
from thongsuot.work.fees.rules import PaidAt
from thongsuot.work.fees.rules.quotes import KIND_NAMES

CHANNELS = {"DIRECT": "1", "ONLINE": "2", "POSTAL": "3"}
WAYS = {"AT_SUBMISSION_PLACE": "1", "ONLINE": "2", "POSTAL": "3"}
RUNNING = (State.RECEIVED, State.PROCESSING, State.WAITING)
PAID_ONLINE = {PaidAt.NATIONAL: "1", PaidAt.OWN: "2"}  # who paid over the counter, or owes, has no number
CITIZEN, BUSINESS, HOUSEHOLD = "0", "1", "2"  # LoaiDoiTuong of the 2026 guide
FIRMS = (
    "cong ty",
    "tong cong ty",
    "doanh nghiep",
    "hop tac xa",
    "lien hiep hop tac xa",
    "ngan hang",
    "chi nhanh cong ty",
)
ORGANISED = (
    "doanh nghiep",
    "to chuc",
    "hop tac xa",
)  # how the catalogue begins the names of subjects that are no persons


@dataclass(frozen=True, slots=True)
class Money:
    """`lines` of the charge in force, as the ledger keeps them; `is_owing`: they are not paid for yet; `paid_at`: whose
    gateway all of it came by; `ways` in which it came, in words.
    """

    lines: Sequence[Mapping[str, Any]] = ()
    is_owing: bool = False
    paid_at: PaidAt | None = None
    ways: Sequence[str] = ()


def clock(instant: datetime | None) -> str:
    """`20261120090000`, or nothing."""
    return f"{local(instant):%Y%m%d%H%M%S}" if instant else ""


def read_clock(text: str) -> datetime | None:
    """The instant of `yyyyMMddHHmmss` or `yyyyMMdd`; None when it is none."""
    try:
        found = datetime.strptime(text.ljust(14, "0")[:14] + "+0700", "%Y%m%d%H%M%S%z")
    except ValueError:
        return None
    return found.astimezone(UTC)


def read_day(text: str) -> date | None:
    """The day of an instant as the portal writes it."""
    found = read_clock(text)
    return local(found).date() if found else None


def portal_code(record: DossierRecord) -> str:
    """What the portal calls a dossier: its own code if it was filed there, else ours."""
    return record.external_code or record.code


@house_rule(
    "who asks is a person, a business or a household business by what was written down; where nothing tells, nothing is told"
)
def applicant_kind(record: DossierRecord, subjects: Sequence[str]) -> str:
    """`LoaiDoiTuong`. subjects: who may ask for the procedure, as the catalogue names them.

    An intake asks nobody whether he comes for a firm: the name tells, or that only persons, or no persons, may ask.
    """
    name = fold(record.applicant_name)
    if name.startswith("ho kinh doanh "):
        return HOUSEHOLD
    if name.startswith(tuple(f"{one} " for one in FIRMS)):
        return BUSINESS
    organised = [fold(one).startswith(ORGANISED) for one in subjects]
    if organised and all(organised):
        return BUSINESS
    if record.citizen_id or record.citizen_account_id or (organised and not any(organised)):
        return CITIZEN
    return ""


def record_fields(
    record: DossierRecord, step: StepRecord, steps: Sequence[StepRecord], components: Sequence[Component],
    names: Mapping[str, str], money: Money, officers: Mapping[int, str],
) -> dict[str, Any]:  # fmt: skip
    """One element of `data` of `DongBoHoSoMC`: the dossier as it stood after `step`.

    names: procedure_code, procedure, field_code, field, desk, holder in words, applicant_kind; officers: names by account.
    """
    until = [one for one in steps if one.number <= step.number]
    asked = [one for one in until if one.act == Act.ASK_FOR_MORE]
    return {
        "MaHoSo": portal_code(record),
        "MaTTHC": names["procedure_code"],
        "TenTTHC": names["procedure"],
        "MaLinhVuc": names["field_code"],
        "TenLinhVuc": names["field"],
        "KenhThucHien": CHANNELS[record.channel],
        "SoBienNhan": record.code,
        "TrichYeuHoSo": record.summary,
        "HinhThuc": WAYS[record.result_way],
        "DonViXuLy": names["holder"],
        "GhiChu": str(step.detail.get("reason", "")),
        "NoiNopHoSo": names["desk"],
        "HoSoCoThanhPhanSoHoa": _flag(any(one.is_digitised for one in components)),
        "DuocThanhToanTrucTuyen": PAID_ONLINE[money.paid_at] if money.paid_at and not money.is_owing else "",
        "MaCSDL": "",
        **_applicant(record, names["applicant_kind"]),
        **_status(record, step, until, is_owing=money.is_owing),
        "TaiLieuNop": [_component(number, one) for number, one in enumerate(components, 1)],
        "DanhSachHoSoBoSung": [_asked(number, one, until, officers) for number, one in enumerate(asked, 1)],
        "DanhSachLePhi": [_fee(line, money.ways) for line in money.lines],
        "DanhSachGiayToKetQua": [],
    }


def _applicant(record: DossierRecord, kind: str) -> dict[str, str]:
    return {
        "ChuHoSo": record.applicant_name,
        "LoaiDoiTuong": kind,
        "MaDoiTuong": record.citizen_id,
        "ThongTinKhac": "",
        "Email": record.email,
        "Fax": "",
        "SoDienThoai": record.phone,
        "TaiKhoanDuocXacThucVoiVNeID": "1" if record.citizen_account_id else "0",
        "LoaiDinhDanh": "1" if record.citizen_id else "",
        "SoDinhDanh": record.citizen_id,
    }


def _status(
    record: DossierRecord, step: StepRecord, until: Sequence[StepRecord], *, is_owing: bool
) -> dict[str, str]:
    """The status and its instants as they were after `step`."""
    finished = next((one.at for one in until if one.state not in RUNNING), None)
    handed_out = next((one for one in reversed(until) if one.act == Act.RETURN), None)
    is_refused = step.state in (State.DECLINED, State.REFUSED)
    return {
        "NgayNopHoSo": clock(record.received_at),
        "NgayTiepNhan": clock(record.received_at) if until[0].act == Act.RECEIVE else "",
        "NgayHenTra": clock(step.due_at),
        "TrangThaiHoSo": str(national_status(step.state, is_owing=is_owing)),
        "NgayTra": clock(step.at) if step.state is State.RETURNED else "",
        "ThongTinTra": str(handed_out.detail.get("received_by", "")) if handed_out else "",
        "NgayKetThucXuLy": clock(finished),
        "NgayTuChoi": clock(step.at) if is_refused else "",
    }


def _fee(line: Mapping[str, Any], ways: Sequence[str]) -> dict[str, str]:
    """One line of the charge; `Gia` is what is left of it after a relief, in đồng.

    `HinhThucThu` in words, as nobody has published its numbers; nothing while nothing was paid.
    """
    kind = KIND_NAMES.get(str(line["kind"]), "")
    return {
        "TenPhiLePhi": str(line.get("note") or kind),
        "MaPhiLePhi": str(line["key"]),
        "HinhThucThu": ", ".join(ways),
        "Gia": str(line["due_vnd"]),
        "LoaiPhiLePhi": kind,
    }


def _component(number: int, one: Component) -> dict[str, str]:
    return {
        "TepDinhKemId": str(number),
        "TenTepDinhKem": one.name,
        "IsDeleted": "False",
        "MaThanhPhanHoSo": one.code,
        "DuongDanTaiTepTin": one.address,
        "DuocSoHoa": _flag(one.is_digitised),
        "DuocTaiSuDung": _flag(one.is_reused),
        "DuocLayTuKhoDMQG": _flag(one.from_store),
        "MaKetQuaThayThe": one.replaces,
    }


def _flag(is_so: bool) -> str:
    return "1" if is_so else "0"


def _asked(
    number: int, asked: StepRecord, steps: Sequence[StepRecord], officers: Mapping[int, str]
) -> dict[str, Any]:
    """`ThongTinTiepNhan` stays empty: what came is told by the papers. An applicant who answers by himself is no officer."""
    answered = next((one for one in steps if one.number > asked.number and one.act == Act.SUPPLEMENT), None)
    return {
        "HoSoBoSungId": str(number),
        "NguoiYeuCauBoSung": officers.get(asked.officer_id or 0, ""),
        "NoiDungBoSung": str(asked.detail.get("reason", "")),
        "NgayBoSung": clock(asked.at),
        "NguoiTiepNhanBoSung": officers.get(answered.officer_id or 0, "") if answered else "",
        "ThongTinTiepNhan": "",
        "NgayTiepNhanBoSung": clock(answered.at) if answered else "",
        "TrangThaiBoSung": "1" if answered else "0",
        "DanhSachGiayToBoSung": [str(one) for one in asked.detail.get("wanted", ())],
        "DanhSachLePhiBoSung": [],
        "NgayHenTraTruoc": clock(asked.due_at),
        "NgayHenTraMoi": clock(answered.due_at) if answered else "",
    }


def progress_fields(
    record: DossierRecord, step: StepRecord, names: Mapping[str, str], *, is_owing: bool = False
) -> dict[str, str]:
    """`CapNhatTienDoHoSoMC`: who did what at this step. names: officer, post, seat in words."""
    status = national_status(step.state, is_owing=is_owing)
    return {
        "MaHoSo": portal_code(record),
        "NguoiXuLy": names["officer"],
        "ChucDanh": names["post"],
        "ThoiDiemXuLy": clock(step.at),
        "PhongBanXuLy": names["seat"],
        "NoiDungXuLy": f"{ACT_NAMES[Act(step.act)]}. {NATIONAL_NAMES[status]}.",
        "TrangThai": str(status),
        "NgayBatDau": clock(step.at),
        "NgayKetThucTheoQuyDinh": clock(step.due_at),
    }
