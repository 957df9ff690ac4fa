"""The rules of relays as properties first, then the cases of the counter."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.kernel.codes import DossierCode
from thongsuot.work.dossiers.rules import Applicant
from thongsuot.work.dossiers.rules import State as Dossier
from thongsuot.work.relays import rules
from thongsuot.work.relays.rules import Asked, BagState, PaperHanded, State
from thongsuot.work.sync.rules import new_secret, signed_headers

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
SECOND = int(NOW.timestamp())


@given(
    st.integers(0, 2**40), st.dates(date(2025, 7, 1), date(2099, 1, 1)), st.sampled_from(["46", "01", "79"])
)
def test_a_code_can_be_typed_where_codes_of_dossiers_are_asked_for(number, day, province):
    code = rules.relay_code(province_code=province, day=day, number=number)
    assert str(DossierCode.parse(code)) == code
    assert code.startswith(f"LT{province}-{day:%Y%m%d}-")


@given(st.binary(max_size=200), st.integers(-10_000, 10_000))
def test_a_message_is_believed_within_minutes_and_only_as_it_was_signed(body, late):
    secret, other = new_secret(), new_secret()
    headers = signed_headers(secrets_=[secret], id_="a", second=SECOND, body=body)
    now = NOW + timedelta(seconds=late)
    is_timely = abs(late) <= rules.TOLERANCE.total_seconds()
    assert rules.is_signed(headers=headers, body=body, secrets=[other, secret], now=now) is is_timely
    assert not rules.is_signed(headers=headers, body=body, secrets=[other], now=NOW)
    assert not rules.is_signed(headers=headers, body=body + b"x", secrets=[secret], now=NOW)
    assert not rules.is_signed(headers={**headers, "webhook-id": "b"}, body=body, secrets=[secret], now=NOW)
    assert not rules.is_signed(headers=headers, body=body, secrets=[], now=NOW)


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_headers_of_anybody_end_in_no_error(id_, second, signed):
    headers = {"webhook-id": id_, "webhook-timestamp": second, "webhook-signature": signed}
    assert not rules.is_signed(headers=headers, body=b"", secrets=[new_secret()], now=NOW)


@given(st.sampled_from(Dossier), st.sampled_from(State))
def test_what_was_handed_out_stays_so_and_every_state_there_says_something_here(there, here):
    found = rules.stands(there.value, now_here=here)
    assert found is State.HANDED if here is State.HANDED else found in rules.STATE_NAMES
    assert rules.stands("chưa từng nghe", now_here=here) is here


@given(st.permutations(range(1, 7)))
def test_in_whatever_order_steps_come_the_latest_counts(steps):
    known = 0
    for step in steps:
        if rules.is_news(known_step=known, step=step):
            known = step
    assert known == 6


def asked(**more):
    person = Applicant("Nguyễn Thị Hòa", phone="0905123456")
    return Asked("1.001193", "02647", person, papers=(PaperHanded("Giấy chứng sinh", 7, "G1", 1, 0),), **more)


def codes(problems):
    return {problem.code for problem in problems}


def test_the_other_province_must_be_able_to_see_what_was_handed_in():
    given_ = asked()
    assert codes(rules.asking_problems(given_, required={7}, is_ours=False)) == {"paper_unscanned"}
    assert codes(rules.asking_problems(given_, required=set(), is_ours=True)) == {"own_province"}
    home = asked(result_at_home=True)
    assert "address_missing" in codes(rules.asking_problems(home, required=set(), is_ours=False))


def test_originals_travel_once_and_only_while_somebody_waits_for_them():
    fine = {"originals": 1, "has_bag": False, "state": State.RUNNING, "carrier": "Bưu điện",
            "expected_at": NOW + timedelta(days=1), "now": NOW}  # fmt: skip
    assert rules.bag_problems(**fine) == ()
    for name, value, code in (
        ("originals", 0, "no_originals"), ("has_bag", True, "bag_gone"), ("state", State.SENDING, "not_there_yet"),
        ("state", State.OVER, "not_there_yet"), ("carrier", " ", "carrier_missing"), ("expected_at", NOW, "expected_past"),
    ):  # fmt: skip
        assert codes(rules.bag_problems(**{**fine, name: value})) == {code}
    assert codes(rules.arrival_problems(bag=None, is_whole=True, note="")) == {"no_bag_coming"}
    assert codes(rules.arrival_problems(bag=BagState.ON_WAY, is_whole=False, note="")) == {"note_missing"}


def test_a_result_is_handed_out_when_there_is_one():
    told = {"state": State.DECIDED, "results": 1, "received_by": "Bà Hòa", "paper": ""}
    assert rules.handing_problems(**told) == ()
    assert codes(rules.handing_problems(**{**told, "results": 0})) == {"paper_missing"}
    assert rules.handing_problems(**{**told, "results": 0, "paper": "Giấy khai sinh"}) == ()
    assert codes(rules.handing_problems(**{**told, "state": State.RUNNING, "received_by": ""})) == {
        "no_result_yet", "receiver_missing",
    }  # fmt: skip


@pytest.mark.parametrize("service", [*rules._WANTED, "lạ"])
def test_an_empty_message_is_refused_with_every_reason(service):
    found = rules.message_problems(service, {})
    assert len(found) >= len(rules._WANTED.get(service, ("?",)))


@given(st.text(max_size=60))
def test_only_what_looks_like_a_secret_is_kept_as_one(text):
    assert rules.secret_problems(text)
    assert rules.secret_problems(new_secret()) == ()


handed_in = st.builds(
    PaperHanded, st.text(max_size=5), st.none(), st.just(""), st.integers(0, 2), st.integers(0, 2)
)


@given(
    st.lists(handed_in, max_size=3), st.sampled_from(list(State)), st.sampled_from([one.value for one in Dossier]),
    st.integers(1, 9), st.sets(st.integers(1, 9)),
)  # fmt: skip
def test_a_supplement_answers_one_request_once_and_can_be_seen_there(papers, state, theirs, step, answered):
    problems = rules.supplement_problems(
        papers, state=state, their_state=theirs, asked_at=step, answered=answered
    )
    is_open = state is State.RUNNING and theirs == "waiting" and step not in answered
    is_seen = bool(papers) and all(one.files and one.name.strip() for one in papers)
    assert (problems == ()) is (is_open and is_seen)


@given(
    st.sampled_from(list(Dossier)),
    st.integers(-1, 4),
    st.integers(0, 3),
    st.booleans(),
    st.sampled_from(["", "Giấy"]),
)
def test_nothing_comes_back_that_is_not_here_and_no_result_before_there_is_one(
    state, originals, held, gone, result
):
    problems = rules.back_problems(
        result=result, originals=originals, held=held, has_back=gone, dossier_state=state.value, carrier="Bưu điện",
        expected_at=NOW + timedelta(days=1), now=NOW,
    )  # fmt: skip
    if not problems:
        assert not gone
        assert state in rules.ENDS
        assert 0 <= originals <= held
        assert result or originals
        assert not result or state in (Dossier.DECIDED, Dossier.RETURNED)
    else:
        assert (
            gone
            or state not in rules.ENDS
            or not 0 <= originals <= held
            or not (result or originals)
            or result
        )


@given(st.sampled_from([None, *BagState]), st.sampled_from([None, *BagState]))
def test_originals_are_always_in_one_place(bag, back):
    assert rules.originals_place(bag=bag, back=back) in rules.PLACE_NAMES


@given(
    st.lists(st.sampled_from("abcd"), max_size=4, unique=True),
    st.dictionaries(st.sampled_from("abcde"), st.integers(0, 2)),
)
def test_what_the_applicant_sends_himself_goes_only_whole(wanted, sent):
    papers = [rules.PaperHanded(name, None, "", 0, files) for name, files in sent.items()]
    found = rules.sending_problems(papers, wanted=wanted)
    assert [one.params["name"] for one in found] == [name for name in wanted if not sent.get(name)]
    assert all(one.field == f"f_{wanted.index(one.params['name'])}" for one in found)


@given(
    st.sampled_from(rules.State),
    st.booleans(),
    st.lists(st.tuples(st.integers(1, 3), st.sampled_from(rules.Handed))),
)
def test_a_request_is_open_exactly_while_a_supplement_would_be_sent_on(state, waits, handed):
    supplements = [{"step": step, "state": one} for step, one in handed]
    found = rules.open_request(
        state=state, their_state="waiting" if waits else "processing", known_step=2,
        story=[{"step": 2, "wanted": ["a"]}], supplements=supplements,
    )  # fmt: skip
    problems = rules.supplement_problems(
        [rules.PaperHanded("a", None, "", 0, 1)], state=state, their_state="waiting" if waits else "processing",
        asked_at=2, answered={one["step"] for one in supplements if one["state"] != rules.Handed.REFUSED},
    )  # fmt: skip
    assert (found is not None) is (not problems)
