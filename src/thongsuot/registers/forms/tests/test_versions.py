"""Two versions of a form: nothing typed is lost between them."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from thongsuot.registers.forms import rules
from thongsuot.registers.forms.tests.samples import COMPLETE, TEXT, definition

OLD = definition()
NEW = definition(
    TEXT.replace("version = 1", "version = 2")
    .replace('{ id = "why", type = "long"', '{ id = "reason", type = "text"')
    .replace('  { id = "sum", type = "money", label = "Số tiền", en = "Sum", most = 1000000 },\n', "")
    .replace(
        '{ id = "school"', '{ id = "class", type = "text", label = "Lớp", en = "Class" },\n  { id = "school"'
    )
    .replace("[[section]]", '[renamed]\nwhy = "reason"\n\n[[section]]', 1)
)
ONCE = definition(TEXT.replace('repeat = { least = 1, most = 3, word = "con", word_en = "child" }\n', ""))
KEYS = [*COMPLETE, "me_mail", "nop_ho_ten"]


def test_what_changed_is_said():
    found = rules.differences(OLD, NEW)
    assert (found.added, found.removed) == (("class",), ("sum",))
    assert dict(found.renamed) == {"why": "reason"}
    assert dict(found.changed) == {"reason": ("type",)}
    assert "repeat" in rules.differences(OLD, ONCE).changed["name"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(st.sampled_from(KEYS), st.text("aáđ 17/.", max_size=9)),
    st.sampled_from([(OLD, NEW), (NEW, OLD), (OLD, ONCE), (ONCE, OLD), (OLD, OLD)]),
)
def test_a_draft_in_another_version_has_lost_no_value(raw, pair):
    carried = rules.carried(raw, *pair)
    counters = {rules.counter("children")}
    typed = sorted(value for key, value in raw.items() if key not in counters)
    assert sorted(value for key, value in carried.raw.items() if key not in counters) == typed
    assert all(carried.raw[rules.LEFT + key] == value for key, value in carried.left.items())


def test_values_go_to_the_same_question_and_what_has_none_stays_aside():
    found = rules.carried(COMPLETE, OLD, NEW)
    assert found.raw["reason"] == COMPLETE["why"]
    assert found.left == {"sum": "20.000 đ"}
    once = rules.carried(COMPLETE, OLD, ONCE)
    assert once.raw["name"] == "Nguyễn An"
    assert once.left["children.1.name"] == "Nguyễn Bình"
