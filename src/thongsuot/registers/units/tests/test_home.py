"""Which province this installation is for, where the database has several."""

from datetime import date

import pytest
from tests.people import NOW, TODAY

from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing import reference
from thongsuot.registers.units import queries, services


@pytest.fixture
def other(province):
    """Another province, loaded after the one of the tests."""
    found = next(unit for unit in queries.provinces(day=TODAY) if unit.id != province.authority_id)
    services.load_settings(
        actor=SYSTEM, now=NOW, authority_id=found.id, pack="beside", values={}, from_date=date(2026, 11, 20)
    )
    reference.forget()
    return found.id


def home(settings, pack):
    settings.PACK = pack
    reference.forget()
    reference.refresh()
    return queries.home_authority()


def test_the_one_that_is_named_else_the_one_loaded_last(province, other, settings):
    assert home(settings, "") == other
    assert home(settings, "hue") == province.authority_id
    assert home(settings, "beside") == other
    assert home(settings, "atlantis") == other  # it is not loaded


def test_a_pack_that_is_asked_for_is_that_one_or_none(province, other):
    assert queries.home_authority(pack="hue") == province.authority_id
    assert queries.home_authority(pack="atlantis") is None
