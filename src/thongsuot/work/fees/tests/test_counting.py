"""How many there are: charged by the published price of one, again until money is taken, never by who may not say it."""

from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.people import HERE, NOW, Program, centre, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Forbidden, Refused
from thongsuot.registers.catalogue.rules import Per
from thongsuot.work.fees import queries, rules, services
from thongsuot.work.fees.papers.assembling import slip_lines
from thongsuot.work.fees.tests import scene

EXTRACT, CERTIFY = "2.000635", "2.000815"
PAGES = Per("trang", 3, 1000, 200_000)
lines = st.builds(
    rules.Line, st.sampled_from("ab"), st.just("FEE"), st.sampled_from([None, 0, 2000, 8000]),
    per=st.sampled_from([None, Per("bản"), PAGES]),
)  # fmt: skip
quotes = st.lists(lines, min_size=1, max_size=2, unique_by=lambda line: line.key).map(
    lambda found: rules.Quote(tuple(found))
)
counts = st.lists(
    st.builds(rules.Count, st.sampled_from("ab"), st.integers(1, 1000), st.integers(1, 1000)), max_size=2,
    unique_by=lambda one: one.key,
)  # fmt: skip
RELIEF = rules.Relief("ngheo", "Hộ nghèo", 100, "", "", "Luật", NOW.date())
HALF = replace(RELIEF, code="nua", percent=50)


@given(quotes, counts, st.sampled_from(["", "ngheo", "nua"]))
def test_one_of_each_is_today_s_price_more_never_less_and_reliefs_still_hold(quote, counted, relief):
    if rules.count_problems(counted, quote=quote, paid=0):
        return
    once = [rules.Count(one.key) for one in counted]
    today = [replace(c, relief_code=relief) for c in rules.recounted(once, quote=quote)]
    if not quote.is_open:
        assert rules.total([replace(c, relief_code="") for c in today], [], quote.lines) == quote.vnd
    found = rules.recounted(counted, quote=quote, charged=today)
    more = [replace(one, quantity=min(one.quantity + 1, 1000), units=one.units + 1) for one in counted]
    sums = [
        rules.total(c, [RELIEF, HALF], quote.lines)
        for c in (today, found, rules.recounted(more, quote=quote, charged=found))
    ]
    assert sums == sorted(sums)
    assert {c.relief_code for c in found} == {relief}
    assert relief != "ngheo" or sums[-1] == 0
    assert rules.recounted(once, quote=quote, charged=found) == tuple(today)


@given(quotes, counts, st.integers(0, 2))
def test_what_is_not_sold_by_the_piece_is_not_counted_nor_what_was_paid(quote, counted, paid):
    codes = {p.code for p in rules.count_problems(counted, quote=quote, paid=paid)}
    sold = {line.key for line in quote.priced if line.per}
    assert ("not_counted" in codes) == (not {one.key for one in counted} <= sold)
    assert ("paid_already" in codes) == (paid > 0)
    assert ("count_missing" in codes) == (not counted)


def line_of(receipt):
    (found,) = [line for line in scene.standing(receipt).quote.priced if line.per]
    return found


def count(receipt, quantity, units=1, *, actor=None, **more):
    given_ = {"agency_id": centre(HERE)} if actor is None else {}
    return services.count(
        actor=actor or who(scene.COUNTER), now=NOW, dossier_id=receipt.id,
        counts=(rules.Count(line_of(receipt).key, quantity, units),), **given_, **more,
    )  # fmt: skip


def refused(*given_, **more):
    with pytest.raises(Refused) as error:
        count(*given_, **more)
    return {problem.code for problem in error.value.problems}


def charged(receipt):
    return queries.charged(viewer=SYSTEM, dossier_ids=[receipt.id])[receipt.id]


def test_three_extracts_cost_three_times_until_money_is_taken(province):
    receipt = scene.received(EXTRACT)
    assert (line_of(receipt).per.unit, scene.standing(receipt).to_pay) == ("bản sao", 8000)
    count(receipt, 5)
    assert count(receipt, 3, actor=scene.holder(receipt)).vnd == 24_000
    assert slip_lines(charged(receipt)) == (("Phí", "24.000 đ", "3 bản sao × 8.000 đ"),)
    scene.collect(receipt, 24_000)
    assert refused(receipt, 4) == {"paid_already"}
    key = line_of(receipt).key
    scene.assess(receipt, rules.Charge(key, "FEE", 8000, 4))  # the way out: the charge is corrected
    assert scene.standing(receipt).to_pay == 8000


def test_what_an_officer_let_go_free_no_number_brings_back(province):
    receipt = scene.received(EXTRACT)
    scene.assess(receipt, free_ground="Điều 11 Luật Hộ tịch")
    for actor in (None, scene.holder(receipt)):
        assert refused(receipt, 3, actor=actor) == {"not_charged"}
    scene.assess(receipt, scene.charge(5000))
    assert refused(receipt, 3) == {"not_charged"}


def test_a_relief_that_was_given_stays_when_the_number_changes(province):
    receipt = scene.received(EXTRACT)
    scene.assess(receipt, rules.Charge(line_of(receipt).key, "FEE", 8000, 2, "ho_ngheo"))
    assert count(receipt, 9).vnd == 0
    assert charged(receipt)[0]["relief"]


def test_certified_copies_are_reckoned_by_their_pages(province):
    receipt = scene.received(CERTIFY)
    stand = scene.standing(receipt)
    assert (stand.quote.is_open, line_of(receipt).per.is_graded) == (True, True)
    assert refused(receipt, 2, 10, actor=scene.holder(receipt)) == {"not_yours_to_count"}
    assert count(receipt, 2, 10).vnd == 24_000
    assert slip_lines(charged(receipt))[0][1:] == ("24.000 đ", "2 bản × 12.000 đ, 10 trang mỗi bản")
    kept = rules.Charge(
        **{k: v for k, v in charged(receipt)[0].items() if k in asdict(rules.Charge("", "", 0))}
    )
    assert (kept.quantity, kept.units, kept.vnd) == (2, 10, 2000)


def test_who_may_say_how_many(province):
    receipt = scene.received(EXTRACT)
    for user in (scene.STRANGER, "lanhdao.thuanhoa"):
        with pytest.raises(Forbidden):
            count(receipt, 2, actor=who(user), agency_id=centre(HERE))
    scene.withdrawn(receipt)
    assert refused(receipt, 2) == {"dossier_ended"}


def test_by_api(province):
    receipt = scene.received(EXTRACT)
    counter, address = Program(scene.COUNTER), f"dossiers/{receipt.code}/fees"
    (line,) = counter.call(address)["quote"]
    assert line["per"]["unit"] == "bản sao"
    body = {"agency_id": centre(HERE), "counts": [{"key": line["key"], "quantity": 3}]}
    assert counter.call(f"{address}/count", body)["to_pay"] == 24_000
    wrong = {**body, "counts": [{"key": "x", "quantity": 2}]}
    assert counter.call(f"{address}/count", wrong, status=422)["errors"][0]["pointer"] == "/quantity-x"
