"""Papers of a dossier by the rules alone: when they may be added, by whom, how many, under which name; copies of them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.work.dossiers.rules import certifying, files
from thongsuot.work.dossiers.rules.files import FileKind
from thongsuot.work.dossiers.rules.states import State, is_open

HERE, ELSEWHERE = 7, 8
states, kinds = st.sampled_from(State), st.sampled_from(FileKind)


def codes(problems):
    return [one.code for one in problems]


@given(states, kinds, st.booleans())
def test_every_reason_is_told_at_once_and_no_other(state, kind, is_ours):
    told = codes(
        files.adding_problems(
            state, kind, agency_id=HERE, concerned=frozenset({HERE if is_ours else ELSEWHERE})
        )
    )
    is_result = kind is FileKind.RESULT
    assert ("not_holder" in told) == (not is_ours)
    assert ("no_result_yet" in told) == (is_result and state not in (State.DECIDED, State.RETURNED))
    assert ("dossier_over" in told) == (not is_result and not is_open(state))
    assert len(told) == len(set(told))


@given(states)
def test_an_applicant_sends_only_what_was_asked_for(state):
    told = codes(files.sending_problems(state))
    if state is State.WAITING:
        assert told == []
    else:
        assert told == (["nothing_asked"] if is_open(state) else ["dossier_over"])


@given(st.integers(0, 400), st.integers(0, 20), st.integers(0, 600), st.integers(0, 200))
def test_a_dossier_takes_three_hundred_files_and_five_hundred_megabytes(count, more, size, more_size):
    megabyte = 1024 * 1024
    told = files.room_problems(count=count, size=size * megabyte, more=more, more_size=more_size * megabyte)
    assert bool(told) == (count + more > 300 or size + more_size > 500)


def test_the_last_file_and_the_last_byte_fit_and_the_sentence_names_both_bounds():
    most = 500 * 1024 * 1024
    assert files.room_problems(count=299, size=most - 1, more=1, more_size=1) == ()
    (byte,) = files.room_problems(count=0, size=most, more=1, more_size=1)
    (file,) = files.room_problems(count=300, size=0, more=1, more_size=0)
    assert byte.code == file.code == "dossier_full"
    assert "300 tệp, tổng cộng 500 MB" in str(byte)


@pytest.mark.parametrize(
    ("title", "is_good"), [("", False), ("  ", False), ("a", True), ("a" * 500, True), ("a" * 501, False)]
)
def test_a_file_has_a_name_of_at_most_five_hundred_letters(title, is_good):
    assert codes(files.title_problems(title)) == ([] if is_good else ["title_missing"])


@given(states, st.sampled_from(["", " ", "x", "x" * 500, "x" * 501]))
def test_a_file_is_taken_away_from_an_open_dossier_and_with_a_reason(state, reason):
    told = codes(files.removing_problems(state, reason))
    assert ("dossier_over" in told) == (not is_open(state))
    assert ("reason_missing" in told) == (reason not in ("x", "x" * 500))


def test_papers_of_other_dossiers_need_their_owner():
    assert files.consent_problems(True) == ()
    assert codes(files.consent_problems(False)) == ["consent_missing"]


def test_the_portal_is_told_what_a_file_was_taken_from():
    told = {kind: files.copy_code(kind) for kind in FileKind}
    assert told.pop(FileKind.ORIGINAL) == 0
    assert told.pop(FileKind.COPY) == 1
    assert set(told.values()) == {2}


def test_by_hand_comes_whatever_has_no_verb_of_its_own():
    assert set(files.BY_HAND) == set(FileKind) - {FileKind.CERTIFIED}
    assert set(files.KIND_NAMES) == set(FileKind)
    assert set(files.SOURCE_NAMES) == set(files.FileSource)


@given(kinds, st.sampled_from(["application/pdf", "image/jpeg", "image/png", "text/html", "image/gif"]))
def test_a_certified_copy_is_made_of_a_scanned_original(kind, media_type):
    told = codes(certifying.certifying_problems(kind, media_type, number="12", book="01/2026"))
    is_good = kind is FileKind.ORIGINAL and media_type in ("application/pdf", "image/jpeg", "image/png")
    assert told == ([] if is_good else ["not_from_original"])


@pytest.mark.parametrize(
    ("text", "is_good"), [("", False), (" ", False), ("1" * 40, True), ("1" * 41, False)]
)
def test_number_and_book_are_each_named(text, is_good):
    def fields(number, book):
        found = certifying.certifying_problems(FileKind.ORIGINAL, "image/png", number=number, book=book)
        return [one.field for one in found]

    assert fields(text, "01") == ([] if is_good else ["number"])
    assert fields("12", text) == ([] if is_good else ["book"])


def test_the_words_of_a_certification_have_two_figures_for_day_and_month():
    day = date(2026, 3, 5)
    given_ = certifying.Certificate("12", "01/2026", "Nguyễn Văn A", "Chủ tịch", "UBND phường B", day)
    assert certifying.certificate_lines(given_)[1:] == (
        "Số chứng thực: 12, quyển số: 01/2026",
        "Ngày 05 tháng 03 năm 2026",
        "UBND phường B",
        "Chủ tịch",
        "Nguyễn Văn A",
    )
