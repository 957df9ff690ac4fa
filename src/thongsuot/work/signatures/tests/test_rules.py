"""Certificates in time, who may sign what, where it shows, what it means: properties first, then the law's cases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.work.signatures import rules
from thongsuot.work.signatures.rules import Certificate, Standing, Verdict

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
instants = st.integers(-900, 900).map(lambda n: NOW + n * DAY)
GOOD = Certificate(1, 7, 3, False, NOW - 100 * DAY, NOW + 200 * DAY)


@st.composite
def certificates(draw: st.DrawFn) -> Certificate:
    begin = draw(instants)
    return Certificate(
        draw(st.integers(1, 99)), 7, draw(st.sampled_from([3, 4])), draw(st.booleans()), begin,
        begin + draw(st.integers(1, 900)) * DAY, draw(st.none() | instants),
    )  # fmt: skip


@given(certificates(), instants)
def test_a_certificate_counts_within_its_period_and_until_it_is_taken_back(
    one: Certificate, now: datetime
) -> None:
    counts = one.valid_from <= now < one.valid_to and (one.revoked_at is None or now < one.revoked_at)
    assert (rules.standing(one, now) in rules.USABLE) is counts


@given(certificates(), st.lists(instants, min_size=2, max_size=6).map(sorted))
def test_what_was_taken_back_never_comes_to_life_again(one: Certificate, order: list[datetime]) -> None:
    found = [rules.standing(one, at) for at in order]
    if Standing.REVOKED in found:
        assert set(found[found.index(Standing.REVOKED) :]) == {Standing.REVOKED}


@given(st.lists(certificates(), max_size=6), instants, st.booleans())
def test_one_is_chosen_exactly_when_nothing_is_wrong(
    held: list[Certificate], now: datetime, is_agency: bool
) -> None:
    one = rules.chosen(held, agency_id=3, is_agency=is_agency, now=now)
    problems = rules.holding_problems(held, agency_id=3, agency="UBND", is_agency=is_agency, now=now)
    assert (one is None) is bool(problems)
    if one is not None:
        assert (one.agency_id, one.is_agency) == (3, is_agency)
        assert rules.standing(one, now) in rules.USABLE


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"valid_to": NOW - DAY, "valid_from": NOW - 9 * DAY}, "certificate_expired"),
        ({"revoked_at": NOW - DAY}, "certificate_revoked"),
        ({"valid_from": NOW + DAY}, "certificate_not_yet"),
        ({"agency_id": 4}, "no_certificate"),
        ({"is_agency": True}, "no_certificate"),
    ],
)
def test_why_a_certificate_does_not_sign(changes: dict[str, object], code: str) -> None:
    held = [replace(GOOD, **changes)]  # type: ignore[arg-type]
    (one,) = rules.holding_problems(held, agency_id=3, agency="UBND phường", is_agency=False, now=NOW)
    assert one.code == code


def case(**changes: object) -> rules.Case:
    base = rules.Case("result", False, (3,), "UBND phường A", "ủy quyền", 8, False)
    return replace(base, **changes)  # type: ignore[arg-type]


def problems(wanted: rules.Case, account_id: int = 7) -> set[str]:
    hand = rules.Hand(account_id, 3, "UBND phường A", [GOOD])
    return {p.code for p in rules.signing_problems(wanted, hand, now=NOW, day=NOW.date())}


@pytest.mark.parametrize(
    ("wanted", "codes"),
    [
        (case(), set()),
        (case(form=""), {"nothing_to_sign"}),
        (case(is_signed=True), {"already_signed"}),
        (case(competent_ids=(4,)), {"not_competent_to_sign"}),
        (case(competent_ids=()), {"signer_unclear"}),
        (case(competent_ids=(3, 4)), {"signer_unclear"}),
        (case(needs_two=True), set()),
        (case(needs_two=True, drafted_by=7), {"two_persons"}),
        (case(needs_two=False, drafted_by=7), set()),
        (case(is_signed=True, competent_ids=(4,), needs_two=True, drafted_by=7),
         {"already_signed", "not_competent_to_sign", "two_persons"}),
    ],
)  # fmt: skip
def test_who_may_sign_what(wanted: rules.Case, codes: set[str]) -> None:
    assert problems(wanted) == codes


def test_a_batch_has_an_end() -> None:
    assert rules.batch_problems(rules.MOST_AT_ONCE) == ()
    assert rules.batch_problems(rules.MOST_AT_ONCE + 1)[0].code == "too_many"


RECORDED = {
    "named": "Nguyễn Văn An", "holder": "NGUYỄN VĂN AN", "organisation": "UBND", "agency": "Ủy ban nhân dân phường A",
    "signs": True, "valid_to": NOW + DAY, "now": NOW, "is_agency": False, "is_known": False,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"named": "Nguyễn Văn Ân"}, []),  # accents are written in many ways
        ({"named": "Trần Văn An"}, ["certificate_other_name"]),
        ({"named": ""}, ["certificate_other_name"]),
        ({"is_agency": True, "named": "Ủy ban nhân dân phường"}, []),  # cut by the issuer
        ({"is_agency": True, "named": "Ủy ban"}, ["certificate_other_name"]),
        ({"signs": False, "valid_to": NOW, "is_known": True},
         ["certificate_not_for_signing", "certificate_expired", "certificate_known"]),
    ],
)  # fmt: skip
def test_what_is_not_recorded(changes: dict[str, object], codes: list[str]) -> None:
    assert [p.code for p in rules.recording_problems(**(RECORDED | changes))] == codes  # type: ignore[arg-type]


points = st.floats(40, 500)


@given(points, st.floats(150, 750), st.floats(60, 260))
def test_it_shows_below_the_post_and_the_seal_covers_a_third_to_the_left(
    left: float, top: float, width: float
) -> None:
    hand = rules.hand_box(left=left, top=top, width=width)
    assert left <= hand.left < hand.right <= left + width
    assert hand.top < top
    seal = rules.seal_box(hand)
    covered = seal.right - hand.left
    assert covered == pytest.approx((hand.right - hand.left) / 3)
    assert seal.left < hand.left
    assert seal.right - seal.left == pytest.approx(seal.top - seal.bottom)
    assert seal.right - seal.left == pytest.approx(36 / 25.4 * 72)


facts = st.builds(
    rules.Facts, st.booleans(), st.booleans(), st.booleans(), st.booleans(), st.booleans(), st.none() | instants,
    st.none() | instants,
)  # fmt: skip
FINE = rules.Facts(True, False, True, True, True, NOW, None)


@given(facts)
def test_only_what_is_whole_believed_and_in_time_is_good(found: rules.Facts) -> None:
    is_good = (
        found.intact and not found.changed_later and found.known_issuer and found.trusted and found.was_valid
        and (found.revoked_at is None or (found.signed_at is not None and found.signed_at < found.revoked_at))
    )  # fmt: skip
    assert (rules.verdict(found) is Verdict.GOOD) is is_good


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Verdict.GOOD),
        ({"intact": False, "changed_later": True}, Verdict.BROKEN),
        ({"changed_later": True, "revoked_at": NOW}, Verdict.CHANGED_LATER),
        ({"revoked_at": NOW}, Verdict.REVOKED),
        ({"revoked_at": NOW + DAY}, Verdict.GOOD),
        ({"was_valid": False, "trusted": False}, Verdict.OUT_OF_TIME),
        ({"trusted": False}, Verdict.UNKNOWN_ISSUER),
    ],
)
def test_the_worst_is_said(changes: dict[str, object], expected: Verdict) -> None:
    assert rules.verdict(replace(FINE, **changes)) is expected  # type: ignore[arg-type]


def test_a_verdict_is_told_with_the_pages() -> None:
    assert [p.code for p in rules.explained(Verdict.GOOD)] == ["good"]
    assert "Trang 2 có" in str(rules.explained(Verdict.BROKEN, pages=(2,))[1])
    assert "1, 3" in str(rules.explained(Verdict.BROKEN, pages=(1, 3))[1])
    assert rules.worst((Verdict.GOOD, Verdict.BROKEN, Verdict.REVOKED)) is Verdict.BROKEN
    assert rules.worst(()) is None
