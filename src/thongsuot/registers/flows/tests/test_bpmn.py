"""BPMN out and in: the same flow comes back, foreign drawings are understood or refused by element, bombs never open."""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings

from thongsuot.kernel.deadlines import Term, TimeUnit
from thongsuot.kernel.errors import Refused
from thongsuot.registers.flows import rules
from thongsuot.registers.flows.rules import END, Given, Place
from thongsuot.registers.flows.tests.samples import parallel, sound_flows

QUICK = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p" name="Cấp phép">'
TAIL = "</process></definitions>"
LANES = (
    '<laneSet id="l"><lane id="l1" name="Bộ phận Một cửa"><flowNodeRef>Task_A</flowNodeRef></lane>'
    '<lane id="l2" name="Phòng Kinh tế"><flowNodeRef>Task_B</flowNodeRef></lane></laneSet>'
)
GIVEN = Given("CAP-PHEP", ("1.000001",), "nơi khác", date(2026, 1, 1))


def arrow(id_: str, from_: str, to: str, more: str = "") -> str:
    return f'<sequenceFlow id="{id_}" sourceRef="{from_}" targetRef="{to}" {more}/>'


def foreign(*more: str, lanes: str = LANES) -> bytes:
    """Two tasks of another tool, a choice with a way back, and whatever else."""
    inside = (
        lanes, '<startEvent id="S"/><userTask id="Task_A" name="Nhận"/><userTask id="Task_B" name="Xét"/>',
        '<exclusiveGateway id="G"/><endEvent id="E"/>', arrow("f1", "S", "Task_A"), arrow("f2", "Task_A", "Task_B"),
        arrow("f3", "Task_B", "G"), arrow("f4", "G", "E", 'name="Đạt"'), arrow("f5", "G", "Task_A", 'name="Trả lại"'),
        '<boundaryEvent id="T" attachedToRef="Task_B"><timerEventDefinition><timeDuration>P2W</timeDuration>'
        "</timerEventDefinition></boundaryEvent>", *more,
    )  # fmt: skip
    return (HEAD + "".join(inside) + TAIL).encode()


@QUICK
@given(sound_flows())
def test_what_is_written_is_read_back_as_the_same_flow(found):
    again = rules.read(rules.bpmn_of(found).encode(), Given())
    assert again.problems == ()
    assert again.flow == found


@QUICK
@given(sound_flows())
def test_without_our_own_marks_the_walk_is_the_same(found):
    """Another tool drops what it does not know: ways and ways back must still be told from the drawing alone."""
    content = re.sub(r' ts:(back|code|nameEn)="[^"]*"', "", rules.bpmn_of(found))
    again = rules.read(content.encode(), Given())
    assert again.problems == ()
    for step in found.steps():
        assert [w.to for w in again.flow.step(step.id).ways] == [w.to for w in step.ways]
        assert again.flow.step(step.id).back == step.back


def test_a_foreign_drawing_becomes_a_flow_by_its_lanes_timers_and_arrows():
    found = rules.read(foreign(), GIVEN).flow
    assert found.start == "n_task_a"
    assert found.step("n_task_a").at is Place.COUNTER
    second = found.step("n_task_b")
    assert (second.at, second.named, second.term) == (
        Place.DIVISION, "Phòng Kinh tế", Term(14, TimeUnit.DAY),
    )  # fmt: skip
    assert [way.to for way in second.ways] == [END]
    assert second.back == ("n_task_a",)


@pytest.mark.parametrize(
    ("more", "id_", "code"),
    [
        ('<serviceTask id="Robot"/>', "Robot", "bpmn_not_supported"),
        ('<inclusiveGateway id="Or"/>', "Or", "bpmn_not_supported"),
        ('<userTask id="Lonely" name="x"/>', "Lonely", "bpmn_dead_end"),
        (arrow("f9", "Task_A", "G"), "Task_A", "bpmn_split"),
        (arrow("f9", "G", "nowhere"), "f9", "bpmn_arrow"),
        ('<userTask id="Loop" name="x"><multiInstanceLoopCharacteristics/></userTask>', "Loop", "bpmn_inside"),
        ('<parallelGateway id="Both"/>' + arrow("x", "G", "Both") + arrow("y", "Both", "E"), "Both", "bpmn_parallel"),
        ('<sequenceFlow id="If" sourceRef="G" targetRef="E" name="a"><conditionExpression>x &gt; 1</conditionExpression>'
         "</sequenceFlow>", "If", "bpmn_condition"),
        ('<startEvent id="S2"/>' + arrow("z", "S2", "Task_A"), "startEvent", "bpmn_start"),
        ('<boundaryEvent id="M" attachedToRef="Task_A"><messageEventDefinition/></boundaryEvent>', "M", "bpmn_timer"),
    ],
)  # fmt: skip
def test_what_is_not_in_the_subset_is_refused_by_its_element(more, id_, code):
    found = rules.read(foreign(more), GIVEN)
    assert found.flow is None
    assert (id_, code) in {(p.field, p.code) for p in found.problems}
    assert all(str(p) for p in found.problems)


def test_a_step_in_no_lane_and_a_file_without_our_facts_say_so():
    found = rules.read(foreign(lanes=""), Given())
    assert {p.code for p in found.problems} == {"bpmn_no_lane", "bpmn_missing"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>', "bpmn_doctype"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "bpmn_doctype"),
        (b"<a" + b"><a" * 100 + b"/>", "bpmn_too_big"),
        (b"<a>" + b"<b/>" * 11_000 + b"</a>", "bpmn_too_big"),
        (b" " * 1_000_001, "bpmn_too_big"),
        (b"<a><b></a>", "bpmn_not_xml"),
        (b"", "bpmn_not_xml"),
        (b"PK\x03\x04", "bpmn_not_xml"),
    ],
)
def test_hostile_files_are_refused_before_they_unfold(content, code):
    with pytest.raises(Refused) as refused:
        rules.read(content, GIVEN)
    assert [p.code for p in refused.value.problems] == [code]


def test_a_flow_that_cannot_be_walked_is_refused_with_its_step():
    broken = parallel()
    gone = replace(
        broken, nodes={**broken.nodes, "thue": replace(broken.step("thue"), ways=(rules.Way(END),))}
    )
    found = rules.read(rules.bpmn_of(gone).encode(), Given())
    assert {p.code for p in found.problems} & {"flow_open_branch", "bpmn_parallel", "bpmn_no_join"}
