"""Mẫu 01: every fact stands on it, it fits the page, its codes lead to the dossier."""

import pypdfium2
import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdfium2.raw import FPDF_PAGEOBJ_PATH

from thongsuot.work.dossiers import papers
from thongsuot.work.dossiers.papers.tests.reading import pages, rightmost_ink
from thongsuot.work.dossiers.papers.tests.samples import slip


def qr_on(page, picture_mm=26):
    """The modules of the QR code as they are on the printed page, True where dark."""
    shapes = [o.get_bounds() for o in page.get_objects(filter=[FPDF_PAGEOBJ_PATH])]
    left, bottom, right, top = next(b for b in shapes if 55 < b[2] - b[0] < 75 and 55 < b[3] - b[1] < 75)
    expected = segno.make_qr(slip().tracking_url, error="m", boost_error=False)
    count = len(expected.matrix)
    module = picture_mm / 25.4 * 72 / (count + 4)
    image = page.render(scale=4).to_pil().convert("L")
    middle_x, middle_y = (left + right) / 2, page.get_height() - (bottom + top) / 2
    half = (count - 1) / 2
    return [
        [
            image.getpixel(
                (int((middle_x + (x - half) * module) * 4), int((middle_y + (y - half) * module) * 4))
            )
            < 128
            for x in range(count)
        ]
        for y in range(count)
    ]


def test_every_fact_stands_on_the_slip():
    data = slip()
    (page,) = pages(papers.slip_pdf(data))
    for text in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN PHƯỜNG THUẬN HÓA",
        "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
        "Số: 142/TNHS",
        "Thuận Hóa, ngày 20 tháng 11 năm 2026",
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "Liên 1: giao cho người nộp hồ sơ",
        *(
            data.code,
            data.tracking_url,
            data.received_by,
            data.applicant,
            data.address,
            data.phone,
            data.email,
        ),
        *(data.procedure, data.subject, data.competent, data.due_explained, data.receive_at),
        *(paper.name for paper in data.papers),
        *("Bản chính", "Bản sao", "Bản điện tử"),
        "Số lượng hồ sơ: 1 (bộ)",
        "10 ngày làm việc",
        "Thời gian nhận hồ sơ: 09 giờ 05 phút, ngày 20 tháng 11 năm 2026",
        "Thời gian trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, ngày 07 tháng 12 năm 2026",
        "Lệ phí cấp giấy phép xây dựng: 75.000 đ (Nghị quyết của HĐND thành phố)",
        "Quyển số: 03/2026 Số thứ tự: 142",
        *("NGƯỜI NỘP HỒ SƠ", "NGƯỜI TIẾP NHẬN HỒ SƠ", "Trần Văn Minh"),
        "Dữ liệu mô phỏng, không có giá trị pháp lý.",
    ):
        assert text in page


def test_a_real_slip_says_nothing_of_simulation():
    (page,) = pages(papers.slip_pdf(slip(is_demo=False)))
    assert "mô phỏng" not in page


@pytest.mark.parametrize("count", range(1, 9))
def test_up_to_eight_papers_fit_one_page(count):
    (page,) = pages(papers.slip_pdf(slip(count)))
    assert "Trang" not in page


def test_eight_papers_of_the_usual_length_of_a_name_fit_one_page():
    """Half of all papers in the national catalogue have names of at most 140 letters."""
    name = ("Bản sao có chứng thực giấy tờ chứng minh quyền sử dụng đất theo quy định " * 2)[:140]
    lines = (papers.PaperLine(name=name, quantity=1, kind="Bản sao"),) * 8
    assert len(pages(papers.slip_pdf(slip(papers=lines)))) == 1


def test_thirty_papers_flow_with_head_rows_and_page_numbers():
    data = slip(30)
    first, second = pages(papers.slip_pdf(data))
    assert "Trang 1/2, còn tiếp trang sau" in first
    assert f"{data.code} 2/2 Giấy tiếp nhận hồ sơ và hẹn trả kết quả" in second
    assert second.count("Tên giấy tờ") == 1
    assert "NGƯỜI TIẾP NHẬN HỒ SƠ" in second


def test_the_qr_code_on_the_page_is_the_one_of_the_address():
    page = pypdfium2.PdfDocument(papers.slip_pdf(slip()))[0]
    expected = segno.make_qr(slip().tracking_url, error="m", boost_error=False).matrix
    assert qr_on(page) == [[bool(dark) for dark in row] for row in expected]


def test_no_time_set_by_law_is_said_in_words():
    (page,) = pages(papers.slip_pdf(slip(due_at=None)))
    assert "Thời gian trả kết quả giải quyết hồ sơ: theo thông báo của cơ quan giải quyết" in page


def test_optional_facts_leave_no_empty_label():
    (page,) = pages(papers.slip_pdf(slip(email="", competent="", fees=(), book="", copy_label="", phone="")))
    for label in ("Thư điện tử", "Cơ quan giải quyết", "Phí, lệ phí", "Quyển số", "Số điện thoại", "Liên 1"):
        assert label not in page


def test_names_of_great_length_stay_on_the_page():
    name = "Công ty trách nhiệm hữu hạn một thành viên " + "xây dựng thương mại dịch vụ " * 6
    pdf = papers.slip_pdf(slip(applicant=name + "N" * 120, address="x" * 200, email="e" * 60))
    assert rightmost_ink(pdf) <= 210 - 15 + 0.3


def test_many_slips_make_one_file_each_on_its_page():
    codes = [f"H57.101-261120-{nth:04}" for nth in range(1, 6)]
    found = pages(papers.slips_pdf([slip(code=code) for code in codes]))
    assert [code in page for code, page in zip(codes, found, strict=True)] == [True] * 5


NAMES = [
    "Giấy khai sinh",
    "Tờ khai theo mẫu, có xác nhận của cơ quan đang quản lý hồ sơ gốc của người yêu cầu",
    "CCCD",
]
LONG = st.builds(
    lambda nth, count, name: slip(
        code=f"H57.101-261120-{nth:04}",
        papers=tuple(
            papers.PaperLine(name=NAMES[(nth + n) % 3], quantity=1, kind="Bản sao") for n in range(count)
        ),
        applicant=name,
    ),
    nth=st.integers(1, 9999),
    count=st.integers(1, 30),
    name=st.text("abcdđêôư ", min_size=1, max_size=40),
)


@settings(max_examples=3, deadline=None)
@given(st.lists(LONG, min_size=2, max_size=4, unique_by=lambda one: one.code))
def test_a_slip_among_others_is_the_slip_printed_alone(many):
    alone = [page for one in many for page in pages(papers.slip_pdf(one))]
    assert pages(papers.slips_pdf(many)) == alone


def test_no_slips_are_a_mistake():
    with pytest.raises(ValueError, match="nothing to print"):
        papers.slips_pdf([])
