"""What a filing needs, and who may follow."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.work.dossiers.rules import (
    Applicant,
    Filing,
    PaperGiven,
    filing_problems,
    is_proof_of_holding,
    sets_of,
)

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
        papers=(PaperGiven("", originals=-1),), summary="y" * 3000, sets=0,
    )  # fmt: skip
    found = filing_problems(bad, cases=frozenset({"a", "b"}), required=frozenset({5}))
    assert {p.field for p in found} == {
        "name", "citizen_id", "phone", "email", "address", "case", "channel", "result_way", "papers", "papers/0", "summary",
        "sets",
    }  # fmt: skip
    assert all(str(p) for p in found)


@given(st.text(), st.text(), st.text(), st.text(), st.text())
def test_no_text_breaks_the_check(name, citizen_id, phone, email, case):
    filing = replace(GOOD, applicant=Applicant(name, citizen_id, phone, email), case=case)
    assert all(
        str(p) and p.code for p in filing_problems(filing, cases=frozenset({""}), required=frozenset())
    )


@given(st.integers(1, 99), st.integers(-5, 200))
def test_the_sets_are_those_that_came_else_those_that_are_asked_for_and_one_over_the_network(asked, said):
    assert sets_of(replace(GOOD, sets=said), asked=asked) == said
    assert sets_of(GOOD, asked=asked) == sets_of(replace(GOOD, channel="POSTAL"), asked=asked) == asked
    assert sets_of(replace(GOOD, channel="ONLINE"), asked=asked) == 1
    assert codes(replace(GOOD, sets=said)) == ([] if 1 <= said <= 99 else ["sets_bad"])


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


def papers_of(count=1, **more):
    return replace(
        GOOD, papers=tuple(PaperGiven(**{"name": "Giấy", "copies": 1, **more}) for _ in range(count))
    )


def applicant_of(**more):
    return replace(GOOD, applicant=replace(GOOD.applicant, **more))


@pytest.mark.parametrize(
    ("longest", "one_more", "code"),
    [
        (applicant_of(name="A" * 200), applicant_of(name="A" * 201), "name_bad"),
        (applicant_of(email="a@" + "b" * 198), applicant_of(email="a@" + "b" * 199), "email_bad"),
        (applicant_of(email="a@b"), applicant_of(email="@b"), "email_bad"),
        (applicant_of(email="a@b"), applicant_of(email="ab@"), "email_bad"),
        (applicant_of(address="x" * 2000), applicant_of(address="x" * 2001), "too_long"),
        (replace(GOOD, summary="x" * 2000), replace(GOOD, summary="x" * 2001), "too_long"),
        (papers_of(300), papers_of(301), "papers_too_many"),
        (papers_of(copies=0), papers_of(copies=-1), "paper_bad"),
        (papers_of(originals=0), papers_of(originals=-1), "paper_bad"),
        (papers_of(copies=999), papers_of(copies=1000), "paper_bad"),
        (papers_of(originals=999), papers_of(originals=1000), "paper_bad"),
    ],
)
def test_the_last_that_is_taken_and_the_first_that_is_not(longest, one_more, code):
    assert codes(longest) == []
    assert codes(one_more) == [code]


@pytest.mark.parametrize(
    ("case", "cases", "is_good"),
    [
        ("", {"a"}, True),
        ("", {"a", "b"}, False),
        ("b", {"a", "b"}, True),
        ("c", {"a"}, False),
        ("", set(), True),
    ],
)
def test_a_case_is_chosen_where_there_is_a_choice(case, cases, is_good):
    assert codes(replace(GOOD, case=case), cases=frozenset(cases)) == ([] if is_good else ["case_unknown"])


def test_a_paper_that_is_neither_on_paper_nor_electronic_was_not_given():
    def missed(**more):
        return codes(papers_of(wanted_id=5, **more), required=frozenset({5}))

    assert missed(copies=0) == ["paper_missing"]
    assert missed(copies=0, originals=1) == missed(copies=0, is_electronic=True) == missed() == []


@given(st.lists(st.none() | st.integers(1, 9), max_size=6), st.none() | st.frozensets(st.integers(1, 9)))
def test_a_paper_of_another_procedure_is_told_where_it_stands(wanted, known):
    papers = tuple(PaperGiven("Giấy", wanted_id=id_, copies=1) for id_ in wanted)
    found = filing_problems(
        replace(GOOD, papers=papers), cases=frozenset({""}), required=frozenset(), known=known
    )
    foreign = [
        n for n, id_ in enumerate(wanted) if known is not None and id_ is not None and id_ not in known
    ]
    assert [(p.code, p.field) for p in found] == [("paper_unknown", f"papers/{n}/wanted_id") for n in foreign]
