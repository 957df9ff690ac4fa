"""The wall before a dossier costs little where it opens at once."""

import re

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def asked():
    """The columns of the wall's filter in the order in which the server looks at them."""
    with connection.cursor() as cursor:
        cursor.execute("explain (costs off) select id from dossier where applicant_name = 'An'")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    return re.findall(r"holder_agency_id|NOT is_open", next(x for x in plan.splitlines() if "Filter:" in x))


def test_predecessors_are_looked_up_only_for_rows_that_nothing_else_shows():
    assert asked().index("holder_agency_id") < asked().index("NOT is_open")
