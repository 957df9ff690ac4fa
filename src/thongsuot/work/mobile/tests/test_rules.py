"""When a filing of a mobile session was received, and which numbers of the register are explained."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from thongsuot.kernel.dates import local_day
from thongsuot.work.mobile import rules

DAY = date(2026, 11, 23)
SYNCED = datetime(2026, 11, 23, 10, tzinfo=UTC)  # 17:00 in Viet Nam
RESERVED = datetime(2026, 11, 22, 8, tzinfo=UTC)
MINUTES = st.integers(-5_000_000, 5_000_000).map(lambda n: timedelta(minutes=n))


def received(claimed_at, offset, *, synced_at=SYNCED, reserved_at=RESERVED, day=DAY):
    return rules.moment(
        claimed_at=claimed_at, offset=offset, reserved_at=reserved_at, synced_at=synced_at, day=day
    )


@given(MINUTES, MINUTES, st.integers(0, 5000).map(lambda n: timedelta(minutes=n)))
def test_it_lies_on_the_sessions_day_after_the_reservation_and_before_the_report(wrong, offset, later):
    found = received(SYNCED + wrong, offset, synced_at=SYNCED + later)
    assert local_day(found.at) == DAY
    assert RESERVED <= found.at <= SYNCED + later
    assert (found.claimed_at, found.offset) == (SYNCED + wrong, offset)


@given(st.integers(0, 60 * 16).map(lambda n: timedelta(minutes=n)), MINUTES)
def test_a_wrong_clock_whose_error_is_known_gives_the_true_moment(before, error):
    """The device runs `error` ahead: it claims a moment that is off by it, and its offset takes it back."""
    true = SYNCED - before
    found = received(true + error, -error)
    assert found.at == true
    assert found.is_corrected == (abs(error) > rules.DRIFT)


def test_nothing_is_received_before_the_day_of_its_code():
    assert received(SYNCED, timedelta(0), day=DAY + timedelta(days=1)) is None


@given(
    st.sets(st.integers(1, 60)), st.sets(st.integers(1, 60)), st.sets(st.integers(1, 60)), st.integers(0, 60)
)
def test_every_number_is_explained_or_named(used, reserved, released, last):
    found = rules.unexplained(last=last, used=used, reserved=reserved, released=released)
    assert set(found) | used | reserved | released >= set(range(1, last + 1))
    assert not set(found) & (used | reserved | released)


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=5)))
def test_an_entry_is_known_again_whatever_the_order_of_its_fields(entry):
    assert rules.digest(entry) == rules.digest(dict(reversed(entry.items())))
    assert rules.digest(entry) != rules.digest({**entry, "more": "x"})


@given(st.integers(-5, 300), st.integers(0, 200))
def test_a_block_is_neither_empty_nor_endless(count, left):
    is_sound = 1 <= count <= rules.BLOCK_MOST and count + left <= rules.BLOCK_MOST
    assert (rules.block_problems(device="Máy 1", count=count, left=left) == ()) == is_sound
    assert rules.block_problems(device=" ", count=1, left=0) != ()


def test_a_session_has_a_place_a_day_ahead_procedures_and_officers():
    given_ = {"place": "Nhà văn hóa thôn 3", "day": DAY, "today": DAY, "procedures": ["1"], "officers": [1]}
    assert rules.session_problems(**given_) == ()
    wrong = {"place": " ", "day": DAY - timedelta(days=1), "procedures": [], "officers": []}
    found = [p.field for p in rules.session_problems(**{**given_, **wrong})]
    assert found == ["place", "day", "procedures", "officers"]
    far = DAY + timedelta(days=rules.AHEAD_DAYS + 1)
    assert [p.code for p in rules.session_problems(**{**given_, "day": far})] == ["day_not_ahead"]
