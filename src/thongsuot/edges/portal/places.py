"""Where to go: points as a citizen reads them, the commune that was chosen, who decides there."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from thongsuot.edges.portal.province import Province
from thongsuot.kernel.dates import format_day, format_time, local_day
from thongsuot.kernel.errors import Refused
from thongsuot.plumbing.http.request import Request
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.points import queries as points
from thongsuot.registers.points.rules import Capability, OpenState
from thongsuot.registers.units import queries as units

NEAREST = 3
DUTIES = {
    Capability.RECEIVE: "Nhận hồ sơ",
    Capability.RETURN: "Trả kết quả",
    Capability.DIGITISE: "Quét giấy tờ",
    Capability.TAKE_FEE: "Thu phí, lệ phí",
    Capability.CERTIFY: "Sao y, chứng thực tại chỗ",
    Capability.GUIDE: "Hướng dẫn",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A point in a list. `tone` and `word` are its state, `until` the sentence beside it."""

    id: int
    code: str
    name: str
    short: str
    kind: str
    address: str
    phone: str
    duties: tuple[str, ...]
    duty_codes: frozenset[str]
    is_simulated: bool
    is_open: bool
    word: str
    tone: str
    until: str
    km: str
    unit_id: int

    @property
    def url(self) -> str:
        return reverse("portal:point", args=[self.code])


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune to choose."""

    id: int
    code: str
    name: str


def communes(here: Province | None, day: date) -> list[Commune]:
    """The communes of the province, by the Vietnamese alphabet."""
    if here is None:
        return []
    return [Commune(u.id, u.code, u.full_name) for u in units.communes_of(province_code=here.code, day=day)]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The commune that the reader chose, and the points nearest to it."""

    commune: Commune
    near: list[Shown]


def chosen(here: Province | None, code: str, request: Request) -> Chosen | None:
    """What `?xa=` says; None when it names no commune of the province."""
    commune = next((c for c in communes(here, request.day) if c.code == code), None)
    if here is None or commune is None:
        return None
    found = points.nearest(authority_id=here.id, day=request.day, unit_id=commune.id, limit=NEAREST)
    return Chosen(commune, [shown(near.point, request.now, km=near.km) for near in found])


def collecting(
    here: Province | None, commune_code: str, version: catalogue.VersionRecord | None, day: date
) -> list[points.PointRecord]:
    """The points that hand out results of the procedure, the nearest to the commune of that code first where there is
    such a one."""
    if here is None:
        return []
    fitting = points.points_that_may(
        authority_id=here.id, capability=Capability.RETURN, procedure_code=version.code if version else "",
        field_code=version.field_code if version else "", day=day,
    )  # fmt: skip
    commune = next((c for c in communes(here, day) if c.code == commune_code), None)
    if commune is not None:
        able = {point.id for point in fitting}
        near = points.nearest(authority_id=here.id, day=day, unit_id=commune.id, capability="", limit=10_000)
        if found := [way.point for way in near if way.point.id in able]:
            return found
    return list(fitting)


def competent(
    here: Province | None, version: catalogue.VersionRecord, code: str, day: date
) -> units.AgencyRecord | None:
    """Who decides this procedure for the commune of that code."""
    commune = next((c for c in communes(here, day) if c.code == code), None)
    if here is None or commune is None:
        return None
    agency_id = catalogue.competent_agency(
        version_id=version.id, unit_id=commune.id, authority_id=here.id, day=day
    )
    return units.agency(agency_id=agency_id) if agency_id else None


def shown(point: points.PointRecord, now: datetime, km: float | None = None) -> Shown:
    """A point with its state at `now`; an address that says itself that it is made up says it once."""
    state = opening(point.id, now)
    word, tone, until = _said(state, local_day(now))
    english = (get_language() or "vi").startswith("en")
    return Shown(
        id=point.id,
        code=point.code,
        name=point.name,
        short=_short(point, local_day(now)),
        kind=(english and point.kind_name_en) or point.kind_name,
        address=point.address,
        phone=point.phone,
        duties=tuple(_(name) for duty, name in DUTIES.items() if duty in point.capabilities),
        duty_codes=point.capabilities,
        is_simulated=point.is_simulated and "mô phỏng" not in point.address,
        is_open=state is not None and state.is_open,
        word=word,
        tone=tone,
        until=until,
        km=f"{km:.1f} km".replace(".", ",") if km and km >= 0.05 else "",
        unit_id=point.unit_id,
    )


def _short(point: points.PointRecord, day: date) -> str:
    """In a list the commune is what people look for: its name alone, when its centre is called after it."""
    unit = units.unit(unit_id=point.unit_id, day=day)
    is_centre = Capability.CERTIFY in point.capabilities
    if is_centre and unit is not None and point.name.lower().endswith(unit.full_name.lower()):
        return unit.full_name
    return point.name


def opening(point_id: int, now: datetime) -> OpenState | None:
    """Whether it is open; None while no calendar of that day is loaded."""
    try:
        return points.open_state(point_id=point_id, now=now)
    except Refused:
        return None


def _said(state: OpenState | None, today: date) -> tuple[str, str, str]:
    """The word of the state, its tone, and until when it lasts."""
    if state is None:
        return _("Chưa rõ giờ mở cửa"), "quiet", _("Hãy gọi điện trước khi đến.")
    if state.is_open and state.closes is not None:
        return _("Đang mở cửa"), "done", _("đến {clock} hôm nay").format(clock=format_time(state.closes))
    why = f"{state.why.name}. " if state.why is not None and state.why.name else ""
    if state.opens is None:
        return _("Đang đóng cửa"), "stopped", why + _("Chưa rõ khi nào mở lại.")
    clock, day = format_time(state.opens), state.opens.date()
    if day == today:
        return _("Đang đóng cửa"), "quiet", why + _("mở lại {clock} hôm nay").format(clock=clock)
    when = format_day(day, (get_language() or "vi")[:2])
    return _("Đang đóng cửa"), "quiet", why + _("mở lại {clock} {day}").format(clock=clock, day=when)
