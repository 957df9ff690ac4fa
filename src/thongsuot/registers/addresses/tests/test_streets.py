"""What stands before the unit in an address: house, street, hamlet; what cannot be read stays empty."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.registers.addresses import rules
from thongsuot.registers.addresses.rules import Front

STREETS = ["Trần Quang Khải", "Điện Biên Phủ", "Lê Thị Hồng Gấm", "Pasteur", "Nguyễn Văn Thủ"]
UNITS = ["phường Đa Kao, Quận 1", "P. Bến Nghé, Q.1, TP.HCM", "xã Phú Thượng", "TT. Sịa"]


@given(
    st.integers(1, 2000), st.sampled_from(["", "/3", "A", "/12/4B"]), st.sampled_from(["", "đường ", "Đường ", "đ. "]),
    st.sampled_from(STREETS), st.sampled_from(UNITS), st.sampled_from(["", "Số ", "số nhà "]),
)  # fmt: skip
def test_house_and_street_are_read_in_every_way_of_writing(number, rest, road, street, unit, said):
    found = rules.front(f"{said}{number}{rest} {road}{street}, {unit}")
    assert found == Front(f"{number}{rest}", street, "", ", ".join(p.strip() for p in unit.split(",")))


@given(st.text(max_size=80))
def test_nothing_that_people_write_is_an_error(text):
    found = rules.front(text)
    assert found.street in ("", " ".join(found.street.split()))


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("Tổ dân phố 3, phường Vỹ Dạ", Front("", "", "Tổ dân phố 3", "phường Vỹ Dạ")),
        ("KP3, 120 Võ Văn Kiệt, Q1", Front("120", "Võ Văn Kiệt", "Khu phố 3", "Q1")),
        ("Thôn Ngọc Anh; xã Phú Thượng", Front("", "", "Thôn Ngọc Anh", "xã Phú Thượng")),
        ("5 hẻm 12 Trần Quang Khải, P.Đa Kao", Front("12", "Trần Quang Khải", "", "P.Đa Kao")),
        ("hẻm sau chợ, phường Đa Kao", Front("", "hẻm sau chợ", "", "phường Đa Kao")),
        ("Căn hộ 3, 12 Hàm Nghi", Front("12", "Hàm Nghi", "", "")),
        ("Huyền Quang, phường Đa Kao", Front("", "Huyền Quang", "", "phường Đa Kao")),
        ("7 đường 3/2", Front("7", "3/2", "", "")),
        ("Xa lộ Hà Nội, phường Thảo Điền", Front("", "Xa lộ Hà Nội", "", "phường Thảo Điền")),
        ("", Front()),
    ],
)
def test_examples(address, wanted):
    assert rules.front(address) == wanted
