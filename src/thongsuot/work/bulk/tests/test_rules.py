"""What a run may do next, whose dossier goes to whom: by property."""

from collections import Counter
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from thongsuot.kernel.errors import Problem, Word
from thongsuot.work.bulk import rules
from thongsuot.work.bulk.rules import Deed, Phase, Wish
from thongsuot.work.dossiers.rules import State, seat_problems

AFTER = {
    Wish.START: Phase.RUNNING,
    Wish.RESUME: Phase.RUNNING,
    Wish.PAUSE: Phase.PAUSED,
    Wish.DROP: Phase.DROPPED,
}
chosen = st.lists(st.tuples(st.uuids(), st.integers(1, 99)), max_size=20, unique_by=lambda one: one[0])


@given(st.sampled_from(Deed), st.lists(st.sampled_from(Wish), max_size=20))
def test_whatever_is_wished_a_run_starts_once_and_goes_back_once(deed, wishes):
    phase, is_undo, started, undone = Phase.READY, False, 0, 0
    for wish in wishes:
        if rules.wish_problems(wish, phase=phase, deed=deed, is_undo=is_undo):
            continue
        started += wish is Wish.START
        undone += wish is Wish.UNDO
        phase, is_undo = AFTER.get(wish, Phase.RUNNING), is_undo or wish is Wish.UNDO
    assert started <= 1
    assert deed is not Deed.PRINT or started == 0
    assert undone <= (1 if deed in rules.UNDOABLE and started else 0)
    assert (phase in (Phase.READY, Phase.DROPPED)) == (started == 0)


@given(st.integers(1, 200), st.lists(st.integers(0, 50), min_size=1, max_size=7, unique=True))
def test_work_is_spread_evenly(count, officers):
    shares = Counter(rules.officer_for(nth, officers) for nth in range(1, count + 1))
    assert set(shares) <= {one or None for one in officers}
    assert max(shares.values()) - min([*shares.values(), *([0] if len(shares) < len(officers) else [])]) <= 1


@given(chosen, st.randoms())
def test_a_choice_is_known_again_in_any_order_and_not_when_anything_of_it_changed(pairs, chance):
    mixed = chance.sample(pairs, len(pairs))
    assert rules.digest(mixed) == rules.digest(pairs)
    if pairs:
        (id_, version), *rest = pairs
        assert rules.digest([(id_, version + 1), *rest]) != rules.digest(pairs)
        assert rules.digest(rest) != rules.digest(pairs)


places = st.integers(1, 5)


@given(st.sampled_from(Deed), st.lists(places, max_size=4, unique=True), places, places, places)
def test_a_seat_is_granted_and_allowed_and_found_whenever_there_is_one(
    deed, granted, received, competent, holder
):
    seat = rules.seat_of(deed, granted=granted, received=received, competent=competent, holder=holder)
    if deed in (Deed.SIGN, Deed.PRINT):
        assert seat in (granted or [None])
        return

    def may(agency):
        return not seat_problems(deed.act, agency_id=agency, holder_id=holder, competent_id=competent)

    assert (seat is None) == (not any(may(one) for one in granted))
    assert seat is None or (seat in granted and may(seat))


@given(st.none() | st.integers(1, 4), st.none() | st.integers(1, 4), st.frozensets(st.integers(1, 4)))
def test_an_officer_gets_what_he_may_and_has_not(to, before, working):
    found = rules.officer_problems(to, before=before, working=working)
    assert bool(found) == (to == before or (to is not None and to not in working))


def test_reasons_are_kept_and_read_back():
    said = Problem("x", "Hồ sơ {code}: {state}", "field", {"code": "H57-1", "state": Word("Đang xử lý")})
    (kept,) = rules.as_kept([said])
    assert str(rules.kept_problem(kept)) == str(said)
    assert rules.digest([(UUID(int=1), 2)]) != rules.digest([(UUID(int=2), 1)])


def test_what_is_not_said_is_asked_for_all_at_once():
    nothing = {"officers": (), "reason": " ", "to_date": None, "received_by": ""}
    asked = {deed: {p.code for p in rules.given_problems(deed, **nothing)} for deed in Deed}
    assert asked[Deed.ASSIGN] == {"officer_missing"}
    assert asked[Deed.EXTEND] == {"new_due_missing", "reason_missing"}
    assert asked[Deed.RETURN] == {"receiver_missing"}
    assert asked[Deed.HAND_ON] == {"expected_missing"}
    assert not asked[Deed.TAKE] | asked[Deed.FORWARD] | asked[Deed.SIGN] | asked[Deed.PRINT]


@given(
    st.sampled_from(State), st.sampled_from(["AT_SUBMISSION_PLACE", "POSTAL", "ONLINE"]), st.none() | places, places
)  # fmt: skip
def test_a_result_goes_exactly_where_somebody_waits_for_it_and_it_is_not_yet(state, way, to, holder):
    found = rules.handing_on_problems(state, result_way=way, to=to, holder=holder)
    goes = state is State.DECIDED and way == "AT_SUBMISSION_PLACE" and to not in (None, holder)
    assert len(found) == (0 if goes else 1)
