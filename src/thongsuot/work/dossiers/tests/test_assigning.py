"""Giving dossiers to officers: by property, then on the real province."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.people import HERE, NOW, THERE, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Conflict, Forbidden, NotFound, Refused
from thongsuot.registers.identity import queries as people
from thongsuot.work.dossiers import queries, services
from thongsuot.work.dossiers.rules import NEXT, Act, State, stands
from thongsuot.work.dossiers.rules.stands import Doing, Stand

COUNTER, PROCESSOR, HEAD = "motcua.thuanhoa", "xuly.thuanhoa", "lanhdao.thuanhoa"
LATER = NOW + timedelta(hours=1)
nobody_or_one = st.none() | st.integers(1, 3)


@given(
    st.sampled_from(State), nobody_or_one, nobody_or_one, st.booleans(), st.integers(1, 2), st.integers(1, 2)
)
def test_only_the_officer_changes_and_only_where_the_dossier_lies(
    state, before, to, works_here, seat, holder
):
    stand = Stand(state, 1, holder, before, NOW, None)
    by = Doing(seat, 9, NOW, NOW.date(), None)  # type: ignore[arg-type]
    moved = stands.assign(stand, by, to_officer_id=to, is_of_agency=works_here)
    found = {p.code for p in moved.problems}
    assert ("act_not_open" in found) == ((state, Act.ASSIGN) not in NEXT)
    assert ("not_holder" in found) == (seat != holder)
    assert ("not_of_agency" in found) == (to is not None and not works_here)
    assert ("same_officer" in found) == (to == before)
    if found:
        assert moved.stand == stand
    else:
        assert moved.stand.holder_officer_id == to
        assert (moved.stand.state, moved.stand.holder_agency_id, moved.stand.due_at) == (state, holder, None)


@pytest.fixture
def forwarded(province):
    receipts = [
        services.receive(actor=who(COUNTER), now=NOW, agency_id=centre(), filing=filing()) for _ in range(3)
    ]
    ids = [receipt.id for receipt in receipts]
    services.forward(actor=who(COUNTER), now=NOW, agency_id=centre(), dossier_ids=ids)
    return ids


def test_the_head_gives_dossiers_to_an_officer_and_takes_them_back(forwarded):
    officer = who(PROCESSOR).account_id
    done = services.assign(
        actor=who(HEAD), now=LATER, agency_id=committee(), dossier_ids=forwarded, to_officer_id=officer
    )
    assert set(done.moved) == set(forwarded)
    record = queries.dossier(viewer=who(PROCESSOR), dossier_id=forwarded[0])
    assert (record.holder_officer_id, record.state, record.steps) == (officer, State.PROCESSING, 3)
    last = queries.steps_of(viewer=SYSTEM, dossier_id=forwarded[0])[-1]
    assert (last.act, last.holder_officer_id, last.detail) == ("assign", officer, {"from_officer": None})
    one = forwarded[:1]
    given_ = {"actor": who(HEAD), "now": LATER, "agency_id": committee(), "dossier_ids": one}
    with pytest.raises(Refused, match="same_officer"):
        services.assign(**given_, to_officer_id=officer)
    with pytest.raises(Conflict):
        services.assign(**given_, to_officer_id=None, seen=record.version - 1)
    services.assign(**given_, to_officer_id=None, seen=record.version)
    assert queries.dossier(viewer=SYSTEM, dossier_id=one[0]).holder_officer_id is None


def test_nobody_gives_what_is_not_his_or_to_whom_is_not_of_the_house(forwarded):
    given_ = {"now": LATER, "dossier_ids": forwarded[:1]}
    stranger = who("xuly.phubai").account_id
    with pytest.raises(Refused, match="not_of_agency"):
        services.assign(actor=who(HEAD), agency_id=committee(), to_officer_id=stranger, **given_)
    with pytest.raises(Forbidden):
        services.assign(actor=who(PROCESSOR), agency_id=committee(), to_officer_id=None, **given_)
    with pytest.raises(NotFound):
        services.assign(
            actor=who("lanhdao.phubai"), agency_id=committee(THERE), to_officer_id=stranger, **given_
        )


def test_colleagues_are_those_of_the_agency_and_of_the_offices_above_it(province):
    day = NOW.date()
    here = {
        one.username for one in people.colleagues(agency_id=committee(HERE), day=day, verb="dossiers.take")
    }
    assert {PROCESSOR, HEAD} <= here
    assert "xuly.phubai" not in here
    assert not people.colleagues(agency_id=committee(HERE), day=day, verb="no.such.verb")
