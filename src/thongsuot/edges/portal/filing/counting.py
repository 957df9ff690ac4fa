"""What a filing costs by the number that was asked for: shown before it is filed, charged when it is."""

from datetime import date

from django.utils.translation import gettext as _

from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import formats
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.fees import queries as fees
from thongsuot.work.fees import rules, services
from thongsuot.work.filings.services.filing import Prospect


def price(prospect: Prospect, day: date) -> str:
    """ "3 × 8.000 đ = 24.000 đ"; "" while nobody can tell where it goes."""
    found = prospect.assessed
    if found is None:
        return ""
    quote = fees.price(
        version_id=found.version.id, case=prospect.filing.case, channel=prospect.filing.channel,
        authority_id=found.authority_id, day=day,
    )  # fmt: skip
    if quote.vnd is None:
        return _("chưa xác định")
    if quote.counted is None or prospect.count == 1:
        return formats.vnd(quote.vnd) if quote.vnd else _("không thu")
    said = {
        "n": prospect.count,
        "each": formats.vnd(quote.vnd),
        "all": formats.vnd(quote.vnd * prospect.count),
    }
    return _("{n} × {each} = {all}").format(**said)


def charge(request: Request, code: str, count: int) -> None:
    """Charge for as many as were asked for, where the fee is the price of one; once, whatever was sent how often."""
    record = dossiers.dossier_by_code(viewer=request.actor, code=code) if count > 1 else None
    stand = fees.standing(viewer=request.actor, record=record) if record else None
    if record is None or stand is None or stand.is_assessed or (line := stand.quote.counted) is None:
        return
    counts = (rules.Count(line.key, count),)
    services.count(actor=request.actor, now=request.now, dossier_id=record.id, counts=counts)
