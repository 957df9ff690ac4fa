"""Where one receives: the agencies of the officer, their points of service, the communes that may be meant."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django.http import QueryDict
from django.utils.translation import get_language

from thongsuot.edges.desk import collecting, page, seats
from thongsuot.edges.desk.receive import counting, relieving
from thongsuot.edges.desk.receive.intake_form import Intake
from thongsuot.kernel.errors import Forbidden, Problem
from thongsuot.plumbing.http.request import Request
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.forms import queries as forms
from thongsuot.registers.forms import rules as form_rules
from thongsuot.registers.forms.rules import Definition
from thongsuot.registers.points import queries as points
from thongsuot.registers.points.rules import Capability
from thongsuot.registers.units import queries as units

POINT_COOKIE, POINT_LASTS_S = "diem", 400 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Desk:
    """The officer's own; `province` is the code of the one whose communes he receives for, "" without any."""

    agencies: tuple[units.AgencyRecord, ...]
    points: tuple[points.OfAgency, ...]
    province: str
    day: date

    @staticmethod
    def of(request: Request) -> "Desk":
        """Raises Forbidden when the officer receives nowhere."""
        agencies = seats.counters(request, page.RECEIVE)
        if not agencies:
            raise Forbidden(Problem("not_granted", "Tài khoản của bạn không được giao việc tiếp nhận hồ sơ."))
        authority = agencies[0].authority_id
        province = units.unit(unit_id=authority, day=request.day) if authority else None
        return Desk(agencies, _points(agencies, request.day), province.code if province else "", request.day)

    def called(self, words: str) -> tuple[units.Called, ...]:
        """The communes that the words may mean, the likeliest first."""
        if not self.province or not words.strip():
            return ()
        return units.communes_called(words=words, province_code=self.province, day=self.day)

    @property
    def own_commune(self) -> str:
        """The commune that is most often meant: the desk's own, as it is shown."""
        own = units.unit(unit_id=self.agencies[0].unit_id, day=self.day) if self.agencies[0].unit_id else None
        labels = units.labels_of(province_code=self.province, day=self.day) if self.province else {}
        return labels.get(own.code, "") if own else ""

    def form(self, request: Request, given: Mapping[str, Any], *, is_sent: bool = False) -> Intake:
        """The form with what is known so far; only a sent one is checked."""
        code = page.asked(given, "procedure_code")
        version = catalogue.version_on(code=code, day=request.day) if code else None
        last = request.COOKIES.get(POINT_COOKIE, "")
        mine = [str(point.point_id) for point in self.points]
        known = {
            "agency": self.agencies[0].id, "territory_code": self.own_commune,
            "point": last if last in mine else next(iter(mine), ""), **dict(given.items()),
        }  # fmt: skip
        known["once"] = known.get("once") or uuid4().hex
        called = self.called(str(known["territory_code"]))
        if called and called[0].is_only:
            known["territory_code"] = called[0].label
            given = _with(given, "territory_code", called[0].label) if is_sent else given
        payable: dict[str, Any] = {
            "case": str(known.get("case") or ""), "channel": str(known.get("channel") or ""),
            "authority_id": self.agencies[0].authority_id, "day": self.day,
        }  # fmt: skip
        return Intake(
            given if is_sent else None,
            version=version,
            agencies=[(a.id, a.name) for a in self.agencies],
            points=[(p.point_id, p.name, p.agency_id) for p in self.points],
            called=called,
            initial=known,
            definition=_definition(code, request.day) if version else None,
            counted=counting.counted(version, **payable),
            reliefs=relieving.choices(version, **payable),
            places=collecting.choices(
                self.agencies[0].authority_id, self.agencies[0].unit_id, version, self.day
            ),
        )


def _definition(code: str, day: date) -> Definition | None:
    """The form of the procedure in the officer's language, which says more of its papers than the catalogue."""
    found = forms.form_on(procedure_code=code, day=day)
    return form_rules.in_language(found.definition, get_language() or "vi") if found else None


def _points(agencies: tuple[units.AgencyRecord, ...], day: date) -> tuple[points.OfAgency, ...]:
    """Where these agencies receive today."""
    found = points.points_at(agency_ids=frozenset(a.id for a in agencies), day=day)
    return tuple(p for p in found if points.can(point_id=p.point_id, capability=Capability.RECEIVE, day=day))


def _with(given: Mapping[str, Any], name: str, value: str) -> Mapping[str, Any]:
    """The same with another value; what was sent several times stays several."""
    found = given.copy() if isinstance(given, QueryDict) else dict(given)
    found[name] = value
    return found
