"""Where a run leads what belongs to an agency: the narrowest line that fits, of its own land; else nobody."""

import pytest
from django.db import connection
from tests.people import HERE, THERE, TODAY, centre, committee

from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.access import seeing
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries

LINE = """insert into dossier_redirect (old_agency_id, new_agency_id, territory_id, rank, function, versions, point_id, ref,
  ground) values (%s, %s, %s, %s, %s, %s, %s, %s, '')"""
ASKED = "select heir.agency_id from (select {0}::bigint as a, {1}::bigint as t, {2}::bigint as v, {3}::bigint as p) o {4}"
VERSION, POINT = 7, 8


def land(code):
    return units.unit_on(code=code, day=TODAY).exact.id


@pytest.fixture
def lines(province):
    """All of an agency to A, what is of one land to B, a function to C; of another agency only one land, to D."""
    old, other = committee(HERE), committee(THERE)
    a, b, c, d = centre(HERE), centre(THERE), committee("19960"), centre("19960")
    rows = [
        (old, a, None, 9, "", None, None, "r1"), (old, b, land(HERE), 9, "", None, None, "r1"),
        (old, c, None, 1, "x", [VERSION], None, "r1"), (other, d, land(HERE), 9, "", None, None, "r1"),
        (other, a, land(THERE), 9, "", None, None, "r2"),
    ]  # fmt: skip
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.executemany(LINE, rows)
    return {"old": old, "other": other, "A": a, "B": b, "C": c, "D": d, None: None}


@pytest.mark.parametrize(
    ("agency", "where", "version", "any_land", "to"),
    [
        ("old", THERE, 1, False, "A"),
        ("old", HERE, 1, False, "B"),
        ("old", HERE, VERSION, False, "C"),
        ("old", None, None, True, "A"),
        ("other", HERE, None, False, "D"),
        ("other", THERE, None, False, None),
        ("other", THERE, None, True, "D"),
        ("other", None, None, True, "D"),
        ("other", None, None, False, None),
        ("A", None, None, True, None),
    ],
)
def test_each_goes_with_the_narrowest_line_that_fits_and_nowhere_by_that_of_another_run(
    lines, agency, where, version, any_land, to
):
    asked = (str(lines[agency]), str(land(where)) if where else "null", str(version or "null"), str(POINT))
    joined = queries.heir(agency="o.a", territory="o.t", version="o.v", point="o.p", any_land=any_land)
    with connection.cursor() as cursor:
        cursor.execute(ASKED.format(*asked, joined), {"ref": "r1"})
        assert cursor.fetchall() == [(lines[to],)]
