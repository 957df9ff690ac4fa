"""The rules of the portal's files as properties first, then the cases of a message."""

import base64
import hashlib
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.work.sync import rules
from thongsuot.work.sync.rules.attachments import FILES_MOST, LONGEST, Fault

URL = "https://cong.vidu.gov.vn/api"


@given(st.binary(max_size=100), st.binary(max_size=100))
def test_a_file_is_what_was_told_or_it_is_not(data, other):
    digest = hashlib.sha256(data).digest()
    for told in (digest.hex(), digest.hex().upper(), base64.b64encode(digest).decode()):
        assert rules.hash_problems(data, told=told) == ()
        assert bool(rules.hash_problems(other, told=told)) is (data != other)
    assert rules.hash_problems(data, told="") == ()


@given(st.text(min_size=1, max_size=70))
def test_a_hash_that_nobody_can_read_is_no_hash_of_anything(told):
    is_some = len(told) == 64 or len(told) == 44
    assert is_some or [one.code for one in rules.hash_problems(b"x", told=told)] == ["hash_unknown"]


@given(st.integers(1, 500))
def test_an_absence_is_waited_for_however_long_and_the_pause_only_grows(attempts):
    pause = rules.after_fault(Fault.AWAY, attempts)
    following = rules.after_fault(Fault.AWAY, attempts + 1)
    assert pause is not None
    assert following is not None
    assert timedelta(minutes=1) <= pause <= following <= LONGEST
    assert rules.after_fault(Fault.UNFIT, attempts) is None
    missing = rules.after_fault(Fault.MISSING, attempts)
    assert missing == (pause if attempts < 6 else None)


@given(
    st.text(max_size=60),
    st.sampled_from(["", "https:", "//", "http://", "\\\\", "https://cong.vidu.gov.vn@"]),
)
def test_nothing_but_a_path_at_the_portal_is_ever_asked_for(text, start):
    path = rules.path_at_portal(start + text, portal_url=URL)
    assert path is None or (path.startswith("/") and " " not in path and path.isascii())


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("https://cong.vidu.gov.vn/tep/1", "/tep/1"),
        ("https://CONG.vidu.gov.vn:443/tep/1?khoa=2", "/tep/1?khoa=2"),
        ("tep/1", "/api/tep/1"),
        ("/tep/1", "/tep/1"),
        ("http://cong.vidu.gov.vn/tep/1", None),
        ("https://cong.vidu.gov.vn:8443/tep/1", None),
        ("https://cong.vidu.gov.vn.xau.vn/1", None),
        ("//xau.vn/1", None),
        ("https://cong.vidu.gov.vn@xau.vn/1", None),
        ("https://ai@cong.vidu.gov.vn/1", None),
        ("file:///etc/passwd", None),
        ("https://cong.vidu.gov.vn/\r\nX: y", None),
        ("https://[", None),
        ("/" + "a" * 2000, None),
    ],
)
def test_the_portals_token_goes_to_the_portal_alone(address, path):
    assert rules.path_at_portal(address, portal_url=URL) == path


def test_files_are_read_as_they_are_named_and_each_once():
    one = {
        "TenTepDinhKem": " đơn.pdf ",
        "DuongDanTaiTepTin": "/1",
        "HashTepTin": "ab",
        "MaThanhPhanHoSo": "G1",
    }
    gone = {**one, "DuongDanTaiTepTin": "/2", "IsDeleted": "True"}
    body = {
        "TaiLieuNop": [
            one,
            one,
            gone,
            {"TenTepDinhKem": "giấy"},
            "x",
            None,
            {**one, "DuongDanTaiTepTin": "\x00"},
        ]
    }
    (found,) = rules.attachments_of(body)
    assert (found.address, found.name, found.paper_code, found.told_hash) == ("/1", "đơn.pdf", "G1", "ab")
    many = [{**one, "DuongDanTaiTepTin": f"/{n}"} for n in range(FILES_MOST + 5)]
    assert len(rules.attachments_of({"TaiLieuNop": many})) == FILES_MOST
    assert rules.attachments_of({}) == rules.attachments_of({"TaiLieuNop": {"a": 1}}) == ()


@given(st.text(max_size=80), st.text(max_size=80))
def test_every_file_has_a_name_that_an_officer_can_find_it_by(paper, name):
    assert rules.title_of(paper, name).strip()


def test_the_name_is_that_of_the_paper_that_it_answers():
    assert rules.title_of("- Giấy chứng sinh", "IMG_1.jpg") == "Giấy chứng sinh"
    assert rules.title_of("", "Đơn đề nghị.pdf") == "Đơn đề nghị"
