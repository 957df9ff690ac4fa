"""How a province runs, by key; and which province this installation is for."""

from datetime import date
from typing import Any

from django.conf import settings

from thongsuot.plumbing import reference
from thongsuot.registers.units.models import AuthoritySetting

HOME = "home"  # a setting of every province with a pack here: the name of its pack


@reference.remembered
def _settings(*, authority_id: int, day: date | None) -> dict[str, Any]:
    rows = AuthoritySetting.objects.filter(authority_id=authority_id, withdrawn_at=None)
    rows = rows.filter(valid__upper_inf=True) if day is None else rows.filter(valid__contains=day)
    return dict(rows.values_list("key", "value"))


def setting(*, authority_id: int, key: str, default: Any = None, day: date | None = None) -> Any:
    """The province's value of a key on a day (None: as it is until further notice), else `default`."""
    return _settings(authority_id=authority_id, day=day).get(key, default)


@reference.remembered
def home_authority(*, pack: str = "") -> int | None:
    """The unit of the province of a pack; None where it is not loaded.

    "" for the province of this installation: the one that THONGSUOT_PACK names, else, or where that one is not
    loaded, the one loaded last.
    """
    rows = AuthoritySetting.objects.filter(key=HOME, valid__upper_inf=True, withdrawn_at=None)
    found = rows.order_by("-recorded_at", "-id").values_list("authority_id", flat=True)
    if pack:
        return found.filter(value=pack).first()
    named = found.filter(value=settings.PACK).first() if settings.PACK else None
    return named or found.first()
