"""What a filing needs, and who may follow."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.work.dossiers.rules import Applicant, Filing, PaperGiven, filing_problems, is_proof_of_holding

GOOD = Filing("1.001193", "19789", Applicant("Nguyễn Thị Hoa", "046198000123", "0905123456"))


def codes(filing, **more):
    return [
        p.code for p in filing_problems(filing, **{"cases": frozenset({""}), "required": frozenset(), **more})
    ]


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
    assert all(
        str(p) and p.code for p in filing_problems(filing, cases=frozenset({""}), required=frozenset())
    )


@given(st.sets(st.integers(1, 20)), st.sets(st.integers(1, 20)))
def test_required_papers_are_missed_exactly_when_not_given(required, given_):
    papers = tuple(PaperGiven(f"Giấy {n}", wanted_id=n, copies=1) for n in given_)
    found = filing_problems(replace(GOOD, papers=papers), cases=frozenset({""}), required=frozenset(required))
    missing = required - given_
    assert [p.params["count"] for p in found if p.code == "paper_missing"] == (
        [len(missing)] if missing else []
    )


@pytest.mark.parametrize(
    ("phone", "digits", "holds"),
    [("0905123456", "3456", True), ("0905123456", " 34 56", True), ("0905123456", "3457", False),
     ("", "", False), ("0905123456", "", False), ("12", "12", False)],
)  # fmt: skip
def test_following_needs_the_phones_last_four_digits(phone, digits, holds):
    assert is_proof_of_holding(phone=phone, digits=digits) is holds
