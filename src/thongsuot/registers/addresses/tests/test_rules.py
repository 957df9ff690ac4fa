"""Any unit, written in any way, is found or is among the candidates; never another one for sure."""

import json
import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thongsuot.kernel.names import fold
from thongsuot.registers.addresses import rules
from thongsuot.registers.addresses.rules.letters import is_near, shortened, spelt_like
from thongsuot.registers.addresses.tests.gazetteers import country, rows
from thongsuot.registers.units.rules import Outcome

DAY, EVE = date(2025, 7, 1), date(2025, 6, 30)
OLDS: dict[str, list] = {}
for _row in rows("crosswalk-2025-07-01.csv"):
    if _row["old_code"]:
        OLDS.setdefault(_row["old_code"], []).append(_row)
NEWS = rows("units-2025-2026.csv")
PROVINCES = {row["code"]: row["name_2025_07_01"] for row in rows("provinces-2025-2026.csv")}
SHORT = {
    "Phường": "P.",
    "Xã": "X.",
    "Thị trấn": "TT",
    "Quận": "Q.",
    "Huyện": "H.",
    "Thị xã": "TX",
    "Thành phố": "TP.",
}


def convert(text, day=DAY):
    return rules.convert(country(), text, day)


def codes(answer):
    return {unit.code for unit in answer.units}


def abbreviated(part):
    word = next((word for word in SHORT if part.startswith(f"{word} ")), "")
    return f"{SHORT[word]}{part.removeprefix(word)}" if word else part


NOISES = {
    "as it is": lambda text: text,
    "no accents": fold,
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "capitals": str.upper,
    "no commas": lambda text: text.replace(",", ""),
    "dashes": lambda text: text.replace(", ", " – "),
    "abbreviated": lambda text: ", ".join(map(abbreviated, text.split(", "))),
    "spaces": lambda text: f"  {text.replace(' ', '   ')} ",
    "country": lambda text: f"{text}, Việt Nam",
    "house": lambda text: f"Số 12/3 Lê Lợi, {text}",
    "i for y": lambda text: text.replace("y", "i").replace("ý", "í"),
}


@given(st.sampled_from(sorted(OLDS)), st.sampled_from(sorted(NOISES)))
@settings(max_examples=400, deadline=None)
def test_an_old_ward_written_in_full_gives_its_successors(code, noise):
    of = OLDS[code]
    text = f"{of[0]['old_name']}, {of[0]['old_district']}, {of[0]['old_province']}"
    found = convert(NOISES[noise](text))
    people = {row["new_code"] for row in of if row["edge"] != "area-only"}
    everybody = {row["new_code"] for row in of}
    assert (people if len(people) == 1 else everybody) <= codes(found)
    assert found.split or len(everybody) == 1
    assert found.reasons or everybody == {code}
    if found.outcome is Outcome.EXACT:
        assert len(people) == 1
        assert codes(found) == people


@given(st.sampled_from(NEWS), st.sampled_from(sorted(NOISES)))
@settings(max_examples=300, deadline=None)
def test_a_new_commune_with_its_province_is_among_the_answers(row, noise):
    text = f"{row['type_2025_07_01'].capitalize()} {row['name']}, {PROVINCES[row['province_code']]}"
    found = convert(NOISES[noise](text))
    assert row["code"] in codes(found)
    if found.outcome is Outcome.EXACT:
        assert codes(found) == {row["code"]}


@given(st.sampled_from(sorted(OLDS)), st.booleans())
@settings(max_examples=300, deadline=None)
def test_without_district_or_province_nothing_is_picked_silently(code, no_district):
    of = OLDS[code]
    rest = of[0]["old_province"] if no_district else of[0]["old_district"]
    found = convert(f"{of[0]['old_name']}, {rest}")
    people = {row["new_code"] for row in of if row["edge"] != "area-only"}
    assert codes(found) & people
    assert found.outcome is not Outcome.EXACT or len(people) == 1
    assert found.split or len({row["new_code"] for row in of}) == 1


@given(st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_text_has_an_answer(text):
    found = convert(text)
    assert found.outcome is not Outcome.EXACT or len(found.units) == 1
    assert (found.outcome is Outcome.UNKNOWN) == (not found.units)
    assert found.reasons or found.outcome is Outcome.EXACT
    assert all(str(reason) for reason in found.reasons)


def slips(word):
    """Everything that one slip makes of a word, worked out the slow way."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    made = {a + b[1:] for a, b in cuts if b} | {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    return made | {a + c + rest for a, b in cuts for c in "abn" for rest in (b, b[1:])}


@given(st.text("abn", min_size=1, max_size=7), st.text("abn", min_size=1, max_size=7))
@settings(deadline=None)
def test_near_is_one_slip(one, other):
    assert is_near(one, other) == is_near(other, one) == (other in slips(one) | {one})
    assert (spelt_like(one, shortened([other])) == [other]) == (is_near(one, other) and one != other)


def test_what_was_written_down_reads_the_same():
    restored = rules.Gazetteer.restored(json.loads(json.dumps(country().state())))
    for text in (
        "Phường Bến Nghé",
        "P1 Q3 HCM",
        "Xã Chiềng Ly, Thuận Châu, Sơn La",
        "Phườg Trúc Bạch, Hà Nôi",
    ):
        assert rules.convert(restored, text, DAY) == convert(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12 Lê Lợi, P. Bến Nghé, Q.1, Tp. HCM", {"26740"}),
        ("p1 q3 tphcm", {"27154"}),
        ("Phường 01, Quận 3, Sài Gòn", {"27154"}),
        ("Phưòng Trúc Bạch - Ba Đình - Hà Nội - Việt Nam", {"00004"}),
        ("huyện Bạch Long Vĩ, Hải Phòng", {"11948"}),
        ("12 Lê Lợi, xã Thường Tín, Hà Nội", {"10183"}),
        ("xã Sơn Tịnh Quảng Ngãi", {"21220"}),
        ("Phường Quy Nhơn, tỉnh Bình Định", {"21583"}),
        ("Phường 12 (cũ), Quận 10, TPHCM", {"27163"}),
        ("P. Long Bình, Q.9, TPHCM", {"26833"}),
        ("Xã A Ngo, A Lưới, Thừa Thiên Huế", {"20044"}),
    ],
)
def test_ways_in_which_people_write(text, expected):
    found = convert(text)
    assert (found.outcome, codes(found)) == (Outcome.EXACT, expected)


@pytest.mark.parametrize(
    ("text", "possible", "reason"),
    [
        ("Số 1 Trần Hưng Đạo, Hà Nội", "00082", "address_street"),
        ("12 Lê Lợi, Thường Tín, Hà Nội", "10183", "address_street"),
        ("Phường Bến Nghé, Quận 3, TP HCM", "26740", "address_elsewhere"),
        ("Phường Trúc Bạch, khu vực nào đó, Hà Nội", "00004", "address_not_understood"),
        ("Phường Trúc Bạhc", "00004", "address_far_slip"),
    ],
)
def test_a_street_or_a_contradiction_is_never_sure(text, possible, reason):
    found = convert(text)
    assert found.outcome is Outcome.CANDIDATES
    assert possible in codes(found)
    assert reason in [said.code for said in found.reasons]


def test_a_split_is_said_and_never_picked():
    found = convert("Phường Đa Kao, Quận 1, TP Hồ Chí Minh")
    assert (found.outcome, found.split, codes(found)) == (Outcome.CANDIDATES, True, {"26737", "26740"})
    assert [unit.share for unit in found.units] == [None, None]


@pytest.mark.parametrize("name", ["Hương Phong", "Hương Xuân", "Phú Xuân", "Phú Vinh", "Lộc An"])
def test_homonyms_of_a_province_are_all_named(name):
    bearers = [
        of
        for of in OLDS.values()
        if of[0]["old_province_code"] == "46" and of[0]["old_name"].endswith(f" {name}")
    ]
    found = convert(f"{name}, Huế")
    assert codes(found) >= {of[0]["new_code"] for of in bearers}
    assert len(codes(found)) == 1 or found.outcome is Outcome.CANDIDATES


def test_land_without_people_follows_the_people_and_says_so():
    code, of = next(
        (code, of)
        for code, of in OLDS.items()
        if sorted(r["edge"] for r in of) == ["area-only", "area-part+pop-all"]
    )
    text = f"{of[0]['old_name']}, {of[0]['old_district']}, {of[0]['old_province']}"
    found = convert(text)
    home = {row["new_code"] for row in of if row["edge"] != "area-only"}
    assert (found.outcome, found.split, codes(found)) == (Outcome.EXACT, True, home), code
    assert any(reason.code == "address_split_home" for reason in found.reasons)


def test_before_the_day_an_old_name_is_itself_and_a_new_one_what_it_was_made_from():
    assert codes(convert("Phường Trúc Bạch, Ba Đình, Hà Nội", EVE)) == {"00004"}
    made_from = convert("Phường Sài Gòn, Thành phố Hồ Chí Minh", EVE)
    assert made_from.outcome is Outcome.CANDIDATES
    assert "26740" in codes(made_from)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "address_empty"),
        (" ,, ", "address_empty"),
        ("x" * 1001, "address_too_long"),
        ("zzqq", "address_unreadable"),
        ("Việt Nam", "address_unreadable"),
        ("Hà Nội", "address_only_province"),
        ("Xã Chiềng Ly, huyện Thuận Châu, Sơn La", "address_ended"),
    ],
)
def test_what_cannot_be_known_is_said(text, code):
    found = convert(text)
    assert found.outcome is Outcome.UNKNOWN
    assert code in [reason.code for reason in found.reasons]
