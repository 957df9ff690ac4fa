"""Search in the words of citizens: every phrase of the list finds its procedure among the first three."""

import pytest

from thongsuot.registers.catalogue import models, queries
from thongsuot.registers.catalogue.tests import fixtures
from thongsuot.registers.catalogue.tests.fixtures import DAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]

AUTHORITY = "H57"
PHRASES = [(row["phrase"], row["codes"].split()) for row in fixtures.rows("search-phrases.csv")]


def first(words, count=3, **asked):
    return [h.code for h in queries.search(words=words, day=DAY, authority_code=AUTHORITY, **asked)][:count]


def missed():
    return [phrase for phrase, codes in PHRASES if not set(codes) & set(first(phrase))]


def test_the_list_is_long_and_its_phrases_are_not_the_everyday_words():
    everyday = {row["phrase"] for row in fixtures.rows("everyday-words.csv")}
    assert len(PHRASES) >= 60
    assert not everyday & {phrase for phrase, _ in PHRASES}


def test_every_phrase_finds_its_procedure_among_the_first_three():
    assert missed() == []


def test_without_everyday_words_many_phrases_find_nothing():
    models.EverydayPhrase.objects.all().delete()
    assert len(missed()) >= 20


@pytest.mark.parametrize(
    "words", ["khai sinh", "lam giay khai sinh", "LÀM GIẤY KHAI SINH", "1.001193", "1 001193"]
)
def test_the_birth_certificate_comes_first(words):
    assert first(words, 1) == ["1.001193"]


def test_the_beginning_of_a_code_finds_all_that_begin_with_it():
    found = first("1.0011", 100, limit=100)
    assert "1.001193" in found
    assert all(code.startswith("1.0011") for code in found)


def test_digits_within_a_code_find_it():
    assert "1.001193" in first("1193", 100, limit=100)


def test_slips_of_the_hand():
    assert "1.000894" in first("dang ky ket hom")
    assert "1.001193" in first("khaisinh")
    assert "1.004873" in first("tinh trang hon nhaan")


def test_accents_tell_apart_what_is_the_same_without():
    assert first("khai tử", 1) == ["1.000656"]


def test_a_level_and_a_province_narrow_the_search():
    everywhere = queries.search(words="sở tư pháp công chứng", day=DAY, level="province", limit=100)
    assert everywhere
    assert all("province" in hit.levels for hit in everywhere)
    local = {
        p.code
        for p in models.Procedure.objects.filter(versions__local_to__gt="").exclude(versions__local_to="H57")
    }
    assert not local & set(first("thủ tục hỗ trợ", 100, limit=100))


def test_a_hit_says_why_it_was_found():
    (hit, *_) = queries.search(words="giấy độc thân", day=DAY, authority_code=AUTHORITY)
    assert (hit.code, hit.why, hit.phrase) == ("1.004873", "everyday", "giấy độc thân")
    (hit, *_) = queries.search(words="1.004873", day=DAY, authority_code=AUTHORITY)
    assert hit.why == "code"


def test_before_the_catalogue_there_is_nothing_to_find():
    assert queries.search(words="khai sinh", day=DAY.replace(year=2020)) == ()
