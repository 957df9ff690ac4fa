"""What a filing needs, which term applies, who may follow."""

from dataclasses import dataclass, replace
from datetime import time

import pytest
from hypothesis import given, strategies as st

from thongsuot.kernel.deadlines import TimeUnit
from thongsuot.work.dossiers.rules import Applicant, Filing, PaperGiven, filing_problems, is_proof_of_holding, term_of

GOOD = Filing("1.001193", "19789", Applicant("Nguyễn Thị Hoa", "046198000123", "0905123456"))


@dataclass(frozen=True)
class Published:
    case: str
    channel: str
    quantity: int | None
    unit: str


def codes(filing, **more):
    return [p.code for p in filing_problems(filing, **{"cases": frozenset({""}), "required": frozenset(), **more})]


def test_a_good_filing_has_no_problem():
    assert codes(GOOD) == []


def test_every_fault_is_told_at_once_and_on_its_field():
    bad = Filing(
        "1.001193", "19789", Applicant(" ", "12", "abc", "khong", "x" * 3000), case="?", channel="FAX", result_way="?",
        papers=(PaperGiven("", originals=-1),), summary="y" * 3000,
    )  # fmt: skip
    found = filing_problems(bad, cases=frozenset({"a", "b"}), required=frozenset({5}))
    assert {p.field for p in found} == {
        "name", "citizen_id", "phone", "email", "address", "case", "channel", "result_way", "papers", "papers/0", "summary",
    }  # fmt: skip
    assert all(str(p) for p in found)


@given(st.text(), st.text(), st.text(), st.text(), st.text())
def test_no_text_breaks_the_check(name, citizen_id, phone, email, case):
    filing = replace(GOOD, applicant=Applicant(name, citizen_id, phone, email), case=case)
    assert all(str(p) and p.code for p in filing_problems(filing, cases=frozenset({""}), required=frozenset()))


@given(st.sets(st.integers(1, 20)), st.sets(st.integers(1, 20)))
def test_required_papers_are_missed_exactly_when_not_given(required, given_):
    papers = tuple(PaperGiven(f"Giấy {n}", wanted_id=n, copies=1) for n in given_)
    found = filing_problems(replace(GOOD, papers=papers), cases=frozenset({""}), required=frozenset(required))
    missing = required - given_
    assert [p.params["count"] for p in found if p.code == "paper_missing"] == ([len(missing)] if missing else [])


def test_the_term_of_the_case_and_channel_and_the_shortest_of_several():
    terms = [
        Published("", "DIRECT", 5, "WORKING_DAY"),
        Published("", "DIRECT", 3, "WORKING_DAY"),
        Published("khó", "DIRECT", 10, "WORKING_DAY"),
        Published("", "ONLINE", 2, "DAY"),
        Published("", "POSTAL", None, "OTHER"),
    ]
    assert term_of(terms, case="", channel="DIRECT", same_day=None).quantity == 3
    assert term_of(terms, case="khó", channel="DIRECT", same_day=None).quantity == 10
    assert term_of(terms, case="khác", channel="ONLINE", same_day=None).unit is TimeUnit.DAY
    assert term_of(terms, case="", channel="POSTAL", same_day=None) is None


def test_the_cut_off_holds_only_for_terms_of_a_day():
    day = [Published("", "DIRECT", 1, "WORKING_DAY")]
    week = [Published("", "DIRECT", 5, "WORKING_DAY")]
    assert term_of(day, case="", channel="DIRECT", same_day=time(15)).same_day_until == time(15)
    assert term_of(week, case="", channel="DIRECT", same_day=time(15)).same_day_until is None


@pytest.mark.parametrize(
    ("phone", "digits", "holds"),
    [("0905123456", "3456", True), ("0905123456", " 34 56", True), ("0905123456", "3457", False),
     ("", "", False), ("0905123456", "", False), ("12", "12", False)],
)  # fmt: skip
def test_following_needs_the_phones_last_four_digits(phone, digits, holds):
    assert is_proof_of_holding(phone=phone, digits=digits) is holds
