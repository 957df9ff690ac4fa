"""Mẫu 06 and 07: tables that grow."""

import re
from dataclasses import replace

import pypdfium2

from thongsuot.work.dossiers import papers
from thongsuot.work.dossiers.papers.tests import samples
from thongsuot.work.dossiers.papers.tests.reading import pages, rightmost_ink, standards


def test_the_control_sheet_holds_every_hand_over():
    data = samples.control_sheet()
    (page,) = pages(papers.control_sheet_pdf(data))
    for text in (
        f"Cơ quan (bộ phận) giải quyết hồ sơ: {data.responsible}",
        "Cơ quan phối hợp giải quyết hồ sơ: Sở Xây dựng",
        "Thời gian hẹn trả kết quả: 17 giờ 00 phút, ngày 07 tháng 12 năm 2026",
        *(text for hop in data.hops for text in (hop.giver, hop.giver_name, hop.receiver, hop.receiver_name)),
        *("10:00 20/11/2026", "10:03 23/11/2026"),
        *("Trước hạn", "Đúng hạn", "Quá hạn", "Kèm 04 giấy tờ"),
    ):
        assert text in page


def test_no_hand_over_is_torn_between_two_pages():
    data = samples.control_sheet(30)
    found = pages(papers.control_sheet_pdf(data))
    assert len(found) > 2
    names = {hop.giver_name for hop in data.hops}
    for page in found:
        assert 2 * len(re.findall(r"\d\d:\d\d \d\d/\d\d/2026", page)) == sum(map(page.count, names))


def test_the_register_lies_on_its_side_with_its_head_on_every_page():
    data = samples.register(40)
    pdf = papers.register_pdf(data)
    document = pypdfium2.PdfDocument(pdf)
    assert all(page.get_width() > page.get_height() for page in document)
    found = pages(pdf)
    assert len(found) > 2
    assert all("Phương thức nhận kết quả" in page for page in found)
    assert "Quyển số: 03/2026, từ ngày 01/11/2026 đến ngày 30/11/2026" in found[0]
    assert "Cộng: 40 hồ sơ." in found[-1]
    assert standards(pdf) == ("2", "A", "1")


def test_the_register_holds_every_line():
    data = samples.register(25)
    text = " ".join(pages(papers.register_pdf(data)))
    for line in data.lines:
        assert line.code.replace("H57.101-", "H57.101- ") in text
        assert f"{line.applicant} {line.contact}" in text
        assert ("10:15 23/11/2026" in text) == any(line.returned_at for line in data.lines)


def test_nothing_in_the_register_leaves_its_page():
    line = samples.register(1).lines[0]
    long = replace(
        line,
        code="000.00.10.H57-20260701-0092637",
        procedure="x" * 80,
        applicant="Y" * 80,
        contact="z" * 80,
        responsible="t" * 80,
        way="u" * 40,
        note="v" * 60,
    )
    data = replace(samples.register(1), lines=(long,))
    assert rightmost_ink(papers.register_pdf(data)) <= 297 - 15 + 0.3
