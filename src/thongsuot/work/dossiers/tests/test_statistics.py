"""Nothing is lost or doubled when numbers are told for other units; and what cannot be told says so."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.people import HERE, NOW, THERE, TODAY, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries, services
from thongsuot.work.dossiers.rules import statistics as rules
from thongsuot.work.dossiers.rules.statistics import Line, Quality, View

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
HALF = Decimal("0.5")


def line(unit, month=MARCH, received=10, settled=6, late=1, **more):
    return Line(unit, month, Decimal(received), Decimal(settled), Decimal(late), month, **more)


counts = st.integers(0, 10_000)
shares = st.lists(
    st.tuples(st.integers(1, 9), st.none() | st.decimals(0, 1, places=4)),
    max_size=5,
    unique_by=lambda pair: pair[0],
)


@given(
    st.lists(
        st.builds(line, st.integers(1, 9), st.sampled_from([MARCH, APRIL]), counts, counts, counts),
        max_size=12,
    ),
    st.dictionaries(st.integers(1, 9), shares),
)
def test_totals_of_every_month_reconcile_whatever_became_of_the_units(lines, became):
    told = rules.restated(lines, lambda unit, _: became.get(unit, []))
    for month in (MARCH, APRIL):
        for number in ("received", "settled", "late"):
            before = sum(getattr(one, number) for one in lines if one.month == month)
            after = sum(getattr(one, number) for one in told if one.month == month)
            assert abs(before - after) < Decimal("1e-15")
    assert len({(one.unit_id, one.month) for one in told}) == len(told)


@given(st.dictionaries(st.integers(1, 9), st.integers(11, 13)))
def test_whole_units_give_counted_numbers(became):
    lines = [line(unit, received=unit) for unit in became]
    told = rules.restated(lines, lambda unit, _: [(became[unit], Decimal(1))])
    wanted = defaultdict(int)
    for unit, new in became.items():
        wanted[new] += unit
    assert {one.unit_id: int(one.received) for one in told} == wanted
    assert {one.quality for one in told} <= {Quality.COMPARABLE}


def test_parts_are_weighted_and_unknown_parts_stay_where_they_were_counted():
    became = {1: [(8, HALF), (9, HALF)], 2: [(9, None)], 3: [(9, Decimal(1))]}
    told = {
        one.unit_id: one for one in rules.restated([line(1), line(2), line(3)], lambda unit, _: became[unit])
    }
    assert (told[8].received, told[8].quality) == (5, Quality.WEIGHTED)
    assert (told[9].received, told[9].quality) == (15, Quality.WEIGHTED)
    assert (told[2].received, told[2].quality) == (10, Quality.NOT_COMPARABLE)
    assert rules.quality_of([told[8], told[2]]) is Quality.NOT_COMPARABLE


@pytest.fixture
def desk(province):
    """Three dossiers of two communes in November, one of them settled."""
    receipts = [
        services.receive(actor=SYSTEM, now=NOW, agency_id=centre(code), filing=filing(territory=code))
        for code in (HERE, HERE, THERE)
    ]
    services.decide(
        actor=who("lanhdao.thuanhoa"),
        now=NOW,
        agency_id=committee(),
        dossier_ids=[receipts[0].id],
        result="Số 12",
    )


def told(view, day=TODAY):
    return queries.statistics(
        viewer=SYSTEM, authority_id=units.home_authority(), from_day=date(2026, 11, 20), to_day=date(2026, 11, 21),
        view=view, day=day,
    )  # fmt: skip


def test_a_day_at_the_desk_is_told_alike_for_the_same_units(desk):
    was, now = told(View.WAS), told(View.IS)
    assert was.total() == now.total() == told(View.RESTATED).total()
    here = next(one for one in was.series if one.unit_code == HERE)
    assert (here.lines[0].received, here.lines[0].settled, here.lines[0].late) == (2, 1, 0)
    assert here.quality is Quality.COMPARABLE
    assert here.unit_name
    assert [one.unit_code for one in was.series] == [one.unit_code for one in now.series]


def test_for_units_of_before_nobody_can_say_and_the_totals_stay(desk):
    before = told(View.RESTATED, date(2025, 3, 1))
    assert before.total() == told(View.WAS).total()
    assert {one.quality for one in before.series} == {Quality.NOT_COMPARABLE}
    assert all(one.unit_name for one in before.series)


def test_who_may_see_nothing_counts_nothing(desk):
    seen = queries.statistics(
        viewer=who("motcua.phubai"), authority_id=units.home_authority(), from_day=date(2026, 11, 1),
        to_day=date(2026, 12, 1), view=View.WAS, day=NOW.date(),
    )  # fmt: skip
    assert HERE not in {one.unit_code for one in seen.series}
