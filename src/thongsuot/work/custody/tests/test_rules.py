"""Rules of custody: properties first, then what a counter meets."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.work.custody import rules
from thongsuot.work.custody.rules import Collector, Custodian, SlipState, Way, Where

START = datetime(2026, 11, 23, 2, tzinfo=UTC)
CODES = st.text("ABCDEFGH0123456789.-", min_size=3, max_size=20).filter(lambda code: not code.startswith("-"))


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=20))
def test_a_chain_without_holes_is_unbroken_and_one_with_a_hole_or_a_fork_is_not(lengths):
    moments = [START]
    for minutes in lengths:
        moments.append(moments[-1] + timedelta(minutes=minutes))
    chain = [*pairwise(moments), (moments[-1], None)]
    assert rules.is_unbroken(chain, begun_at=START)
    assert not rules.is_unbroken(chain[:-1], begun_at=START)  # nobody has it now
    assert not rules.is_unbroken([*chain, (moments[-1], None)], begun_at=START)  # two have it
    for n in range(len(chain)):
        begins, ends = chain[n]
        later = [*chain[:n], (begins + timedelta(seconds=1), ends), *chain[n + 1 :]]
        assert not rules.is_unbroken(later, begun_at=START)


@given(st.lists(CODES, max_size=8), st.sampled_from([" ", "\n", "\t", ",", ";", "\r\n"]))
def test_what_was_scanned_is_read_once_each_in_order_however_it_was_separated(codes, between):
    assert rules.scanned(between.join(codes + codes)) == tuple(dict.fromkeys(codes))


def test_the_address_of_a_qr_code_is_read_as_its_code():
    text = "https://dvc.example.vn/ho-so/H57.104.04-20261123-0001/?k=abc h57.104.04-20261123-0002-kq"
    assert rules.scanned(text) == ("H57.104.04-20261123-0001", "H57.104.04-20261123-0002-KQ")
    assert rules.scanned("https://") == ()
    assert rules.scanned("http://[a/b") == ("HTTP://[A/B",)  # no address, so a code that nobody will find


@given(st.integers(0, 2**50 - 1), st.integers(0, 2**50 - 1))
def test_slips_have_readable_codes_of_their_own(one, other):
    first, second = rules.slip_code(one), rules.slip_code(other)
    assert rules.SLIP_CODE.fullmatch(first)
    assert (first == second) == (one == other)


def test_only_what_lies_here_and_in_no_bag_is_packed():
    here = Where("A", Custodian.AGENCY, 1)
    assert rules.packing_problems([here], unknown=(), agency_id=1, to_agency_id=2) == ()
    found = rules.packing_problems(
        [here, Where("B", Custodian.AGENCY, 2), Where("C", Custodian.CARRIER, 1), Where("D", Custodian.AGENCY, 1, "PK-X")],
        unknown=("E",), agency_id=1, to_agency_id=1,
    )  # fmt: skip
    told = ["not_in_custody", "not_held_here", "not_held_here", "in_a_bag", "no_destination"]
    assert [p.code for p in found] == told
    assert [p.code for p in rules.packing_problems([], unknown=(), agency_id=1, to_agency_id=2)] == [
        "bag_empty"
    ]
    many = [Where(str(n), Custodian.AGENCY, 1) for n in range(rules.MOST + 1)]
    assert [p.code for p in rules.packing_problems(many, unknown=(), agency_id=1, to_agency_id=2)] == [
        "bag_full"
    ]


@given(st.sampled_from(list(SlipState)), st.sampled_from(list(SlipState)))
def test_a_slip_does_what_its_state_allows(state, wanted):
    assert (rules.slip_problems(state, wanted=wanted) == ()) == (state is wanted)


@given(st.sets(CODES), st.sets(CODES), st.sets(CODES), st.sets(CODES))
def test_an_arrival_speaks_of_the_bags_own_bundles_each_in_one_way(waiting, came, damaged, missing):
    found = rules.arrival_problems(waiting=waiting, came=came, damaged=damaged, missing=missing)
    foreign = (came | damaged | missing) - waiting
    torn = (came | damaged) & missing & waiting
    is_silent = not (came or damaged or missing)
    assert (found == ()) == (not foreign and not torn and not is_silent)
    assert len(found) == len(foreign) + len(torn) + is_silent


@given(st.integers(-5, 5))
def test_a_bag_is_late_after_the_moment_it_was_expected(hours):
    expected = START + timedelta(hours=hours)
    assert rules.is_too_long(handed_at=START, expected_at=expected, now=START) == (hours < 0)
    assert not rules.is_too_long(handed_at=None, expected_at=expected, now=START)


@pytest.mark.parametrize(
    ("collector", "told"),
    [
        (Collector("Nguyễn Thị Hòa"), []),
        (Collector("Nguyễn Thị Hòa", "046198000123"), []),
        (Collector("", "123"), ["receiver_missing", "citizen_id_bad"]),
        (Collector("Trần Văn A", "046090000456"), ["authority_missing"]),
        (Collector("Trần Văn A", "046090000456", "GUQ 12, 20/11/2026"), []),
        (Collector("Trần Văn A", "", "GUQ 12"), ["number_missing"]),
        (Collector("Nguyễn Thị Hòa", way=Way.POSTAL), ["tracking_missing"]),
        (Collector("Nguyễn Thị Hòa", way=Way.POSTAL, tracking="EB123456789VN"), []),
        (Collector("Nguyễn Thị Hòa", way=Way.ELECTRONIC), []),
    ],
)
def test_who_collects_shows_who_he_is_or_on_whose_behalf(collector, told):
    found = rules.collecting_problems(collector, citizen_id="046198000123")
    assert [
        p.code if p.field != "number" or p.code == "number_missing" else "citizen_id_bad" for p in found
    ] == told
