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
    return datetime(*moment, tzinfo=HERE)  # type: ignore[arg-type, misc]


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
