"""The rules as properties, then by example."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thongsuot.registers.identity import rules
from thongsuot.registers.identity.rules import AccountKind, Held, Reach

DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
NOW = datetime(2026, 11, 20, tzinfo=UTC)


@st.composite
def grants(draw):
    begin = draw(DAYS)
    end = draw(st.none() | st.integers(1, 500).map(lambda n: begin + timedelta(n)))
    revoked = draw(st.sampled_from([None, NOW]))
    return Held(draw(st.integers(1, 9)), draw(st.sampled_from(Reach)), frozenset({"v"}), begin, end, revoked)


@given(st.lists(grants(), max_size=6), DAYS)
def test_a_grant_counts_exactly_on_the_days_of_its_period(held, day):
    expected = [
        h
        for h in held
        if h.revoked_at is None
        and day
        in {h.from_date + timedelta(n) for n in range(((h.to_date or date(2028, 1, 1)) - h.from_date).days)}
    ]
    assert list(rules.reach_on(held, day)) == expected


@given(st.lists(grants(), max_size=4), st.lists(grants(), max_size=4), DAYS)
def test_grants_add_up_and_none_weakens_another(some, more, day):
    assert rules.reach_on([*some, *more], day) == rules.reach_on(some, day) + rules.reach_on(more, day)


@given(st.integers(0, 10**6), st.integers(1, 50))
def test_waits_never_shrink_and_have_an_end(failures, free):
    wait = rules.wait_after(failures, free=free)
    assert wait <= rules.wait_after(failures + 1, free=free) <= rules.LONGEST_WAIT
    assert (wait == timedelta(0)) == (failures < free)


def test_waits_by_example():
    waits = [rules.wait_after(n).total_seconds() for n in (0, 4, 5, 6, 7, 14, 15, 1000)]
    assert waits == [0, 0, 30, 60, 120, 15360, 21600, 21600]


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 3600))
def test_of_ten_thousand_guesses_hardly_any_is_looked_at(every_s):
    """Gate S7: somebody who tries again every so many seconds, ten thousand times."""
    clock, locked_until, failures, opened = 0.0, 0.0, 0, 0
    for _ in range(10_000):
        if clock >= locked_until:
            failures, opened = failures + 1, opened + 1
            locked_until = clock + rules.wait_after(failures).total_seconds()
        clock += every_s
    assert opened <= 5 + 10 + 10_000 * every_s / rules.LONGEST_WAIT.total_seconds() + 1


@given(st.integers(0, 1000), st.timedeltas(timedelta(0), timedelta(days=30)))
def test_failures_are_forgotten_after_a_quiet_week(failures, quiet):
    assert rules.failures_now(failures, NOW - quiet, NOW) == (0 if quiet >= timedelta(days=7) else failures)


@given(st.sampled_from(AccountKind), st.booleans(), st.booleans())
def test_only_officers_of_the_real_kind_must_enrol(kind, has, demo):
    assert rules.must_enrol(kind=kind, has_second_factor=has, is_demo=demo) == (
        kind is AccountKind.OFFICER and not has and not demo
    )


def codes(password):
    found = rules.password_problems(
        password, username="motcua.a", full_name="Trần Thị Bích", common={"password123", "qwertyuiop"}
    )
    return [p.code for p in found]


@given(st.text(max_size=9))
def test_short_passwords_are_always_refused(password):
    assert "password_short" in codes(password)


def test_passwords_by_example():
    assert codes("mưa trắng ngoài sông") == []
    assert codes("a1!") == ["password_short", "password_common"]
    for common in (
        "PASSWORD123",
        "qwertyuiop",
        "Mật khẩu 2026!",
        "vietnam123456",
        "1111111111",
        "anhyeuem1990",
    ):
        assert codes(common) == ["password_common"], common
    for own in ("motcua.a2026", "TranThiBich1990", "Trần Thị Bích 90"):
        assert codes(own) == ["password_own_name"], own
    assert codes("việt nam quê hương tôi") == []  # a sentence may begin with anything


def test_everything_wrong_with_a_grant_at_once():
    day = date(2026, 1, 1)
    found = rules.grant_problems(kind=AccountKind.CITIZEN, is_active=False, from_date=day, to_date=day)
    assert [p.code for p in found] == ["not_an_officer", "account_disabled", "period_empty"]
    assert not rules.grant_problems(kind=AccountKind.OFFICER, is_active=True, from_date=day, to_date=None)


COMMITTEE = "Ủy ban nhân dân"


@pytest.mark.parametrize(
    ("post", "signs_for", "body", "lines"),
    [
        ("Chủ tịch", "", COMMITTEE, ["TM. Ủy ban nhân dân", "Chủ tịch"]),
        ("Phó Chủ tịch", "", COMMITTEE, ["TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch"]),
        ("Quyền Chủ tịch", "", COMMITTEE, ["TM. Ủy ban nhân dân", "Q. Chủ tịch"]),
        ("Giám đốc", "", "", ["Giám đốc"]),
        ("Phó trưởng phòng", "", "", ["KT. Trưởng phòng", "Phó trưởng phòng"]),
        ("Chánh Văn phòng", "TL. Chủ tịch", COMMITTEE, ["TL. Chủ tịch", "Chánh Văn phòng"]),
        (
            "Phó Chánh Văn phòng", "TL. Chủ tịch", COMMITTEE,
            ["TL. Chủ tịch", "KT. Chánh Văn phòng", "Phó Chánh Văn phòng"],
        ),
        ("Trưởng phòng", "TUQ. Giám đốc", "", ["TUQ. Giám đốc", "Trưởng phòng"]),
    ],
)  # fmt: skip
def test_above_a_signature_stands_for_whom_one_signs(post, signs_for, body, lines):
    assert list(rules.signing_lines(post=post, signs_for=signs_for, body=body)) == lines


@given(st.text(), st.sampled_from(["", COMMITTEE]))
def test_a_post_of_whatever_words_is_printed_once_and_last(post, body):
    lines = rules.signing_lines(post=post, body=body)
    assert lines[-1] == post or lines[-1].startswith("Q. ")
    assert lines[:1] == (f"TM. {body}",) or not body


def signing_codes(**more):
    given = {
        "post": "Trưởng phòng",
        "signs_for": "TUQ. Chủ tịch",
        "to_date": date(2026, 12, 31),
        "reason": "QĐ 7",
    }
    return {p.code for p in rules.title_problems(**(given | more))}


def test_whoever_signs_for_another_does_so_in_writing_and_the_authorised_for_a_time():
    assert not signing_codes()
    assert not signing_codes(post="", signs_for="", to_date=None, reason="")
    assert not signing_codes(signs_for="TL. Chủ tịch", to_date=None)
    assert not signing_codes(signs_for="TL. Chủ tịch", post="Phó Chánh Văn phòng")
    assert signing_codes(to_date=None, reason=" ") == {"authorised_without_end", "signs_for_without_ground"}
    assert signing_codes(post="Phó Trưởng phòng") == {"authorised_deputy"}
    assert signing_codes(post="") == {"post_missing"}
    assert signing_codes(signs_for="KT. Chủ tịch") == signing_codes(signs_for="TL.") == {"signs_for_bad"}
    assert signing_codes(post="Phó Chủ tịch Thường trực", signs_for="") == {"post_not_official"}
