"""Terms add up along a way, of branches the longest counts; a dossier moves to a new version only where it is sure."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from thongsuot.kernel.deadlines import Linked, Term, TimeUnit
from thongsuot.registers.flows import rules
from thongsuot.registers.flows.rules import END, Fork, Join, Step, Wait, Way
from thongsuot.registers.flows.rules.terms import MINUTES
from thongsuot.registers.flows.tests.samples import flow, parallel, sound_flows, step

QUICK = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


def days(n):
    return Term(n, TimeUnit.WORKING_DAY)


def slowest(found, id_, until=None):
    """The longest time by walking every way: an oracle that knows nothing of sums."""
    if id_ in (END, until):
        return {0}
    node = found.nodes[id_]
    if isinstance(node, Step):
        own = MINUTES[node.term.unit] * node.term.quantity if node.term else 0
        return {own + rest for way in node.ways for rest in slowest(found, way.to, until)}
    if isinstance(node, Join):
        return slowest(found, node.next, until)
    wait = found.nodes[node.join].wait
    inside = [max(slowest(found, to, node.join)) for to in node.branches]
    taken = max(inside) if wait is Wait.ALL else min(inside)
    return {taken + rest for rest in slowest(found, found.nodes[node.join].next, until)}


@QUICK
@given(sound_flows())
def test_the_sum_is_the_slowest_way(found):
    assert rules.longest(found).minutes == max(slowest(found, found.start))


def test_the_law_s_example_residence_beside_insurance_counts_the_longer():
    found = flow(
        step("khai_sinh", "f", term=days(1)), Fork("f", ("thuong_tru", "bhyt"), "j"),
        step("thuong_tru", "j", term=Term(15, TimeUnit.DAY)), step("bhyt", "j", term=Term(10, TimeUnit.DAY)),
        Join("j", "tra"), step("tra", term=days(1)),
    )  # fmt: skip
    assert dict(rules.longest(found).parts) == {TimeUnit.WORKING_DAY: 2, TimeUnit.DAY: 15}
    assert rules.longest(found).is_whole
    assert rules.sum_said(rules.longest(found), str) == "2 ngày làm việc + 15 ngày"


def linked(name, quantity, *then):
    return Linked(name, Term(quantity, TimeUnit.WORKING_DAY, then=then))


def test_what_comes_on_top_is_taken_up_to_the_next_choice_branches_side_by_side():
    found = flow(
        step("nhan", "f", term=days(1)), Fork("f", ("thue", "cong_an"), "j"),
        step("thue", "kho_bac", term=days(2), adds=True), step("kho_bac", "j", term=days(1), adds=True),
        step("cong_an", "j", term=days(5)), Join("j", "xem"),
        replace(step("xem", END, term=days(4), adds=True), ways=(Way("ky", "a", "A", "A"), Way(END, "b", "B", "B"))),
        step("ky", END, term=days(9), adds=True),
    )  # fmt: skip
    names = {one: found.step(one).name for one in ("thue", "kho_bac", "xem")}
    both = linked(names["thue"], 2, (linked(names["kho_bac"], 1),))
    assert rules.added(found, "nhan") == ((both,), (linked(names["xem"], 4),))
    assert rules.added(found, END) == ()


@QUICK
@given(sound_flows())
def test_what_comes_on_top_is_only_what_is_said_to_and_the_way_ends(found):
    names = {s.name for s in found.steps() if s.adds}

    def within(groups):
        return {n for group in groups for one in group for n in ({one.name} | within(one.term.then))}

    assert within(rules.added(found, found.start)) <= names


@QUICK
@given(sound_flows())
def test_a_flow_moves_to_itself_from_everywhere(found):
    for place in list(rules.places(found))[:8]:
        done = {s.id for s in found.steps()} - place
        moved = rules.rebased(found, found, place, done)
        assert moved.lost == ()
        assert moved.skipped == ()
        assert set(moved.open) == set(moved.open.values()) == place


@settings(QUICK, max_examples=12)
@given(sound_flows(), sound_flows(), st.data())
def test_where_a_dossier_lands_is_always_a_place_of_the_new_version(old, new, data):
    """And nothing disappears: every open step is either moved or given to a person."""
    steps = [s.id for s in old.steps()]
    renamed = {
        f"s{n}": data.draw(st.sampled_from(sorted(s.id for s in new.steps()))) for n, _ in enumerate(steps)
    }
    new = replace(new, renamed=renamed)
    for place in list(rules.places(old))[:8]:
        moved = rules.rebased(old, new, place, set(steps) - place)
        assert set(moved.open) | set(moved.lost) == place
        if not moved.lost:
            assert frozenset(moved.open.values()) in rules.places(new, most=5000)


def test_what_is_gone_or_new_beside_it_goes_to_a_person():
    old = parallel()
    nodes = dict(old.nodes)
    gone = replace(old, nodes={k: v for k, v in nodes.items() if k != "thue"})
    assert rules.rebased(old, gone, {"thue"}, {"nhan"}).reason == "step_gone"
    third = {**nodes, "tach": Fork("tach", ("thue", "cong_an", "y_te"), "gop"), "y_te": step("y_te", "gop")}
    wider = replace(old, nodes=third)
    assert rules.unsound(wider) == ()
    assert rules.rebased(old, wider, {"thue", "cong_an"}, {"nhan"}).reason == "new_branch"
    assert rules.rebased(old, wider, {"ky"}, {"nhan", "thue", "cong_an"}).skipped == ("y_te",)
    alone = flow(step("nhan", "thue"), step("thue", "cong_an"), step("cong_an", "ky"), step("ky"))
    assert rules.rebased(old, alone, {"thue", "cong_an"}, {"nhan"}).reason == "not_a_place"
    assert rules.rebased(old, alone, {"nhan"}, set()).open == {"nhan": "nhan"}


def test_differences_are_told_by_id_and_new_names_are_followed():
    old = parallel()
    nodes = {k: v for k, v in old.nodes.items() if k != "ky"}
    nodes["gop"] = Join("gop", "quyet_dinh")
    nodes["quyet_dinh"] = step("quyet_dinh", END, back=("nhan",), name="KY", name_en="ky")
    nodes["nhan"] = replace(old.step("nhan"), term=days(1), ways=(Way("tach"),))
    new = replace(old, nodes=nodes, renamed={"ky": "quyet_dinh"})
    found = rules.differences(old, new)
    assert (found.added, found.removed, found.renamed) == ((), (), {"ky": "quyet_dinh"})
    assert found.changed == {"nhan": ("term",), "gop": ("next",)}
