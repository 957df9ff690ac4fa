"""Nothing is lost or doubled when numbers are told for other units; and what cannot be told says so."""

import json
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.contrib.django.procrastinate_app import app
from tests.people import HERE, NOW, THERE, TODAY, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing import access
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries, services
from thongsuot.work.dossiers.rules import statistics as rules
from thongsuot.work.dossiers.rules.statistics import Line, Quality, Stand, View, Weight

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
    told = rules.restated(lines, lambda unit, _: [Stand(*pair) for pair in became.get(unit, [])])
    for month in (MARCH, APRIL):
        for number in ("received", "settled", "late"):
            before = sum(getattr(one, number) for one in lines if one.month == month)
            after = sum(getattr(one, number) for one in told if one.month == month)
            assert abs(before - after) < Decimal("1e-15")
    assert len({(one.unit_id, one.month) for one in told}) == len(told)


@given(st.dictionaries(st.integers(1, 9), st.integers(11, 13)))
def test_whole_units_give_counted_numbers(became):
    lines = [line(unit, received=unit) for unit in became]
    told = rules.restated(lines, lambda unit, _: [Stand(became[unit], Decimal(1))])
    wanted = defaultdict(int)
    for unit, new in became.items():
        wanted[new] += unit
    assert {one.unit_id: int(one.received) for one in told} == wanted
    assert {one.quality for one in told} <= {Quality.COMPARABLE}


def test_parts_are_weighted_and_unknown_parts_stay_where_they_were_counted():
    became = {1: [(8, HALF), (9, HALF)], 2: [(9, None)], 3: [(9, Decimal(1))]}
    told = {
        one.unit_id: one
        for one in rules.restated(
            [line(1), line(2), line(3)], lambda unit, _: [Stand(*pair) for pair in became[unit]]
        )
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


def was_of(unit):
    """The units of the eve of which the whole went to a unit in 2025."""
    found = [s.old_id for s in units.every_share() if s.new_id == unit.id and s.kind == "whole"]
    return [units.unit(unit_id=old, day=date(2025, 6, 30)) for old in found]


COLUMNS = """select string_agg(quote_ident(attname), ', ') from pg_attribute
  where attrelid = 'dossier'::regclass and attnum > 0 and not attisdropped and attgenerated = ''"""
COPY = """insert into dossier ({columns}) select {columns} from jsonb_populate_record(null::dossier,
  (select to_jsonb(d) || %s::jsonb from dossier d limit 1))"""


def received_before(unit_id):
    """A dossier of a unit of before, as it stands in what was taken over from the old system."""
    id_ = str(uuid4())
    given = {
        "id": id_,
        "code": f"T-{id_[:12]}",
        "territory_id": unit_id,
        "received_at": "2025-03-03T02:00:00Z",
    }
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        cursor.execute(COPY.format(columns=cursor.fetchone()[0]), [json.dumps(given)])


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


def test_a_number_is_divided_to_the_last_and_a_share_that_one_lacks_divides_nothing():
    whole, parts = Decimal(1), [(7, Decimal("0.2")), (8, Decimal("0.3")), (9, HALF)]
    told = rules.restated([line(1)], lambda *_: [Stand(*pair) for pair in parts])
    assert [(one.unit_id, one.received, one.settled) for one in told] == [
        (7, 2, Decimal("1.2")), (8, 3, Decimal("1.8")), (9, 5, 3)
    ]  # fmt: skip
    for lacking in ([(8, HALF), (9, None)], [(8, None), (9, None)], []):
        (kept,) = rules.restated([line(1)], lambda *_, is_of=lacking: [Stand(*pair) for pair in is_of])
        assert (kept.unit_id, kept.received, kept.quality) == (1, 10, Quality.NOT_COMPARABLE)
    (half,) = rules.restated(
        [line(1)], lambda *_: [Stand(9, HALF)]
    )  # the rest of it is nobody's: not in doubt
    assert (half.unit_id, half.received, half.quality) == (9, 10, Quality.COMPARABLE)
    counted = {7: 30, 8: 10}
    assert rules.origins_of([(7, whole), (8, whole)], counted) == (
        Stand(7, Decimal("0.75"), Weight.COUNTED), Stand(8, Decimal("0.25"), Weight.COUNTED)
    )  # fmt: skip
    assert rules.origins_of([(7, HALF), (8, whole), (6, Decimal(0))], counted) == (
        Stand(7, Decimal("0.6"), Weight.COUNTED), Stand(8, Decimal("0.4"), Weight.COUNTED)
    )  # fmt: skip
    assert {one.share for one in rules.origins_of([(7, None), (8, whole)], counted)} == {None}
    assert {one.share for one in rules.origins_of([(7, whole), (8, whole)], {})} == {None}
    assert rules.origins_of([(7, Decimal("0.1"))], {}) == (Stand(7, whole),)


@given(shares, st.dictionaries(st.integers(1, 9), st.integers(0, 50)))
def test_backward_nothing_is_lost_and_nobody_gets_what_he_did_not_count(came, counted):
    found = rules.origins_of(came, counted)
    known = [one.share for one in found if one.share is not None]
    assert len(known) in (0, len(found))
    if known:
        assert abs(sum(known) - 1) < Decimal("1e-20")
        assert all(one.share == 0 or counted.get(one.unit_id) or len(found) == 1 for one in found)
    told = rules.restated([line(99)], lambda *_: found)
    assert abs(sum(one.received for one in told) - 10) < Decimal("1e-20")
    if not known:
        assert {one.quality for one in told} == {Quality.NOT_COMPARABLE}


@given(shares, st.lists(st.none() | st.decimals(0, 1, places=4), min_size=5, max_size=5))
def test_forward_area_weighs_only_where_people_are_not_known(known, areas):
    found = rules.heirs_of([(unit, people, area) for (unit, people), area in zip(known, areas, strict=False)])
    if all(people is not None for _, people in known):
        assert [(one.unit_id, one.share) for one in found] == known
        assert {one.weight for one in found} <= {Weight.PEOPLE}
    elif None not in areas[: len(known)]:
        assert {one.weight for one in found} == {Weight.AREA}


@pytest.mark.parametrize(
    "day", [date(2024, 1, 1), date(2025, 6, 30), date(2025, 7, 1), TODAY, date(2031, 1, 1)]
)
def test_totals_reconcile_at_every_date(desk, day):
    assert told(View.RESTATED, day).total() == told(View.WAS).total()


def test_for_units_of_before_it_is_weighed_by_what_they_counted_or_nobody_can_say(desk):
    eve = date(2025, 6, 30)
    silent = told(View.RESTATED, eve)
    assert {one.quality for one in silent.series} == {Quality.NOT_COMPARABLE}
    assert all(one.unit_name for one in silent.series)
    here = units.unit_on(code=HERE, day=TODAY).exact
    olds = was_of(here)
    for old, number in zip(olds[:2], (3, 1), strict=True):
        for _ in range(number):
            received_before(old.id)
    series = {one.unit_id: one for one in told(View.RESTATED, eve).series}
    parts = [series[old.id].lines[0].received for old in olds[:2]]
    assert parts == [Decimal("1.5"), Decimal("0.5")]
    assert series[olds[0].id].quality is Quality.WEIGHTED
    assert series[olds[0].id].weights == {Weight.COUNTED}
    assert told(View.RESTATED, eve).total() == told(View.WAS).total()


def test_who_may_see_nothing_counts_nothing(desk):
    seen = queries.statistics(
        viewer=who("motcua.phubai"), authority_id=units.home_authority(), from_day=date(2026, 11, 1),
        to_day=date(2026, 12, 1), view=View.WAS, day=NOW.date(),
    )  # fmt: skip
    assert HERE not in {one.unit_code for one in seen.series}


def everything(*, live):
    """Every number that the page shows, for each way of telling and for odd spans of days."""
    here, found = units.home_authority(), []
    spans = [
        (date(2024, 1, 1), date(2031, 1, 1)),
        (TODAY, TODAY + timedelta(days=1)),
        (date(2025, 6, 15), date(2025, 7, 20)),
    ]
    for start, end in spans:
        asked = {"viewer": SYSTEM, "authority_id": here, "from_day": start, "to_day": end, "live": live}
        for view, day in ((View.WAS, TODAY), (View.IS, TODAY), (View.RESTATED, date(2025, 6, 30))):
            told = queries.statistics(**asked, view=view, day=day)
            assert (told.at is None) is live
            found.append(told.series)
        found.append(queries.by_place(**asked))
    return found


def test_what_the_worker_counted_is_what_counting_every_dossier_gives_and_stays_so(desk):
    asked = {"viewer": SYSTEM, "authority_id": units.home_authority()}
    assert queries.is_due(now=NOW)
    assert queries.counted(**asked) is None
    first = services.count_days(actor=SYSTEM, now=NOW)
    assert first == 3  # two desks that received, one that settled
    assert everything(live=False) == everything(live=True)
    assert services.count_days(actor=SYSTEM, now=NOW + timedelta(hours=1)) == 0
    assert not queries.is_due(now=NOW + timedelta(hours=1, minutes=1))
    receipt = services.receive(
        actor=SYSTEM, now=NOW - timedelta(days=9), agency_id=centre(), filing=filing(THERE)
    )
    act = {"actor": SYSTEM, "agency_id": None, "dossier_ids": [receipt.id]}
    services.ask_for_more(**act, now=NOW, wanted=("x",), reason="y")
    services.supplement(**act, now=NOW)
    services.ask_for_more(**act, now=NOW, wanted=("x",), reason="y", again=True)
    services.supplement(**act, now=NOW)
    services.decide(**act, now=NOW, result="Số 13")
    later = NOW + timedelta(hours=2)
    assert queries.is_due(now=later)
    with access.seeing(SYSTEM), connection.cursor() as cursor:  # as if it had taken a minute
        cursor.execute("update dossier_counted set took_s = 60")
    assert not queries.is_due(now=later)
    assert queries.is_due(now=NOW + timedelta(hours=2, minutes=41))
    assert everything(live=False) != everything(live=True)  # it says as of when
    services.count_days(actor=SYSTEM, now=NOW + timedelta(hours=2))
    assert everything(live=False) == everything(live=True)
    assert told(View.WAS).total()[2] >= 1  # asked twice counts as late
    services.return_result(
        actor=SYSTEM, now=NOW, agency_id=committee(), dossier_ids=[receipt.id], received_by="Bà Hòa"
    )
    services.count_days(actor=SYSTEM, now=NOW + timedelta(hours=3))
    assert everything(live=False) == everything(live=True)
    stranger = who("motcua.phubai")
    assert queries.counted(viewer=stranger, authority_id=units.home_authority()) is None


def test_every_worker_counts_by_itself():
    assert "thongsuot.dossiers.count_days" in app.tasks
    (periodic,) = [
        one
        for one in app.periodic_registry.periodic_tasks.values()
        if one.periodic_id == "dossiers.count_days"
    ]
    assert periodic.cron == "*/5 * * * *"
