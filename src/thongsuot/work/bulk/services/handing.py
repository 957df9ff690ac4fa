"""Handing results on to where they are collected: the dossiers go there, their papers into one bag a place.

Custody is the module of the papers; a run only asks it to pack, and to unpack what it takes back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import instant, local_day
from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing import access
from thongsuot.work.custody import queries as custody
from thongsuot.work.custody import rules as slips
from thongsuot.work.custody import services as bags
from thongsuot.work.custody.rules import Custodian, SlipState
from thongsuot.work.dossiers import queries
from thongsuot.work.dossiers import services as dossiers

EVENING = time(17, 0)
PACK = "custody.pack"
Why = dict[UUID, tuple[Problem, ...]]


@dataclass(frozen=True, slots=True)
class Lot:
    """Dossiers of one seat whose results are collected at one agency."""

    seat: int
    goes_to: int
    ids: Sequence[UUID]


class _Again(Exception):
    """Some of them are not handed on after all: what was packed with them is unpacked."""


def carry_out(
    actor: Actor, now: datetime, given: Mapping[str, Any], lot: Lot
) -> tuple[Mapping[UUID, int | None], Mapping[UUID, tuple[Problem, ...]], dict[UUID, str]]:
    """Pack what lies here, hand the dossiers on: which moved (their versions), which did not, in which bag each lies.

    Papers before dossiers, for who hands a dossier on may not see it afterwards.
    """
    going, why = list(lot.ids), Why()
    while going:
        try:
            with transaction.atomic():
                packed = _packed(actor, now, given, Lot(lot.seat, lot.goes_to, going))
                done = dossiers.forward(
                    actor=actor, now=now, agency_id=lot.seat, dossier_ids=going, to_agency_id=lot.goes_to
                )
                if done.refused:
                    raise _Again
            return dict(done.moved), why, packed
        except _Again:
            why |= done.refused
            going = [id_ for id_ in going if id_ not in done.refused]
        except Refused as refused:
            return {}, why | dict.fromkeys(going, refused.problems), {}
    return {}, why, {}


def _packed(actor: Actor, now: datetime, given: Mapping[str, Any], lot: Lot) -> dict[UUID, str]:
    """The results on paper that lie here, in bags for the place; the slip of each. None without the right to pack."""
    if not access.may(actor=actor, verb=PACK, agency_id=lot.seat, day=local_day(now)):
        return {}
    codes = [row.code + slips.RESULT_MARK for row in queries.rows_of(viewer=actor, dossier_ids=lot.ids)]
    here = [
        one
        for one in custody.bundles(viewer=actor, codes=codes)
        if (one.custodian, one.agency_id, one.slip_code) == (Custodian.AGENCY, lot.seat, None)
    ]
    found: dict[UUID, str] = {}
    for start in range(0, len(here), slips.MOST):
        some = here[start : start + slips.MOST]
        slip = bags.pack(
            actor=actor, now=now, agency_id=lot.seat, to_agency_id=lot.goes_to, codes=[one.code for one in some],
            expected_at=instant(date.fromisoformat(given["to_date"]), EVENING),
        )  # fmt: skip
        found |= {one.dossier_id: slip.code for one in some}
    return found


def unpack(actor: Actor, now: datetime, seat: int, codes: Iterable[str]) -> dict[str, Problem]:
    """Unpack the bags of a run that have not left; of the others why what is in them stays where it goes."""
    left: dict[str, Problem] = {}
    for code in sorted(set(codes)):
        slip = custody.slip(viewer=actor, code=code)
        if slip is not None and slip.state is SlipState.PACKED:
            bags.cancel(actor=actor, now=now, agency_id=seat, slip_code=code)
        elif slip is None or slip.state is not SlipState.CANCELLED:
            message = "Kết quả đã rời đây trong túi {code} nên hồ sơ được giữ nguyên."
            left[code] = Problem("bag_has_left", message, params={"code": code})
    return left
