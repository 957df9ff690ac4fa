"""A dossier in the portal's words: all values are text, instants `yyyyMMddHHmmss` by the clock of Vietnam."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from thongsuot.kernel.dates import local
from thongsuot.work.dossiers.queries import DossierRecord, PaperRecord, StepRecord
from thongsuot.work.dossiers.rules import ACT_NAMES, NATIONAL_NAMES, Act, State
from thongsuot.work.fees.rules import PaidAt
from thongsuot.work.fees.rules.quotes import KIND_NAMES
from thongsuot.work.sync.rules import told_status

CHANNELS = {"DIRECT": "1", "ONLINE": "2", "POSTAL": "3"}
WAYS = {"AT_SUBMISSION_PLACE": "1", "ONLINE": "2", "POSTAL": "3"}
RUNNING = (State.RECEIVED, State.PROCESSING, State.WAITING)
PAID_ONLINE = {PaidAt.NATIONAL: "1", PaidAt.OWN: "2"}  # who paid over the counter, or owes, has no number
CITIZEN = "0"  # LoaiDoiTuong of the 2026 guide: 0 citizen, 1 business, 2 household business


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


def record_fields(
    record: DossierRecord, step: StepRecord, steps: Sequence[StepRecord], papers: Sequence[PaperRecord],
    names: Mapping[str, str], lines: Sequence[Mapping[str, Any]] = (), *, is_owing: bool = False,
    paid_at: PaidAt | None = None,
) -> dict[str, Any]:  # fmt: skip
    """One element of `data` of `DongBoHoSoMC`: the dossier as it stood after `step`.

    names: procedure_code, procedure, field_code, field, desk, holder in words. lines: of the charge in force, as the
    ledger keeps them; is_owing: they are not paid for yet; paid_at: whose gateway all of it came by.
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
        "HoSoCoThanhPhanSoHoa": "1" if any(paper.is_electronic for paper in papers) else "0",
        "DuocThanhToanTrucTuyen": PAID_ONLINE[paid_at] if paid_at and not is_owing else "",
        "MaCSDL": "",
        **_applicant(record),
        **_status(record, step, until, is_owing=is_owing),
        "TaiLieuNop": [_paper(number, paper) for number, paper in enumerate(papers, 1)],
        "DanhSachHoSoBoSung": [_asked(number, one, until) for number, one in enumerate(asked, 1)],
        "DanhSachLePhi": [_fee(line) for line in lines],
        "DanhSachGiayToKetQua": [],
    }


def _applicant(record: DossierRecord) -> dict[str, str]:
    return {
        "ChuHoSo": record.applicant_name,
        "LoaiDoiTuong": CITIZEN,
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
    is_refused = step.state in (State.DECLINED, State.REFUSED)
    return {
        "NgayNopHoSo": clock(record.received_at),
        "NgayTiepNhan": clock(record.received_at) if until[0].act == Act.RECEIVE else "",
        "NgayHenTra": clock(step.due_at),
        "TrangThaiHoSo": str(told_status(step.state, is_owing=is_owing)),
        "NgayTra": clock(step.at) if step.state is State.RETURNED else "",
        "ThongTinTra": "",
        "NgayKetThucXuLy": clock(finished),
        "NgayTuChoi": clock(step.at) if is_refused else "",
    }


def _fee(line: Mapping[str, Any]) -> dict[str, str]:
    """One line of the charge; `Gia` is what is left of it after a relief, in đồng."""
    kind = KIND_NAMES.get(str(line["kind"]), "")
    return {
        "TenPhiLePhi": str(line.get("note") or kind),
        "MaPhiLePhi": str(line["key"]),
        "HinhThucThu": "",
        "Gia": str(line["due_vnd"]),
        "LoaiPhiLePhi": kind,
    }


def _paper(number: int, paper: PaperRecord) -> dict[str, str]:
    return {
        "TepDinhKemId": str(number),
        "TenTepDinhKem": paper.name,
        "IsDeleted": "False",
        "MaThanhPhanHoSo": "",
        "DuongDanTaiTepTin": "",
        "DuocSoHoa": "1" if paper.is_electronic else "0",
        "DuocTaiSuDung": "0",
        "DuocLayTuKhoDMQG": "0",
        "MaKetQuaThayThe": "",
    }


def _asked(number: int, asked: StepRecord, steps: Sequence[StepRecord]) -> dict[str, Any]:
    answered = next((one for one in steps if one.number > asked.number and one.act == Act.SUPPLEMENT), None)
    return {
        "HoSoBoSungId": str(number),
        "NguoiYeuCauBoSung": "",
        "NoiDungBoSung": str(asked.detail.get("reason", "")),
        "NgayBoSung": clock(asked.at),
        "NguoiTiepNhanBoSung": "",
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
    """`CapNhatTienDoHoSoMC`: who did what at this step. names: officer, desk, holder in words."""
    status = told_status(step.state, is_owing=is_owing)
    return {
        "MaHoSo": portal_code(record),
        "NguoiXuLy": names["officer"],
        "ChucDanh": "",
        "ThoiDiemXuLy": clock(step.at),
        "PhongBanXuLy": names["seat"],
        "NoiDungXuLy": f"{ACT_NAMES[Act(step.act)]}. {NATIONAL_NAMES[status]}.",
        "TrangThai": str(status),
        "NgayBatDau": clock(step.at),
        "NgayKetThucTheoQuyDinh": clock(step.due_at),
    }
