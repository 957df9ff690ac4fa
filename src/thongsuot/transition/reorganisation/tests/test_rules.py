"""What a plan may say, as properties: every contradiction is told, and what is told is one."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from thongsuot.registers.units.rules import SuccessionKind
from thongsuot.transition.reorganisation import rules
from thongsuot.transition.reorganisation.conservation.audit import covers
from thongsuot.transition.reorganisation.rules import Doing, PlanLine, PlanState, Takes
from thongsuot.work.dossiers.rules import successor

OLD, NEW = st.integers(1, 5), st.integers(6, 9)
# Drawn without a draw thrown away for an agency named twice: that took too long on a busy machine.
LINES = st.tuples(st.permutations(range(1, 6)), st.lists(NEW, min_size=1, max_size=5)).map(
    lambda drawn: [PlanLine(old, new) for old, new in zip(*drawn, strict=False)]
)


def codes(problems):
    return {p.code for p in problems}


@given(LINES)
def test_each_old_agency_to_one_living_new_one_is_a_good_plan(lines):
    assert rules.line_problems(lines) == ()


@given(LINES, st.data())
def test_every_contradiction_is_told(lines, data):
    line = data.draw(st.sampled_from(lines))
    broken = {
        "line_to_itself": replace(line, new_agency_id=line.old_agency_id, takes=Takes.CANDIDATE),
        "line_twice": line,
        "line_to_ended": replace(line, new_agency_id=lines[0].old_agency_id, old_agency_id=99),
        "line_territory": replace(line, takes=Takes.TERRITORY),
        "ends_and_lives": replace(line, ends=False, takes=Takes.CANDIDATE),
    }
    code = data.draw(st.sampled_from(sorted(broken)))
    assert code in codes(rules.line_problems([*lines, broken[code]]))


@given(LINES, st.data())
def test_a_line_is_changed_only_as_it_was_seen_and_the_plan_stays_a_good_one(lines, data):
    before = data.draw(st.none() | st.sampled_from(lines))
    after = data.draw(st.none() | st.builds(PlanLine, OLD, st.integers(1, 9)))
    reason = data.draw(st.sampled_from(["", " ", "theo họp"]))
    found = rules.edit_problems(lines, before, after, reason)
    assert bool(reason.strip()) == ("line_reason" not in codes(found))
    if found:
        return
    new = rules.edited(lines, before, after)
    assert rules.line_problems(new) == ()
    assert len(new) == len(lines) + (after is not None) - (before is not None)
    assert set(new) ^ set(lines) == {before, after} - {None}
    gone = replace(lines[0], clause="đã sửa")
    assert "line_gone" in codes(rules.edit_problems(lines, gone, after, reason))


def test_an_empty_plan_says_nothing():
    assert codes(rules.line_problems([])) == {"no_lines"}


@given(st.dates(date(2025, 1, 1), date(2027, 1, 1)), st.integers(-400, 400))
def test_a_switch_waits_for_its_day(day, later):
    assert bool(rules.day_problems(day, day + timedelta(days=later))) == (later < 0)


@given(st.sampled_from(list(PlanState)), st.sampled_from(list(Doing)))
def test_only_what_was_carried_out_is_undone_and_only_what_was_seen_is_carried_out(state, doing):
    may = not rules.state_problems(state, doing)
    if doing is Doing.UNDO:
        assert may == (state is PlanState.ACTIVATED)
    if doing is Doing.ACTIVATE:
        assert may == (state in (PlanState.PREVIEWED, PlanState.REHEARSED))


@given(
    st.dictionaries(st.sampled_from(sorted(rules.SECTIONS)), st.text(max_size=3)),
    st.sampled_from(sorted(rules.SECTIONS)),
)
def test_whatever_changed_since_the_preview_is_named(shown, part):
    shown = dict.fromkeys(rules.SECTIONS, "") | shown
    assert rules.changed_since(shown, shown) == ()
    assert [p.field for p in rules.changed_since(shown, shown | {part: "other"})] == [part]


@given(LINES, st.data())
def test_an_officer_goes_where_he_was_told_else_where_his_agency_goes(lines, data):
    line = data.draw(st.sampled_from(lines))
    seats = [(1, line.old_agency_id), (2, line.old_agency_id), (3, 77)]
    found = rules.postings(lines, seats, {(2, line.old_agency_id): 8})
    assert found == {(1, line.old_agency_id): line.new_agency_id, (2, line.old_agency_id): 8}


def test_an_officer_of_a_split_agency_has_no_way_until_somebody_says():
    lines = [PlanLine(1, 6, Takes.CANDIDATE), PlanLine(1, 7, Takes.CANDIDATE)]
    assert rules.postings(lines, [(1, 1)], {}) == {}


@given(st.integers(1, 3), st.one_of(st.none(), st.integers(1, 3)), st.integers(1, 3))
def test_a_word_outweighs_a_territory_and_that_outweighs_the_rest(agency, word, land):
    ways = {(1, None): 10, (1, 2): 20}
    wanted = word or (None if agency != 1 else 20 if land == 2 else 10)
    assert successor(agency_id=agency, territory_id=land, ways=ways, assigned=word) == wanted


@given(st.lists(st.integers(1, 5), min_size=1, max_size=6), st.integers(0, 3))
def test_periods_cover_when_they_meet_and_not_when_a_day_is_missing(lengths, gap):
    pieces, at = [], 0
    for length in lengths:
        pieces.append((at, at + length))
        at += length
    assert covers(pieces, 0, at)
    assert not covers(pieces, 0, at + 1 + gap)
    assert not covers(pieces, 0, None)
    assert not covers([(start + 1, end) for start, end in pieces[:1]] + pieces[1:], 0, at)


NARROW = st.lists(
    st.tuples(st.integers(1, 2), st.sampled_from(["P", "Q", "F", 1, 2])), min_size=1, max_size=6, unique=True
)


@given(NARROW, st.sampled_from(["P", "Q", "R"]), st.sampled_from([None, 1, 2, 3]), st.randoms())
def test_the_closest_line_leads_whatever_their_order(keys, procedure, point, dice):
    lines = [
        PlanLine(old, 9, Takes.FUNCTION, function=key)
        if isinstance(key, str)
        else PlanLine(old, 9, Takes.POINT, point_id=key)
        for old, key in keys
    ]
    asked = {"agency_id": 1, "procedure": procedure, "field": "F", "point_id": point}
    found = rules.narrowest(lines, **asked)
    fitting = [key for old, key in keys if old == 1 and key in (procedure, "F", point)]
    wanted = min(fitting, key=[procedure, "F", point].index, default=None)
    assert (found and (found.function or found.point_id)) == wanted
    assert rules.narrowest(dice.sample(lines, len(lines)), **asked) == found


def test_an_agency_that_ends_needs_a_line_for_all_the_rest_and_a_function_makes_no_heir():
    lines = [PlanLine(1, 2, Takes.FUNCTION, function="P"), PlanLine(1, 3, Takes.POINT, point_id=4)]
    assert {p.code for p in rules.line_problems(lines)} == {"line_no_rest"}
    assert rules.heirs_of([*lines, PlanLine(1, 5)])[0][:3] == (1, 5, SuccessionKind.TAKE_OVER)
    assert rules.postings([*lines, PlanLine(1, 5)], [(7, 1)], {}) == {(7, 1): 5}
    wrong = [PlanLine(1, 2, Takes.FUNCTION), PlanLine(1, 5, function="P", point_id=4)]
    assert {p.code for p in rules.line_problems(wrong)} == {"line_function", "line_point"}
