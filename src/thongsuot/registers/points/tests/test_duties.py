"""Who may do what for which procedure: the most exact row decides, a row about nothing known is a fault."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.people import BIRTH

from thongsuot.kernel.rows import Row
from thongsuot.registers.points import rules
from thongsuot.registers.points.rules import Duty

WORDS = st.sampled_from(["", "a", "b"])
DUTIES = st.lists(
    st.builds(
        Duty, st.just("k"), WORDS, WORDS, st.sampled_from(["receive", "return"]), st.booleans(), st.just("s")
    ),
    max_size=6,
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    DUTIES,
    st.sampled_from(["receive", "return"]),
    st.sampled_from(["a", "b"]),
    st.sampled_from(["a", "b"]),
    st.booleans(),
)
def test_the_most_exact_row_decides_and_without_one_the_kind(duties, capability, procedure, field, can):
    able = {capability} if can else set()
    found = rules.verdict(able, duties, capability=capability, procedure_code=procedure, field_code=field)
    fitting = [d for d in duties if d.capability == capability]
    for ranks in (("p",), ("f",), ()):
        here = [
            d
            for d in fitting
            if (d.procedure_code == procedure if "p" in ranks else d.procedure_code == "")
            and (
                d.field_code in ("", field)
                if "p" in ranks
                else d.field_code == (field if "f" in ranks else "")
            )
        ]
        if here:
            exact = [d for d in here if d.field_code] or here
            assert found.is_allowed == all(d.is_allowed for d in exact)
            return
    assert found == rules.Verdict(can)


def row(**changes):
    values = {
        "kind": "commune_centre", "procedure_code": BIRTH, "field_code": "", "capability": "receive", "allowed": "no",
        "valid_from": "2026-11-01", "valid_to": "2026-12-01", "source": "thử", **changes,
    }  # fmt: skip
    return Row("point-duties.csv", 2, values)


def test_faults_of_a_row():
    assert rules.duty_faults([row()], {"commune_centre"}) == []
    wrong = [row(capability="fly"), row(field_code="G15"), row(kind="post_office", valid_from="2026-11-02")]
    found = [fault.problem.code for fault in rules.duty_faults(wrong, {"commune_centre"})]
    assert found[:2] == ["capability_unknown", "duty_twice"]
    assert len(found) == 3
