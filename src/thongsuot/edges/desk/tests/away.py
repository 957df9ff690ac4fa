"""A portal that was told much, refuses something, holds something unreadable, and then went away; and two webhooks."""

from datetime import datetime, timedelta

from tests.people import BIRTH, HERE, committee, who

from thongsuot.edges.desk.tests.people import moved, received
from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.dates import local_day
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.files.tests import made
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.sync import ports, services
from thongsuot.work.sync.models import Arrival, Receiver
from thongsuot.work.sync.ports import Away, Rejected, Theirs
from thongsuot.work.sync.tests.scene import Talker, send, the_portal, work_off_events

ADMIN = "quantri"


def scene(monkeypatch, now: datetime) -> dict[str, str]:
    """Codes of dossiers by how the portal takes them: `fine`, `refused`, `late` (not told yet)."""
    talker = Talker()
    monkeypatch.setattr(talker, "statuses", lambda from_day, to_day: known, raising=False)
    monkeypatch.setattr(ports, "_channels", {ports.PORTAL: talker})
    monkeypatch.setattr(ports, "_portals", [talker])
    codes = {}
    for name in ("fine", "refused"):
        codes[name] = moved(received(now), "forward", "take", at=now).code
    bad = dossiers.dossier_by_code(viewer=SYSTEM, code=codes["refused"])
    work_off_events()
    talker.says.extend(
        [
            lambda o: (
                Rejected("01: Mã thủ tục không có trên Cổng") if o.dossier_id == bad.id else ports.Accepted()
            )
        ]
        * 20
    )
    send(the_portal(), now)
    talker.says.clear()
    codes["late"] = received(now).code
    work_off_events()
    day = local_day(now)
    known = [Theirs(codes["fine"], 2, day), Theirs("G22.99-20261120-0000009", 4, day)]
    services.reconcile(
        actor=SYSTEM, now=now, agency_id=None, authority_id=home(), from_day=day - timedelta(days=2),
        to_day=day, theirs=known,
    )  # fmt: skip
    _arrived(now)
    talker.says.extend([Away("hết thời gian chờ trả lời")] * 3)
    for minutes in (1, 3, 6):
        send(the_portal(), now + timedelta(minutes=minutes))
    return codes


def home() -> int:
    found = units.home_authority()
    assert found is not None
    return found


def _arrived(now: datetime) -> None:
    with seeing(SYSTEM):
        for key, body in (
            ("1", {"MaHoSo": "G22.99-20261120-0000008", "ChuHoSo": ""}),
            ("2", {"MaHoSo": "X"}),
        ):
            row = Arrival.objects.create(
                authority_id=home(), key=key, kind="HoSo" if key == "1" else "ThanhToan", about=body["MaHoSo"],
                body=body, arrived_at=now,
            )  # fmt: skip
            services.take_in(actor=SYSTEM, now=now, arrival_id=row.pk)


def webhook(now: datetime, name: str = "Kho dữ liệu phường") -> int:
    """A webhook of the commune, with a message that failed."""
    id_, _ = services.subscribe(
        actor=who(ADMIN, now.date()), now=now - timedelta(days=1), agency_id=committee(day=now.date()), name=name,
        url="https://nhan.vidu.gov.vn/su-kien", acts=["receive", "decide"],
    )  # fmt: skip
    received(now)
    work_off_events()
    with seeing(SYSTEM):
        Receiver.objects.filter(pk=id_).update(
            failing_since=now, failures=4, last_error="hết thời gian chờ trả lời"
        )
    return id_


class Holder(Talker):
    """A portal that holds files: one harmful, one that it does not give while it is away."""

    is_away = True

    def file(self, address: str) -> bytes:
        if address.endswith("1"):
            return b"MZ\x90\x00"
        if self.is_away:
            raise ports.Unreachable("đứt kết nối trước khi trả lời")
        return made.pdf(1)


def a_filing(now: datetime, code: str, files: list[dict[str, str]] | None = None) -> dict[str, object]:
    """A birth registration as the portal holds it; without `files`, every paper that is asked for."""
    version = catalogue.version_on(code=BIRTH, day=now.date())
    papers = [{"TenTepDinhKem": p.name, "MaThanhPhanHoSo": p.code} for p in version.papers if p.required]
    return {
        "MaHoSo": code, "MaTTHC": BIRTH, "ChuHoSo": "Trần Thị Xa", "SoDienThoai": "0905000111", "MaXa": HERE,
        "TruongHop": version.cases[0] if version.cases else "", "TaiLieuNop": papers if files is None else files,
    }  # fmt: skip


def with_files(monkeypatch, now: datetime) -> tuple[str, Holder]:
    """A dossier that was filed at the portal and lacks two files; its code, and the portal."""
    portal = Holder()
    monkeypatch.setattr(ports, "_channels", {ports.PORTAL: portal})
    monkeypatch.setattr(ports, "_portals", [portal])
    files = [
        {"TenTepDinhKem": "giay-chung-sinh.exe", "DuongDanTaiTepTin": "/tep/1"},
        {"TenTepDinhKem": "to-khai.pdf", "DuongDanTaiTepTin": "/tep/2"},
    ]
    body = a_filing(now, "G22.99-20261120-0000077", files)
    with seeing(SYSTEM):
        if not Receiver.objects.filter(kind=ports.PORTAL).exists():
            Receiver.objects.create(kind=ports.PORTAL, authority_id=home(), name="Cổng", since=now)
        row = Arrival.objects.create(
            authority_id=home(), key="77", kind="HoSo", about=body["MaHoSo"], body=body, arrived_at=now
        )
        services.take_in(actor=SYSTEM, now=now, arrival_id=row.pk)
        row.refresh_from_db()
    assert row.dossier_id is not None, row.problems
    services.fetch_files(authority_id=home(), now=now)
    record = dossiers.dossier(viewer=SYSTEM, dossier_id=row.dossier_id)
    assert record is not None
    return record.code, portal
