"""How many copies, pages, cases: asked at the counter where the fee is the price of one, charged with the reception."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.forms import Field
from django.utils.translation import gettext as _

from thongsuot.edges.desk import seats
from thongsuot.edges.desk.fees.forms import numbers
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import formats
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.fees import queries as fees
from thongsuot.work.fees import rules, services

COUNT = "fees.count"


@dataclass(frozen=True, slots=True)
class Counted:
    """The fee that is the price of one; `is_open`: something else about the price must be decided first."""

    line: rules.Line
    is_open: bool

    def fields(self) -> dict[str, Field]:
        """One of each, unless a person must decide what is charged at all."""
        return numbers(self.line, None if self.is_open else 1)

    def counts(self, given: Mapping[str, Any]) -> tuple[rules.Count, ...]:
        """What was counted; nothing where the published price of one stands, or nothing was said."""
        key = self.line.key
        told = {name: given.get(f"{name}-{key}") for name in ("quantity", "units")}
        if not any(told.values()):
            return ()
        found = rules.Count(key, told["quantity"] or 1, told["units"] or 1)
        return (found,) if self.is_open or found != rules.Count(key) else ()

    def price(self, given: Mapping[str, Any]) -> str:
        """ "3 × 8.000 đ = 24.000 đ"; "" while nothing was counted."""
        (found,) = self.counts(given) or (None,)
        if found is None:
            return ""
        each = rules.Charge(found.key, self.line.kind, self.line.vnd or 0, units=found.units).each(
            self.line.per
        )
        said = {"n": found.quantity, "each": formats.vnd(each), "all": formats.vnd(each * found.quantity)}
        return _("{n} × {each} = {all}").format(**said)


def counted(
    version: catalogue.VersionRecord | None, *, case: str, channel: str, authority_id: int | None, day: date
) -> Counted | None:
    """What has to be counted for a filing; None: nothing."""
    if version is None or authority_id is None:
        return None
    quote = fees.price(
        version_id=version.id, case=case, channel=channel or "DIRECT", authority_id=authority_id, day=day
    )
    found = [line for line in quote.priced if line.per]
    return Counted(found[0], quote.is_open) if len(found) == 1 else None


def charge(request: Request, counts: Sequence[rules.Count], code: str, agency_id: int) -> None:
    """Charge what was counted, once: what is there already was charged with the same page."""
    if not counts or agency_id not in seats.able(request, COUNT):
        return
    record = dossiers.dossier_by_code(viewer=request.actor, code=code)
    if record is None or fees.standing(viewer=request.actor, record=record).is_assessed:
        return
    services.count(
        actor=request.actor, now=request.now, agency_id=agency_id, dossier_id=record.id, counts=counts
    )
