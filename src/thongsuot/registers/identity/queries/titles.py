"""As what an officer signs: the post that he holds at an agency, or at one above it, on a day."""

from datetime import datetime

from django.db import connection

from thongsuot.kernel.dates import local_day
from thongsuot.registers.identity.rules import Reach, Title
from thongsuot.registers.units import queries as units


def title_of(*, account_id: int, agency_id: int, at: datetime) -> Title | None:
    """As what he signs for the agency at an instant, the nearest post first; None while none is recorded."""
    with connection.cursor() as cursor:
        cursor.execute("select * from identity_titles(%s, %s, %s)", [account_id, local_day(at), at])
        held = cursor.fetchall()
    for place in _upward(agency_id) if held else ():
        for where, reach, post, signs_for in held:
            if where == place and (place == agency_id or reach != Reach.OWN):
                return Title(where, post, signs_for)
    return None


def _upward(agency_id: int | None) -> list[int]:
    """The agency and those above it, the nearest first."""
    found: list[int] = []
    while agency_id is not None and agency_id not in found:
        found.append(agency_id)
        agency = units.agency(agency_id=agency_id)
        agency_id = agency.parent_id if agency else None
    return found
