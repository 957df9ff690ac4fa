"""A commune is found by what people type, and never chosen silently where two may be meant."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from tests.people import HERE, TODAY

from thongsuot.kernel.names import fold
from thongsuot.registers.units import queries
from thongsuot.registers.units.rules import calling
from thongsuot.registers.units.rules.calling import Heard, Names

PHU_BAI = Names("Phú Bài", "Phường Phú Bài", ("Phường Thủy Phương", "Xã Thủy Phù"))
WORDS = st.sampled_from([("Phú", "Bài"), ("Đông", "Hòa"), ("An",), ("Thủy", "Xuân", "Đông"), ("Hòa",)])


@given(WORDS, st.sampled_from(["Phường", "Xã"]), st.booleans())
def test_a_name_is_heard_with_and_without_accents_and_type(
    words: tuple[str, ...], kind: str, is_typed: bool
) -> None:
    name = " ".join(words)
    names = Names(name, f"{kind} {name}")
    typed = f"{kind} {name}" if is_typed else name
    for text in (typed, typed.lower(), fold(typed), f"  {typed} "):
        found = calling.heard(text, names)
        assert found is not None
        assert found.rank == (0 if is_typed else 1)


@given(WORDS, WORDS)
def test_two_that_fit_alike_are_never_one(first: tuple[str, ...], second: tuple[str, ...]) -> None:
    heard = sorted(
        (
            one
            for one in (calling.heard(first[0], Names(" ".join(w), " ".join(w))) for w in (first, second))
            if one
        ),
        key=lambda one: one.rank,
    )
    if calling.only(heard) and len(heard) == 2:
        assert heard[0].rank < heard[1].rank


def test_any_word_and_any_former_name_is_heard() -> None:
    assert calling.heard("bai", PHU_BAI) == Heard(3)
    assert calling.heard("bai phu", PHU_BAI) == Heard(3)
    assert calling.heard("thuy phuong", PHU_BAI) == Heard(2, "Phường Thủy Phương")
    assert calling.heard("xa phu bai", PHU_BAI) == Heard(1)
    assert calling.heard("thuy", PHU_BAI) == Heard(4, "Phường Thủy Phương")
    assert calling.heard("hoa binh", PHU_BAI) is None
    assert calling.heard("  ", PHU_BAI) is None
    assert calling.labels([("1", "Xã An"), ("2", "Xã An"), ("3", "Xã Bình")]) == {
        "1": "Xã An (1)", "2": "Xã An (2)", "3": "Xã Bình",
    }  # fmt: skip


@given(WORDS, st.permutations([0, 1, 2]))
def test_an_agency_is_called_by_any_of_its_words_in_any_order(
    words: tuple[str, ...], order: list[int]
) -> None:
    name = f"Ủy ban {' '.join(words)}"
    parts = [part[: max(2, len(part) - 1)] for part in name.split()[:3]]
    typed = " ".join(parts[i] for i in order if i < len(parts))
    assert calling.is_called(typed, "H57.1", name)
    assert calling.is_called(fold(typed), "H57.1", name)
    assert not calling.is_called(f"{typed} trường", "H57.1", name)
    assert calling.is_called("h57", "H57.1", name)
    assert not calling.is_called(" ", "H57.1", name)


def test_the_register_knows_names_of_today_codes_and_names_of_before(province: None) -> None:
    def called(words: str, day: date = TODAY) -> list[tuple[str, bool]]:
        found = queries.communes_called(words=words, province_code="46", day=day)
        return [(one.unit.name, one.is_only) for one in found]

    assert called(HERE) == [("Thuận Hóa", True)]
    assert called("thuan hoa")[0] == (
        "Thuận Hóa",
        True,
    )  # an old ward of that name went elsewhere: named after it
    assert all(not is_only for _name, is_only in called("phu")) or len(called("phu")) == 1
    old = queries.predecessors(code=HERE, day=TODAY).units[0]
    assert "Thuận Hóa" in [name for name, _only in called(old.full_name)]
    assert called("không có đâu") == called("") == []
