"""Text from before Unicode: what was meant comes back, and what is Unicode is left alone."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.kernel import oldfonts

NAMES = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Thị", "Văn", "Hữu",
    "Ngọc", "Minh", "Phương", "Thúy", "Quỳnh", "Xuân", "Khuê", "Tuyết", "Oanh", "Nghĩa", "Giang", "Yến", "Thuận",
)  # fmt: skip
words = st.lists(st.sampled_from(NAMES), min_size=2, max_size=5).map(" ".join)


@given(words)
def test_unicode_is_left_alone(text):
    assert oldfonts.read_old(text) is None
    assert oldfonts.read_old(text.upper()) is None
    assert oldfonts.read_old(text.lower()) is None


@given(words)
def test_utf8_and_windows_1258_come_back(text):
    parted = "".join(
        unicodedata.normalize("NFC", "".join(p for p in parts if p not in oldfonts._TONE_MARKS))
        + "".join(p for p in parts if p in oldfonts._TONE_MARKS)
        for parts in (unicodedata.normalize("NFD", sign) for sign in text)
    )
    as_western = parted.encode("cp1258").decode("cp1252")
    mojibake = "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in text.encode())
    for stored in {as_western, mojibake} - {text}:
        found = oldfonts.read_old(stored)
        assert found is None or found[1] == text
    assert mojibake == text or oldfonts.read_old(mojibake) == (oldfonts.UTF8, text)


@given(words.map(str.lower))
def test_tcvn3_and_vni_come_back_when_they_are_told(text):
    for turn, back, name in (
        (oldfonts.to_tcvn3, oldfonts.from_tcvn3, oldfonts.TCVN3),
        (oldfonts.to_vni, oldfonts.from_vni, oldfonts.VNI),
    ):
        assert back(turn(text)) == text
        found = oldfonts.read_old(turn(text))
        assert found is None or text.isascii() or found[1] == text or found[0] != name


@pytest.mark.parametrize(
    ("stored", "meant"),
    [
        ("NguyÔn V¨n Hå", (oldfonts.TCVN3, "Nguyễn Văn Hồ")),
        ("TrÇn ThÞ Lª", (oldfonts.TCVN3, "Trần Thị Lê")),
        ("§ç H÷u", (oldfonts.TCVN3, "Đỗ Hữu")),
        ("Nguyeãn Vaên Hoà", (oldfonts.VNI, "Nguyễn Văn Hồ")),
        ("Traàn Thò Ñaøo", (oldfonts.VNI, "Trần Thị Đào")),
        ("Nguyá»…n", (oldfonts.UTF8, "Nguyễn")),
        ("NguyêÞn Vãn An", (oldfonts.WINDOWS_1258, "Nguyễn Văn An")),
    ],
)
def test_examples(stored, meant):
    assert oldfonts.read_old(stored) == meant


@pytest.mark.parametrize(
    "text",
    ["Müller", "François Noël", "Zoë", "K'Brôi", "Y Thuôl Êban", "Đắk Lắk", "Krông Pắk", "Niê Kđăm", "Hoà", "Hòa",
     "Quý", "Thuý Kiều", "khoẻ", "già", "Đường 3 Tháng 2", "Hồ Văn A–B", "nghỉ", "giêng", "ngoằn ngoèo", "«Hòa»", "20°"],
)  # fmt: skip
def test_what_is_left_alone(text):
    assert oldfonts.read_old(text) is None


def test_every_name_of_the_national_register_of_units_is_left_alone():
    pack = Path(__file__).parents[4] / "packs" / "national" / "wards-2025-01-04.csv"
    lines = pack.read_text("utf-8").splitlines()[1:]
    assert lines
    assert [line for line in lines[::11] for cell in line.split(",") if oldfonts.read_old(cell)] == []
