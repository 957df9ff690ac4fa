"""Handing a shift over: the rules by property, then two officers of one counter on the real province."""

from copy import copy
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models.base import ModelState
from hypothesis import given
from hypothesis import strategies as st
from tests.people import NOW, THERE, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Conflict, Forbidden, NotFound, Refused
from thongsuot.kernel.ids import uuid7
from thongsuot.plumbing.access import seeing
from thongsuot.work.custody import queries as custody
from thongsuot.work.custody.queries import reading
from thongsuot.work.custody.tests.test_services import arrive, filed, on_way
from thongsuot.work.dossiers import services as work
from thongsuot.work.dossiers.models import Dossier
from thongsuot.work.fees import services as fees
from thongsuot.work.fees.tests import scene as money
from thongsuot.work.shifts import queries, rules, services
from thongsuot.work.shifts.rules import Listed

COUNTER, HEAD, STRANGER = "motcua.thuanhoa", "lanhdao.thuanhoa", "motcua.phubai"
LATER = NOW + timedelta(hours=3)
codes = st.fixed_dictionaries(
    {name: st.lists(st.sampled_from("abcdef"), unique=True) for name in rules.HEADINGS}
)


@given(codes, codes)
def test_a_difference_is_what_is_in_one_list_only(was, stands):
    found = rules.differences(Listed(was), Listed(stands))
    for name in rules.LYING:
        one = found.get(name, {"gone": [], "came": []})
        assert set(one["gone"]) == set(was[name]) - set(stands[name])
        assert set(one["came"]) == set(stands[name]) - set(was[name])
    assert bool(rules.taking_problems(found, " ")) == bool(found)
    assert not rules.taking_problems(found, "Đã trả cho dân")


@given(codes, st.integers(0, 9), st.text(max_size=3), st.booleans(), st.booleans())
def test_a_list_is_known_again_and_open_cash_is_explained(given_codes, unclosed, reason, is_self, works_here):
    listed = Listed(given_codes, 1000 * unclosed, unclosed)
    assert rules.digest(Listed.of_json(listed.as_json())) == rules.digest(listed)
    assert rules.digest(Listed({**given_codes, "open": ["x"]})) != rules.digest(listed)
    found = {p.code for p in rules.leaving_problems(listed, reason, is_self=is_self, works_here=works_here)}
    assert ("cash_not_closed" in found) == (unclosed > 0 and not reason.strip())
    assert ("no_such_taker" in found) == (is_self or not works_here)


def hand_over(now=LATER, taker=HEAD, **more):
    return services.hand_over(
        actor=who(COUNTER), now=now, agency_id=centre(), taker_id=who(taker).account_id, **more
    )


def listed(agency_id, user):
    return queries.listed(
        viewer=who(user), agency_id=agency_id, officer_id=who(user).account_id, from_at=NOW, now=LATER
    )


def take(made, user=HEAD, now=LATER, digest=None, **more):
    return services.take_over(
        actor=who(user), now=now, agency_id=centre(), handover_id=made.id, seen_digest=digest or made.digest, **more
    )  # fmt: skip


def receive(now=NOW):
    return work.receive(actor=who(COUNTER), now=now, agency_id=centre(), filing=filing())


@pytest.mark.usefixtures("province")
def test_a_shift_is_listed_signed_by_both_and_stays_as_it_was():
    first, second = receive(), receive()
    late = queries.not_handed_over(viewer=who(HEAD), agency_ids=[centre()], now=LATER)
    assert [(agency, officer) for agency, officer, _ in late] == [(centre(), who(COUNTER).account_id)]
    made = hand_over()
    assert set(made.listed.codes["received"]) == {first.code, second.code} == set(made.listed.codes["open"])
    assert queries.not_handed_over(viewer=who(HEAD), agency_ids=[centre()], now=LATER) == ()
    with pytest.raises(Conflict, match="shift_waiting"):
        hand_over()
    for user, wrong in ((COUNTER, NotFound), ("xuly.thuanhoa", Forbidden), (STRANGER, Forbidden)):
        with pytest.raises(wrong):
            take(made, user)
    with pytest.raises(Conflict, match="another_list"):
        take(made, digest="x")
    work.forward(actor=who(COUNTER), now=LATER, agency_id=centre(), dossier_ids=[first.id])
    third = receive(LATER)
    with pytest.raises(Refused, match="difference_unexplained"):
        take(made)
    taken = take(made, reason="Chuyển và nhận thêm sau khi lập danh sách")
    assert taken.differences["open"] == {"gone": [first.code], "came": [third.code]}
    with pytest.raises(Conflict, match="taken_already"):
        take(made)
    with pytest.raises(NotFound):
        services.take_back(actor=who(COUNTER), now=LATER, handover_id=made.id)
    with pytest.raises(DatabaseError), transaction.atomic(), seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("update shift_handover set reason = 'x' where id = %s", [made.id])
    assert queries.handover(viewer=who(STRANGER), handover_id=made.id) is None
    assert [one.id for one in queries.handovers(viewer=who(HEAD), agency_ids=[centre()])] == [made.id]
    again = hand_over(now=LATER + timedelta(hours=1))
    assert again.from_at == made.at
    assert again.listed.codes["received"] == [third.code]


def copied(receipt, times):
    """As many more dossiers like this one."""
    with seeing(SYSTEM):
        row = Dossier.objects.get(id=receipt.id)
        like = []
        for n in range(times):
            one = copy(row)
            one.id, one.code, one._state = uuid7(), f"{row.code[:-4]}{5000 + n}", ModelState()
            like.append(one)
        Dossier.objects.bulk_create(like)


@pytest.mark.usefixtures("province")
def test_what_two_sign_is_whole_however_much_lies_there(monkeypatch):
    copied(receive(), 600)
    bags = [filed() for _ in range(3)]
    arrive(on_way(*bags), *(one.code for one in bags))
    monkeypatch.setattr(reading, "LIMIT", 1)
    assert len(custody.held(viewer=who("xuly.phubai"), agency_ids=[committee(THERE)])) == 1
    there = listed(committee(THERE), "xuly.phubai")
    assert set(there.codes["originals"]) == {one.code for one in bags} == set(there.codes["open"])
    here = hand_over().listed
    assert len(here.codes["received"]) == 604
    assert len(here.codes["open"]) == 601
    assert {one.code for one in bags} <= set(here.codes["received"])


@pytest.mark.usefixtures("province")
def test_every_closing_of_the_shift_is_listed_however_many_colleagues_closed(monkeypatch):
    for _ in range(3):
        money.collect(money.received())
        fees.close_counter(actor=who(COUNTER), now=NOW, agency_id=centre(), counted_vnd=money.PRICE)
    monkeypatch.setattr(queries, "CLOSINGS_AT_ONCE", 1)
    assert len(listed(centre(), COUNTER).closings) == 3
    assert not listed(centre(), HEAD).closings


@pytest.mark.usefixtures("province")
def test_nobody_hands_over_to_himself_or_to_a_stranger_and_may_think_better_of_it():
    for taker in (COUNTER, STRANGER, "xuly.thuanhoa"):
        with pytest.raises(Refused, match="no_such_taker"):
            hand_over(taker=taker)
    with pytest.raises(Forbidden):
        services.hand_over(actor=who(STRANGER), now=LATER, agency_id=centre(), taker_id=who(HEAD).account_id)
    made = hand_over()
    with pytest.raises(NotFound):
        services.take_back(actor=who(HEAD), now=LATER, handover_id=made.id)
    services.take_back(actor=who(COUNTER), now=LATER, handover_id=made.id)
    assert queries.handover(viewer=SYSTEM, handover_id=made.id) is None
