"""In whose hands the dossiers of a list are: colleagues, others who still have work here, or nobody in particular."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from thongsuot.edges.desk import saying
from thongsuot.plumbing.http.request import Request
from thongsuot.registers.identity import queries as identity
from thongsuot.work.dossiers import queries as dossiers

NOBODY = 0
MOST_PLACES = 20  # of more agencies than that nobody chooses one officer by name


def choices(request: Request, agency_ids: Sequence[int], chosen: int | None) -> list[tuple[Any, Any]]:
    """For a choice above a list of these agencies; [] where they are too many. Whoever is chosen is among them."""
    if len(agency_ids) > MOST_PLACES and chosen is None:
        return []
    here: dict[int, str] = {}
    others: set[int] = set() if chosen is None else {chosen}
    if len(agency_ids) <= MOST_PLACES:
        found = identity.colleagues_at(agency_ids=agency_ids, day=request.day, verb="dossiers.take")
        here = {one.id: one.full_name for known in found.values() for one in known}
        others |= dossiers.holders(viewer=request.actor, agency_ids=agency_ids)
    names = identity.names(account_ids=others - set(here) - {NOBODY})
    groups = [
        (_("Công chức của cơ quan"), _by_name(here)),
        (_("Người khác còn giữ hồ sơ"), _by_name(names)),
    ]
    return [("", _("Mọi người")), (NOBODY, _("Chưa giao riêng ai")), *(one for one in groups if one[1])]


def name(officer_id: int) -> str:
    """Whom a list is narrowed to."""
    return saying.officer(officer_id) if officer_id else _("Chưa giao riêng ai")


def _by_name(found: dict[int, str]) -> list[tuple[int, str]]:
    return sorted(found.items(), key=lambda one: (one[1], one[0]))
