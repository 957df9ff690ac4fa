"""Mẫu 02 to 05, and what all forms share: every fact stands on them, whoever wrote it."""

import pytest

from thongsuot.plumbing.signing import signing_places
from thongsuot.work.dossiers import papers
from thongsuot.work.dossiers.papers.tests import samples
from thongsuot.work.dossiers.papers.tests.reading import pages, rightmost_ink, standards

FORMS = [
    (papers.slip_pdf, samples.slip, "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ"),
    (papers.ask_for_more_pdf, samples.ask_for_more, "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ"),
    (papers.refusal_pdf, samples.refusal, "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ"),
    (papers.apology_pdf, samples.apology, "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT"),
    (papers.stop_notice_pdf, samples.stop_notice, "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ"),
    (papers.result_pdf, samples.result, "THÔNG BÁO KẾT QUẢ"),
    (papers.control_sheet_pdf, samples.control_sheet, "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ"),
]
every_form = pytest.mark.parametrize(
    ("printed", "sample", "title"), FORMS, ids=lambda it: getattr(it, "__name__", "")
)


@every_form
def test_every_form_has_the_official_head_the_code_and_the_standards(printed, sample, title):
    data = sample()
    pdf = printed(data)
    (page,) = pages(pdf)
    for text in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        data.agency.upper(),
        f"Số: {data.number}",
        f"{data.place}, ngày",
        title,
        *(data.code, data.tracking_url, data.applicant, data.procedure),
    ):
        assert text in page
    assert standards(pdf) == ("2", "A", "1")


@every_form
def test_hostile_text_is_printed_as_it_was_typed(printed, sample, title):
    hostile = r"#panic() $x$ *a* _b_ @c <d> [e] \ f `g` // h /* i = j ~ 'k' "
    pdf = printed(sample(applicant=hostile + "Đỗ", procedure=hostile))
    assert hostile.strip() in " ".join(pages(pdf))
    assert rightmost_ink(pdf) <= 210 - 15 + 0.3


@every_form
def test_words_without_end_stay_between_the_margins(printed, sample, title):
    pdf = printed(sample(procedure="Đ" * 300, number="9" * 90, place="P" * 90, agency="Ủ" * 60))
    assert rightmost_ink(pdf) <= 210 - 15 + 0.3


def test_the_request_holds_each_missing_thing_with_its_reason():
    data = samples.ask_for_more()
    (page,) = pages(papers.ask_for_more_pdf(data))
    for text in (
        *(item.reason for item in data.items),
        "Căn cứ: Điều 55 Nghị định số 175/2024/NĐ-CP",
        "Thời hạn bổ sung: đến hết ngày 04 tháng 12 năm 2026",
        data.how_to_add,
        data.consequence,
        "liên hệ với bà Lê Thị Hạnh, số điện thoại 0234 3123 456 để được hướng dẫn./.",
        "NGƯỜI HƯỚNG DẪN (Ký, ghi rõ họ tên)",
        "được thực hiện một lần",
    ):
        assert text in page
    assert "NGƯỜI NỘP" not in page


def test_a_long_request_flows_and_says_so():
    item = papers.MissingLine(what="Bản sao giấy tờ " * 12, reason="Chưa nộp. " * 10)
    found = pages(papers.ask_for_more_pdf(samples.ask_for_more(items=(item,) * 20)))
    assert len(found) > 1
    assert f"Trang 1/{len(found)}, còn tiếp trang sau" in found[0]
    assert f"{len(found)}/{len(found)}" in found[-1]


def test_the_refusal_names_every_reason_with_its_ground():
    data = samples.refusal()
    (page,) = pages(papers.refusal_pdf(data))
    for text in (
        f"1. {data.reasons[0].reason} Căn cứ: {data.reasons[0].ground}.",
        f"2. {data.reasons[1].reason}",
        *(data.guidance, data.returned, data.remedy, data.received_by),
        "NGƯỜI NỘP HỒ SƠ",
        "KT. GIÁM ĐỐC",
        "PHÓ GIÁM ĐỐC",
        "Hồ Đắc Thái",
    ):
        assert text in page


def test_a_refusal_needs_no_dossier():
    (page,) = pages(papers.refusal_pdf(samples.refusal(code="", tracking_url="", citizen=None)))
    assert "Mã hồ sơ" not in page
    assert "NGƯỜI NỘP" not in page


def test_the_apology_gives_both_dates_the_reason_and_who_signs_for_whom():
    data = samples.apology()
    (page,) = pages(papers.apology_pdf(data))
    for text in (
        f"Kính gửi: {data.addressee}",
        "Lúc 09 giờ 05 phút, ngày 20 tháng 11 năm 2026",
        "Thời gian hẹn trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, ngày 07 tháng 12 năm 2026.",
        f"Lý do: {data.reason}",
        "Chúng tôi xin lỗi Bà",
        "Thời gian trả kết quả mới: 17 giờ 00 phút, ngày 11 tháng 12 năm 2026",
        data.new_due_explained,
        "Nơi nhận:",
        *(f"- {line}" for line in data.recipients),
        *("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Ngô Văn Vinh"),
    ):
        assert text in page


@pytest.mark.parametrize(
    ("printed", "sample"), [(made, sample) for made, sample, _ in FORMS[2:6]], ids=lambda it: it.__name__
)
def test_what_is_signed_on_the_file_says_where(printed, sample):
    (place,) = signing_places(printed(sample()))
    assert place.page == 0
    assert 300 < place.left < 340  # the right half of the page
    assert 200 < place.width < 230
    assert 100 < place.top < 600


def test_papers_that_nobody_signs_on_the_file_say_nothing():
    assert signing_places(papers.control_sheet_pdf(samples.control_sheet())) == ()
    assert signing_places(b"no file") == ()


def test_the_result_says_what_was_decided_and_where_its_signature_is_checked():
    data = samples.result()
    (page,) = pages(papers.result_pdf(data))
    for text in (data.result, data.ground, "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Kiểm tra chữ ký số: quét mã"):
        assert text in page


def test_the_stop_notice_says_at_whose_wish_how_far_and_what_is_owed():
    data = samples.stop_notice()
    (page,) = pages(papers.stop_notice_pdf(data))
    for text in (
        f"Kính gửi: {data.addressee}",
        f"kể từ 14 giờ 30 phút, ngày 02 tháng 12 năm 2026, {data.wish}.",
        f"Giai đoạn giải quyết khi dừng: {data.stage}",
        f"Lý do: {data.reason}",
        f"Căn cứ: {data.ground}",
        f"Nghĩa vụ tài chính: {data.money}",
        f"Giấy tờ trả lại: {data.returned}",
        data.remedy,
        *("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG", "Phan Thị Mai"),
    ):
        assert text in page
