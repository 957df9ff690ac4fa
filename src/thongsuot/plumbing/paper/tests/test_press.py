"""The press: same data, same bytes; any text; any number of papers; several threads."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from thongsuot.plumbing import paper
from thongsuot.plumbing.paper import press

SMALL = Path(__file__).parent / "small.typ"
AT = datetime(2026, 11, 20, 2, 5, tzinfo=UTC)


def record(*lines, code="X-1"):
    return {"code": code, "is_demo": False, "lines": list(lines)}


def render(*lines):
    return paper.render(SMALL, record(*lines), title="Giấy thử", at=AT)


def words(pdf):
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)


def test_same_data_gives_the_same_bytes_and_other_data_does_not():
    assert render("một") == render("một")
    assert render("một") != render("hai")


def test_is_archival_accessible_titled_and_dated_by_the_paper():
    with pikepdf.open(io.BytesIO(render("Đường Lê Lợi"))) as pdf, pdf.open_metadata() as about:
        assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("2", "A")
        assert about["pdfuaid:part"] == "1"
        assert about["dc:title"] == "Giấy thử"
        assert datetime.fromisoformat(about["xmp:CreateDate"]) == AT
        assert pdf.Root.Lang == "vi"
        assert pdf.Root.MarkInfo.Marked


def test_markup_is_only_text():
    hostile = r"#import $x^2$ *đậm* _nghiêng_ @ai <nhãn> [ô] \ `mã` #sys.inputs // hết /* = Đề mục ~ --- ''"
    assert hostile in words(render(hostile))


def test_a_word_no_line_can_hold_stays_inside_the_page():
    page = pypdfium2.PdfDocument(render("W" * 400))[0]
    text = page.get_textpage()
    boxes = [text.get_charbox(nth) for nth in range(text.count_chars()) if text.get_text_range(nth, 1) == "W"]
    assert len(boxes) == 400
    assert max(right for _, _, right, _ in boxes) <= page.get_width() - 15 / 25.4 * 72 + 1


@pytest.mark.parametrize(
    "text", ["👍 được", "漢字 Hán", "\ue000 riêng", "\ud800 nửa", "a\x00b", "\u202eexe.fdp"]
)
def test_letters_without_a_glyph_never_stop_the_press(text):
    seen = words(render(text, "Phường Thuận Hóa"))
    assert "Phường Thuận Hóa" in seen
    assert "\u202e" not in seen


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=3))
def test_any_text_prints(lines):
    assert render(*lines).startswith(b"%PDF-")


def test_a_letter_made_of_two_code_points_is_printed_as_one():
    assert "Huế" in words(render("Hue\u0302\u0301"))


def test_each_of_many_papers_begins_a_page_and_counts_its_own():
    long = record(*["Một dòng đủ dài để in."] * 60, code="DÀI")
    pdf = paper.render_many(SMALL, [record("a"), long, record("b")], title="Ba giấy", at=AT)
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]
    assert len(pages) == 4
    assert "Trang 1/2, còn tiếp trang sau" in pages[1]
    assert "2/2" in pages[2]
    assert "DÀI" in pages[2]
    assert not any("/" in pages[nth] for nth in (0, 3))


def test_nothing_to_print_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="at least one"):
        paper.render_many(SMALL, [], title="", at=AT)


def test_threads_never_print_one_anothers_data():
    names = [f"Người thứ {nth}" for nth in range(24)]
    with ThreadPoolExecutor(6) as pool:
        for name, pdf in zip(names, pool.map(render, names), strict=True):
            assert words(pdf).endswith(name)


def test_a_face_without_vietnamese_is_not_chosen():
    own = typst.Fonts(include_system_fonts=False)
    assert press._draws_vietnamese(own, "Libertinus Serif")
    assert not press._draws_vietnamese(own, "New Computer Modern Math")


def test_all_vietnamese_letters_come_from_the_chosen_face():
    letters = "Ằ ẳ ẵ ặ Ề ể ễ ệ Ồ ổ ỗ ộ Ờ ở ỡ ợ Ừ ử ữ ự Đ đ ₫ …"
    pdf = render(letters)
    assert letters in words(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        fonts = {str(font.BaseFont).split("+")[1] for font in opened.pages[0].Resources.Font.values()}
    assert len({name.split("-")[0] for name in fonts}) == 1


@settings(max_examples=200, deadline=None)
@given(st.lists(st.floats(0.1, 9), min_size=1, max_size=6), st.data())
def test_sizes_only_fall_and_are_settled_after_a_few_rounds(ends, data):
    sizes, rounds = [press.FULL_SIZE] * len(ends), 0
    while (smaller := press.fitted(sizes, ends)) != sizes:
        for before, after, end in zip(sizes, smaller, ends, strict=True):
            assert after == before if end <= 1 else after < before or after == press.FLOWING_SIZE
        sizes, rounds = smaller, rounds + 1
        assert rounds <= len(press.SIZES) + 1
        ends = [data.draw(st.floats(0.1, end)) for end in ends]
    assert all(end <= 1 or size == press.FLOWING_SIZE for size, end in zip(sizes, ends, strict=True))
