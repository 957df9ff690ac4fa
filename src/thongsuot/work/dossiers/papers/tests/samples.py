"""Lifelike forms to print in tests."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from thongsuot.plumbing.paper import Signature
from thongsuot.work.dossiers import papers

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
NAMES = (
    (
        "Đơn đề nghị cấp giấy phép xây dựng theo Mẫu số 1 Phụ lục số II Nghị định số 175/2024/NĐ-CP",
        "Bản chính",
    ),
    ("Giấy chứng nhận quyền sử dụng đất", "Bản sao"),
    (
        "Hai bộ bản vẽ thiết kế xây dựng kèm theo bản sao tài liệu thẩm duyệt về phòng cháy, chữa cháy",
        "Bản điện tử",
    ),
    ("Bản cam kết bảo đảm an toàn đối với công trình liền kề", "Bản chính"),
)


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=HERE)


def common() -> dict[str, Any]:
    return {
        "superior": "Ủy ban nhân dân phường Thuận Hóa",
        "agency": "Trung tâm Phục vụ hành chính công",
        "number": "142/TNHS",
        "place": "Thuận Hóa",
        "issued_at": at(2026, 11, 20, 9, 5),
        "code": "H57.101-261120-0142",
        "tracking_url": "https://mot-cua.example.vn/t/H57.101-261120-0142",
        "applicant": "Nguyễn Thị Hoàng Ngọc Diễm Quỳnh",
        "address": "Tổ 12, phường Phú Bài, thành phố Huế",
        "phone": "0905 123 456",
        "email": "quynh@example.vn",
        "procedure": "1.013225 – Cấp giấy phép xây dựng mới công trình cấp III, cấp IV và nhà ở riêng lẻ",
        "subject": "Cấp giấy phép xây dựng nhà ở riêng lẻ tại thửa đất số 214, tờ bản đồ số 7",
        "is_demo": True,
    }


def slip(papers_in: int = 3, **changes: Any) -> papers.SlipData:
    lines = (NAMES * (papers_in // len(NAMES) + 1))[:papers_in]
    own = {
        "received_by": "Trung tâm Phục vụ hành chính công phường Thuận Hóa",
        "competent": "Ủy ban nhân dân phường Phú Bài",
        "copy_label": "(Liên 1: giao cho người nộp hồ sơ)",
        "papers": tuple(papers.PaperLine(name=name, quantity=1, kind=kind) for name, kind in lines),
        "term": "10 ngày làm việc",
        "received_at": at(2026, 11, 20, 9, 5),
        "due_at": at(2026, 12, 7, 17, 0),
        "due_explained": "Tính từ ngày làm việc tiếp theo ngày nhận hồ sơ, đủ 10 ngày làm việc, không tính "
        "thứ Bảy, Chủ nhật và ngày nghỉ 24/11.",
        "receive_at": "Trung tâm Phục vụ hành chính công phường Thuận Hóa",
        "fees": (
            papers.FeeLine(
                name="Lệ phí cấp giấy phép xây dựng", amount="75.000 đ", note="Nghị quyết của HĐND thành phố"
            ),
        ),
        "book": "03/2026",
        "serial": "142",
        "officer": Signature(post="Người tiếp nhận hồ sơ", name="Trần Văn Minh"),
    }
    return papers.SlipData(**(common() | own | changes))


def ask_for_more(**changes: Any) -> papers.AskForMoreData:
    own = {
        "number": "31/HDHS",
        "received_at": at(2026, 11, 20, 9, 5),
        "items": (
            papers.MissingLine(
                what="Bản vẽ mặt bằng công trình trên lô đất, tỷ lệ 1/50 đến 1/500, kèm sơ đồ vị trí",
                guidance="Bản vẽ do tổ chức, cá nhân có năng lực lập, ký và ghi rõ họ tên.",
                reason="Hồ sơ nộp ngày 20/11/2026 chưa có bản vẽ này.",
                ground="Điều 55 Nghị định số 175/2024/NĐ-CP",
            ),
            papers.MissingLine(
                what="Bản cam kết bảo đảm an toàn đối với công trình liền kề",
                reason="Công trình có tầng hầm, liền kề nhà số 14 đường Chi Lăng.",
            ),
        ),
        "answer_by": "ngày 04 tháng 12 năm 2026",
        "how_to_add": "nộp trực tiếp tại nơi tiếp nhận hoặc qua trang theo dõi hồ sơ ghi ở trên",
        "consequence": "Thời gian giải quyết tạm dừng từ khi gửi phiếu này và tính lại từ khi nhận đủ "
        "nội dung bổ sung. Quá thời hạn trên mà không bổ sung, hồ sơ được đóng.",
        "contact_name": "bà Lê Thị Hạnh",
        "contact_phone": "0234 3123 456",
        "officer": Signature(post="Người hướng dẫn", name="Lê Thị Hạnh"),
    }
    return papers.AskForMoreData(**(common() | own | changes))


def refusal(**changes: Any) -> papers.RefusalData:
    own = {
        "number": "7/TCHS",
        "received_by": "Trung tâm Phục vụ hành chính công phường Thuận Hóa",
        "submitted_at": at(2026, 11, 20, 9, 5),
        "reasons": (
            papers.ReasonLine(
                reason="Thửa đất số 214 nằm trong hành lang bảo vệ di tích, không thuộc thẩm quyền cấp "
                "phép của Ủy ban nhân dân phường.",
                ground="khoản 2 Điều 103 Luật Xây dựng",
            ),
            papers.ReasonLine(
                reason="Người đứng đơn không phải chủ sử dụng đất và không có văn bản ủy quyền."
            ),
        ),
        "guidance": "nộp hồ sơ tại Trung tâm Phục vụ hành chính công thành phố, quầy Sở Xây dựng",
        "returned": "toàn bộ 04 giấy tờ đã nộp",
        "remedy": "Nếu không đồng ý, Ông/Bà có quyền khiếu nại, khởi kiện theo quy định của pháp luật.",
        "signer": Signature(
            post="Phó Giám đốc",
            above=("KT. Giám đốc",),
            name="Hồ Đắc Thái",
            note="(Ký, đóng dấu)",
        ),
    }
    return papers.RefusalData(**(common() | own | changes))


def apology(**changes: Any) -> papers.ApologyData:
    own = {
        "superior": "",
        "agency": "Ủy ban nhân dân phường Phú Bài",
        "number": "52/UBND-XL",
        "place": "Phú Bài",
        "issued_at": at(2026, 12, 4, 8, 30),
        "addressee": "Bà Nguyễn Thị Hoàng Ngọc Diễm Quỳnh",
        "salutation": "Bà",
        "received_by": "Trung tâm Phục vụ hành chính công phường Thuận Hóa",
        "responsible": "Ủy ban nhân dân phường Phú Bài",
        "received_at": at(2026, 11, 20, 9, 5),
        "due_at": at(2026, 12, 7, 17, 0),
        "reason": "phải kiểm tra lại mốc giới tại thực địa sau đợt mưa lũ từ ngày 26 đến ngày 28/11/2026.",
        "new_due_at": at(2026, 12, 11, 17, 0),
        "new_due_explained": "Gia hạn 04 ngày làm việc; việc gia hạn được thực hiện một lần.",
        "receive_at": "Trung tâm Phục vụ hành chính công phường Thuận Hóa",
        "signer": Signature(
            above=("TM. Ủy ban nhân dân", "KT. Chủ tịch"),
            post="Phó Chủ tịch",
            name="Ngô Văn Vinh",
            note="(Ký, đóng dấu)",
        ),
        "recipients": (
            "Như trên;",
            "TT PVHCC phường Thuận Hóa (để trả lời);",
            "Lưu: VT, hồ sơ.",
        ),
    }
    return papers.ApologyData(**(common() | own | changes))


def stop_notice(**changes: Any) -> papers.StopNoticeData:
    own = {
        "superior": "",
        "agency": "Ủy ban nhân dân phường Phú Bài",
        "number": "18/TB-UBND",
        "place": "Phú Bài",
        "issued_at": at(2026, 12, 2, 15, 0),
        "addressee": "Bà Nguyễn Thị Hoàng Ngọc Diễm Quỳnh",
        "salutation": "Bà",
        "received_by": "Trung tâm Phục vụ hành chính công phường Thuận Hóa",
        "responsible": "Ủy ban nhân dân phường Phú Bài",
        "received_at": at(2026, 11, 20, 9, 5),
        "stopped_at": at(2026, 12, 2, 14, 30),
        "wish": "theo đơn đề nghị ngày 01/12/2026 của Bà",
        "stage": "đang thẩm định tại Phòng Kinh tế, Hạ tầng và Đô thị.",
        "reason": "người nộp hồ sơ thay đổi quy mô công trình và sẽ nộp hồ sơ mới.",
        "ground": "Nghị định số 118/2025/NĐ-CP.",
        "money": "lệ phí 75.000 đ chưa thu, không phải nộp và không phải hoàn trả.",
        "returned": "04 giấy tờ đã nộp, trả tại Trung tâm Phục vụ hành chính công phường Thuận Hóa.",
        "remedy": "Nếu không đồng ý, Bà có quyền khiếu nại, khởi kiện theo quy định của pháp luật.",
        "signer": Signature(
            above=("TL. Chủ tịch",),
            post="Chánh Văn phòng",
            name="Phan Thị Mai",
            note="(Ký, đóng dấu)",
        ),
    }
    return papers.StopNoticeData(**(common() | own | changes))


def result(**changes: Any) -> papers.ResultData:
    own = {
        "superior": "",
        "agency": "Ủy ban nhân dân phường Phú Bài",
        "number": "19/TBKQ",
        "place": "Phú Bài",
        "issued_at": at(2026, 12, 2, 15, 0),
        "addressee": "Bà Nguyễn Thị Hoàng Ngọc Diễm Quỳnh",
        "salutation": "Bà",
        "received_by": "Trung tâm Phục vụ hành chính công phường Thuận Hóa",
        "responsible": "Ủy ban nhân dân phường Phú Bài",
        "received_at": at(2026, 11, 20, 9, 5),
        "decided_at": at(2026, 12, 2, 14, 30),
        "result": "Giấy phép xây dựng số 45/GPXD ngày 02/12/2026.",
        "ground": "Quyết định ủy quyền số 7/QĐ-UBND.",
        "receive_at": "Trung tâm Phục vụ hành chính công phường Thuận Hóa",
        "signer": Signature(
            above=("TM. Ủy ban nhân dân", "KT. Chủ tịch"), post="Phó Chủ tịch", name="Phan Thị Mai",
            note="(Ký số)",
        ),
    }  # fmt: skip
    return papers.ResultData(**(common() | own | changes))


def control_sheet(hops: int = 4, **changes: Any) -> papers.ControlSheetData:
    centre = ("Trung tâm Phục vụ hành chính công phường Thuận Hóa", "Trần Văn Minh")
    desk = ("Trung tâm Phục vụ hành chính công phường Phú Bài", "Lê Thị Hạnh")
    office = ("Phòng Kinh tế, Hạ tầng và Đô thị phường Phú Bài", "Võ Đình Khoa")
    chair = ("Lãnh đạo Ủy ban nhân dân phường Phú Bài", "Ngô Văn Vinh")
    way = [(centre, desk), (desk, office), (office, chair), (chair, centre)] * hops
    own = {
        "number": "142/KSHS",
        "responsible": "Ủy ban nhân dân phường Phú Bài",
        "coordinating": "Sở Xây dựng",
        "received_at": at(2026, 11, 20, 9, 5),
        "due_at": at(2026, 12, 7, 17, 0),
        "hops": tuple(
            papers.HopLine(
                giver=giver[0],
                giver_name=giver[1],
                receiver=receiver[0],
                receiver_name=receiver[1],
                at=at(2026, 11, 20 + nth % 10, 10, nth),
                outcome=("Trước hạn", "Đúng hạn", "Quá hạn", "")[nth % 4],
                note="Kèm 04 giấy tờ" if nth == 0 else "",
            )
            for nth, (giver, receiver) in enumerate(way[:hops])
        ),
    }
    return papers.ControlSheetData(**(common() | own | changes))


def register(lines: int = 12, **changes: Any) -> papers.RegisterData:
    own = {
        "superior": "Ủy ban nhân dân phường Thuận Hóa",
        "agency": "Trung tâm Phục vụ hành chính công",
        "place": "Thuận Hóa",
        "issued_at": at(2026, 11, 30, 17, 0),
        "is_demo": True,
        "book": "03/2026",
        "period": "từ ngày 01/11/2026 đến ngày 30/11/2026",
        "lines": tuple(
            papers.RegisterLine(
                code=f"H57.101-261120-{nth:04}",
                procedure="2.000635 – Cấp bản sao Trích lục hộ tịch, bản sao Giấy khai sinh",
                sets=1,
                applicant=f"Nguyễn Văn Thứ {nth}",
                contact="Tổ 12, phường Phú Bài; 0905 123 456",
                responsible="Ủy ban nhân dân phường Thuận Hóa",
                received_at=at(2026, 11, 20, 9, nth % 60),
                due_at=at(2026, 11, 23, 17, 0),
                returned_at=at(2026, 11, 23, 10, 15) if nth % 3 else None,
                way="Trực tiếp" if nth % 2 else "Bưu chính công ích",
            )
            for nth in range(1, lines + 1)
        ),
        "keeper": Signature(post="Người lập sổ", name="Trần Văn Minh"),
        "head": Signature(post="Giám đốc", name="Hồ Đắc Thái", note="(Ký, đóng dấu)"),
    }
    return papers.RegisterData(**(own | changes))
