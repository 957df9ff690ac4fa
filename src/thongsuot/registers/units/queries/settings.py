"""How a province runs, by key; and which province this installation is for."""

from datetime import date
from typing import Any

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
    """The unit of the province of a pack, "" for the one loaded last; None before any province is loaded."""
    rows = AuthoritySetting.objects.filter(key=HOME, valid__upper_inf=True, withdrawn_at=None)
    if pack:
        rows = rows.filter(value=pack)
    return rows.order_by("-recorded_at", "-id").values_list("authority_id", flat=True).first()
