"""Sound flows end, whatever people choose; what the check lets through can be walked."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from thongsuot.registers.flows import rules
from thongsuot.registers.flows.rules import END, Fork, Join, Step, Wait, Way
from thongsuot.registers.flows.tests.samples import flow, parallel, sound_flows, step

QUICK = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


def walks_well(found):
    """From every place one can go on to the end; every step is come to; no step is open twice. By trying all."""
    everywhere = rules.places(found, most=3000)
    ends = {place for place in everywhere if not place}
    if not ends:
        return False
    after = {place: list(nexts(found, place)) for place in everywhere}
    leads = set(ends)
    while True:
        more = {p for p, goes in after.items() if p not in leads and any(g in leads for g in goes)}
        if not more:
            break
        leads |= more
    return leads == everywhere and {s.id for s in found.steps()} == {i for p in everywhere for i in p}


def nexts(found, place):
    for id_ in place:
        for way in found.step(id_).ways:
            walked = rules.walked(found, place, id_, way.code)
            assert not set(walked.opened) & (place - {id_} - set(walked.cancelled)), "a step is opened twice"
            yield place - {id_} - set(walked.cancelled) | set(walked.opened)


@QUICK
@given(sound_flows())
def test_any_well_built_flow_is_found_sound_and_walks_to_its_end(found):
    assert rules.unsound(found) == ()
    try:
        assert walks_well(found)
    except ValueError:
        assume(False)


@QUICK
@given(sound_flows(), st.data())
def test_a_damaged_flow_is_refused_or_still_walks(found, data):
    """One arrow bent anywhere: what the check lets pass must still be walkable. So the check is no looser than truth."""
    id_ = data.draw(st.sampled_from(sorted(found.nodes)))
    to = data.draw(st.sampled_from([*sorted(found.nodes), END, "khong_co"]))
    node = found.nodes[id_]
    if isinstance(node, Step):
        bent = replace(node, ways=(*node.ways[1:], replace(node.ways[0], to=to)))
    elif isinstance(node, Fork):
        bent = replace(node, branches=(to, *node.branches[1:]))
    else:
        bent = replace(node, next=to)
    damaged = replace(found, nodes={**found.nodes, id_: bent})
    if rules.unsound(damaged) == ():
        try:
            assert walks_well(damaged)
        except ValueError:
            assume(False)


@pytest.mark.parametrize(
    ("damaged", "code"),
    [
        (flow(step("a", "b")), "flow_target"),
        (flow(step("a"), step("b")), "flow_unreached"),
        (flow(step("a", "b"), step("b", "a")), "flow_circle"),
        (flow(step("a", "b", back=("b",)), step("b")), "flow_back"),
        (flow(Fork("f", ("a", "b"), "j"), step("a", "j"), step("b"), Join("j", END)), "flow_open_branch"),
        (flow(Fork("f", ("a", "j"), "j"), step("a", "j"), Join("j", END)), "flow_branches"),
        (flow(step("a", "j"), Join("j", END)), "flow_join"),
        (flow(Fork("f", ("a", "b"), "j"), step("a", "b"), step("b", "j"), Join("j", END)), "flow_mixed"),
    ],
)
def test_every_kind_of_fault_is_named(damaged, code):
    assert code in {wrong.code for wrong in rules.unsound(damaged)}


def test_all_branches_are_waited_for():
    found = parallel()
    assert rules.begun(found) == ("nhan",)
    assert rules.walked(found, ["nhan"], "nhan", "").opened == ("thue", "cong_an")
    assert rules.walked(found, ["thue", "cong_an"], "thue", "") == rules.Walked()
    assert rules.walked(found, ["cong_an"], "cong_an", "").opened == ("ky",)


def test_the_first_branch_ends_the_others_where_one_is_enough():
    walked = rules.walked(parallel(Wait.ANY), ["thue", "cong_an"], "thue", "")
    assert walked == rules.Walked(("ky",), ("cong_an",))


def test_a_choice_is_asked_for_and_a_way_back_needs_its_reason():
    found = flow(
        step("a", ways=(Way("b", "du", "Đủ", "Yes"), Way(END, "khong", "Không", "No"))),
        step("b", back=("a",)),
    )
    assert rules.outcome_problems(found, "a", "du") == ()
    assert [p.field for p in rules.outcome_problems(found, "a", "")] == ["outcome"]
    assert [p.field for p in rules.back_problems(found, "b", "b", " ")] == ["to_step", "reason"]
    assert rules.back_problems(found, "b", "a", "thiếu chữ ký") == ()


@QUICK
@given(sound_flows())
def test_a_picture_has_every_step_once_inside_its_frame_and_no_two_boxes_on_each_other(found):
    picture = rules.drawn(found, rules.said_of(found, str, "vi", {}))
    assert {b.id for b in picture.boxes} == {*found.nodes, "begin", END}
    for box in picture.boxes:
        assert box.x >= 0 <= box.y
        assert box.x + box.width <= picture.width
        assert box.y + box.height <= picture.height
    for n, a in enumerate(picture.boxes):
        for b in picture.boxes[n + 1 :]:
            apart = a.x + a.width <= b.x or b.x + b.width <= a.x or a.y + a.height <= b.y
            assert apart or b.y + b.height <= a.y
