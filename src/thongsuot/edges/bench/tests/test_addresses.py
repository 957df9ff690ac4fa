"""The benchmark of addresses judges as it says, and its noise is what its names promise."""

import random
import unicodedata

import pytest

from thongsuot.edges.bench.addresses import judging, noise
from thongsuot.edges.bench.addresses.judging import Said
from thongsuot.edges.bench.addresses.noise import Old

WHOLE = Old("Phường An", "Quận Bình", "Tỉnh Cao", frozenset({"1"}), frozenset({"1"}))
SPLIT = Old("Phường An", "Quận Bình", "Tỉnh Cao", frozenset({"1", "2"}), frozenset({"1", "2"}))
LAND = Old("Phường An", "Quận Bình", "Tỉnh Cao", frozenset({"1", "2"}), frozenset({"1"}))


@pytest.mark.parametrize(
    ("old", "said", "expected", "hidden"),
    [
        (WHOLE, Said("exact", ("1",), split=False), "unique", False),
        (WHOLE, Said("exact", ("2",), split=False), "wrong", False),
        (WHOLE, Said("candidates", ("2", "3", "1"), split=False), "candidates", False),
        (WHOLE, Said("candidates", ("2", "3", "4", "5", "6", "1"), split=False), "late", False),
        (WHOLE, Said("candidates", ("2",), split=False), "unknown", False),
        (SPLIT, Said("candidates", ("1", "2"), split=True), "candidates", False),
        (SPLIT, Said("candidates", ("1", "2"), split=False), "candidates", True),
        (SPLIT, Said("exact", ("1",), split=False), "wrong", True),
        (SPLIT, Said("unknown", (), split=False), "unknown", False),
        (LAND, Said("exact", ("1",), split=True), "unique", False),
        (LAND, Said("exact", ("2",), split=True), "wrong", False),
        (LAND, Said("exact", ("1",), split=False), "unique", True),
    ],
)
def test_an_answer_is_judged_by_the_table(old, said, expected, hidden):
    assert judging.verdict(old, said) == expected
    assert judging.hides_split(old, said) is hidden


def test_taking_the_first_in_silence_is_caught():
    silent = judging.picked(Said("candidates", ("1", "2"), split=True))
    assert judging.hides_split(SPLIT, silent)
    assert judging.verdict(SPLIT, silent) == "wrong"


def test_every_class_is_seeded_and_is_what_it_is_called():
    made = {name: noise.written(WHOLE, name, random.Random(1)) for name in noise.CLASSES}
    assert made == {name: noise.written(WHOLE, name, random.Random(1)) for name in noise.CLASSES}
    assert made["clean"] == "Phường An, Quận Bình, Tỉnh Cao"
    assert made["no_accents"] == "Phuong An, Quan Binh, Tinh Cao"
    assert made["short_names"] == "An, Bình, Cao"
    assert made["no_district"] == "Phường An, Tỉnh Cao"
    assert made["no_province"] == "Phường An, Quận Bình"
    assert "," not in made["no_commas"]
    assert made["nfd"] != made["clean"] == unicodedata.normalize("NFC", made["nfd"])
    assert made["street"].endswith(made["clean"])
    wrong = made["typos"].split(", ")
    assert all(one != other for one, other in zip(wrong, made["clean"].split(", "), strict=True))
