"""Sample content for the gallery of components: invented people, invented dossiers, every state once."""

from datetime import date, datetime
from typing import Any

from django import forms as django_forms

from thongsuot.kernel import dates
from thongsuot.plumbing.ui import formats, forms, tables

DAY = date(2026, 11, 24)
MOMENT = datetime(2026, 11, 26, 15, 0, tzinfo=dates.VIETNAM)


class SampleForm(forms.Form):
    name = forms.Text(label="Họ, chữ đệm và tên", help_text="Như trên thẻ căn cước.")
    number = django_forms.RegexField(
        r"^\d{12}$",
        label="Số định danh cá nhân",
        help_text="12 chữ số, in trên mặt trước thẻ căn cước.",
        error_messages={"invalid": "Hãy nhập đủ 12 chữ số; bạn đã nhập 9."},
    )
    born = forms.Day(label="Ngày sinh")
    married = forms.DayInBoxes(label="Ngày đăng ký kết hôn", help_text="Ví dụ 27 3 2019.", required=False)
    ward = django_forms.ChoiceField(
        label="Nơi cư trú",
        choices=[("", "Chọn xã, phường"), ("1", "Phường Bình Ước"), ("2", "Xã Suối Ngọc – Đèo Ẩn")],
    )
    how = django_forms.ChoiceField(
        label="Nhận kết quả bằng cách nào?",
        choices=[
            ("0", "Tại trung tâm đã nộp"),
            ("1", "Tại một trung tâm khác"),
            ("2", "Qua bưu điện, đến nhà"),
        ],
        widget=django_forms.RadioSelect,
    )
    papers = django_forms.MultipleChoiceField(
        label="Giấy tờ đã có",
        choices=[("1", "Tờ khai đăng ký khai sinh"), ("2", "Giấy chứng sinh")],
        widget=django_forms.CheckboxSelectMultiple,
        required=False,
    )
    fee = django_forms.IntegerField(label="Lệ phí đã thu", required=False)
    scan = django_forms.FileField(
        label="Bản chụp giấy chứng sinh", help_text="Ảnh hoặc PDF, đến 10 MB.", required=False
    )
    note = forms.Text(label="Ghi chú", widget=django_forms.Textarea(attrs={"rows": 3}), required=False)
    agreed = django_forms.BooleanField(label="Tôi chịu trách nhiệm trước pháp luật về lời khai trên")


class SampleFilters(forms.Form):
    state = django_forms.ChoiceField(
        label="Trạng thái", choices=[("", "Tất cả"), ("doing", "Đang xử lý")], required=False
    )
    until = forms.Day(label="Hạn trước ngày", required=False)


def context(*, is_wrong: bool) -> dict[str, Any]:
    """Everything that the gallery's templates show."""
    data = {
        "name": "Nguyễn Thị Ngọc Ẩn",
        "number": "012345678",
        "married_0": "31",
        "married_1": "2",
        "married_2": "2019",
    }
    return {
        "form": SampleForm(data if is_wrong else None),
        "filters": SampleFilters({"state": "doing"}),
        "full_table": _table(),
        "empty_table": tables.Table("Hồ sơ chờ bổ sung", (), (), _nothing()),
        "stacked_table": _fees(),
        "states": _STATES,
        "tracker": _TRACKER,
        "clock": _CLOCK,
        "facts": _FACTS,
        "tiles": _TILES,
        "moment": MOMENT,
        "day": DAY,
        **_LISTS,
    }


def _table() -> tables.Table:
    columns = (
        tables.Column("code", "Mã hồ sơ", "code"),
        tables.Column("name", "Người nộp", sortable=True),
        tables.Column("procedure", "Thủ tục"),
        tables.Column("state", "Trạng thái"),
        tables.Column("due", "Hạn trả", sortable=True),
        tables.Column("fee", "Phí, lệ phí", "vnd"),
    )
    rows = [
        tables.Row(
            (
                tables.Link(f"H00.01-261120-{at:04d}", "#"),
                name,
                procedure,
                tables.Status(word, tone),
                tables.Deadline(sentence, urgency, MOMENT),
                fee,
            ),
            key=str(at),
        )
        for at, (name, procedure, word, tone, sentence, urgency, fee) in enumerate(_DOSSIERS, 1)
    ]
    return tables.Table("Hồ sơ đang xử lý", columns, rows, sort="due", name="ho-so")


def _fees() -> tables.Table:
    columns = (
        tables.Column("what", "Khoản thu"),
        tables.Column("unit", "Đơn vị tính"),
        tables.Column("fee", "Mức thu", "vnd"),
    )
    rows = [
        tables.Row(("Chứng thực bản sao từ bản chính", "Trang", 2000)),
        tables.Row(("Đăng ký lại khai sinh", "Việc", 8000)),
        tables.Row(("Cấp bản sao trích lục hộ tịch", "Bản", None)),
    ]
    return tables.Table("Phí, lệ phí", columns, rows, stack=True, exports=False)


def _nothing() -> tables.Empty:
    return tables.Empty(
        "Không có hồ sơ nào chờ bổ sung",
        "Khi yêu cầu người dân bổ sung giấy tờ, hồ sơ sẽ nằm ở đây đến ngày họ nộp thêm.",
        tables.Link("Xem hồ sơ đang xử lý", "#"),
    )


_DOSSIERS = (
    ("Nguyễn Thị Ngọc Ẩn", "Đăng ký khai sinh", "Đang xử lý", "doing", "quá hạn 1 ngày làm việc", "late", 0),
    (
        "Đặng Hữu Ước",
        "Cấp bản sao trích lục hộ tịch",
        "Chờ bổ sung",
        "waiting",
        "còn 3 giờ, đến 15:00 hôm nay",
        "soon",
        8000,
    ),
    (
        "Trương Mỹ Uyên",
        "Chứng thực bản sao từ bản chính",
        "Đã có kết quả",
        "done",
        "còn 2 ngày làm việc, đến 15:00 thứ Năm",
        "calm",
        20000,
    ),
    (
        "Hồ Đắc Ân",
        "Đăng ký biến động quyền sử dụng đất",
        "Mới tiếp nhận",
        "quiet",
        "còn 9 ngày làm việc, đến thứ Sáu 04/12",
        "calm",
        1250000,
    ),
    (
        "Công ty TNHH Sông Xanh",
        "Cấp giấy phép xây dựng nhà ở riêng lẻ",
        "Từ chối",
        "stopped",
        "đã xong",
        "calm",
        None,
    ),
)

_STATES = (
    ("Mới tiếp nhận", "quiet"),
    ("Đang xử lý", "doing"),
    ("Chờ bổ sung", "waiting"),
    ("Sắp đến hạn", "soon"),
    ("Đã trả kết quả", "done"),
    ("Quá hạn", "late"),
    ("Từ chối", "stopped"),
)

_CLOCK = (
    {"state": "done", "title": "Tiếp nhận", "when": "09:12 ngày 20/11/2026", "note": ""},
    {"state": "done", "title": "Dừng, chờ bổ sung", "when": "23/11 đến 25/11/2026", "note": "Bản mờ"},
    {"state": "now", "title": "Bây giờ", "when": "26/11/2026", "note": ""},
    {"state": "next", "title": "Hạn trả", "when": "17:00 ngày 04/12/2026", "note": ""},
)
_TRACKER = (
    {
        "state": "done",
        "title": "Đã tiếp nhận",
        "who": "Trung tâm Phục vụ hành chính công phường Bình Ước",
        "when": "09:12 ngày 20/11/2026",
    },
    {
        "state": "done",
        "title": "Đã chuyển đến nơi có thẩm quyền",
        "who": "UBND phường Ngã Ba",
        "when": "09:15 ngày 20/11/2026",
    },
    {
        "state": "now",
        "title": "Đang thẩm định",
        "who": "Bà Trần Thị Bưởi, công chức tư pháp – hộ tịch",
        "when": "đến 15:00 thứ Năm 26/11",
        "note": "Bạn không phải làm gì thêm.",
    },
    {"state": "next", "title": "Ký và trả kết quả", "who": "Chủ tịch UBND phường"},
)

_FACTS = (
    {"term": "Họ, chữ đệm và tên", "value": "Nguyễn Thị Ngọc Ẩn", "url": "#"},
    {"term": "Ngày sinh", "value": "27/03/1985", "url": "#"},
    {
        "term": "Nơi cư trú",
        "value": "Tổ dân phố 7, phường Bình Ước",
        "url": "#",
        "note": "Trước 01/07/2025: phường Ẩm Thủy.",
    },
    {"term": "Lệ phí", "value": formats.vnd(20000)},
)

_TILES = (
    {"name": "Phường Bình Ước", "word": "Sẵn sàng", "tone": "done", "url": "#"},
    {"name": "Phường Mỹ Đức", "word": "Có rủi ro", "tone": "soon", "url": "#"},
    {"name": "Xã Đồi Ổi", "word": "Bị chặn", "tone": "late", "url": "#"},
    {"name": "Phường Ngã Ba", "word": "Sẵn sàng", "tone": "done", "url": "#"},
    {"name": "Xã Suối Ngọc – Đèo Ẩn", "word": "Chưa khảo sát", "tone": "quiet", "url": "#"},
    {"name": "Xã Đồng Lúa", "word": "Sẵn sàng", "tone": "done"},
)

_LISTS: dict[str, Any] = {
    "tabs": (
        {"label": "Cần làm", "url": "#", "current": True, "count": 12},
        {"label": "Chờ bổ sung", "url": "#", "count": 3},
        {"label": "Đã xong", "url": "#"},
    ),
    "chips": ({"label": "Trạng thái: Đang xử lý", "url": "#"}, {"label": "Hạn: tuần này", "url": "#"}),
    "stats": (
        {"value": "12", "label": "cần quyết định hôm nay", "url": "#"},
        {"value": "3", "label": "sắp trễ hạn", "tone": "soon", "url": "#"},
        {"value": "1", "label": "đã quá hạn", "tone": "late", "url": "#"},
        {"value": "96,4 %", "label": "đúng hạn tháng này"},
    ),
    "cards": (
        {"title": "Sinh con", "url": "#", "text": "Khai sinh, bảo hiểm y tế, nhập hộ khẩu cho trẻ"},
        {"title": "Kết hôn", "url": "#", "text": "Xác nhận tình trạng hôn nhân, đăng ký kết hôn"},
        {"title": "Nhà và đất", "url": "#", "text": "Cấp sổ, sang tên, chuyển mục đích sử dụng"},
    ),
    "files": (
        {"name": "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "url": "#", "about": "PDF, 38 kB", "print": True},
        {"name": "Tờ khai đăng ký khai sinh", "url": "#", "about": "DOCX, 21 kB"},
    ),
    "keys": (
        ("j", "dòng sau"),
        ("k", "dòng trước"),
        ("x", "chọn"),
        ("e", "xử lý"),
        ("Enter", "mở"),
        ("Ctrl K", "đi nhanh"),
    ),
    "desk_nav": (
        {"label": "Hôm nay", "url": "#hom-nay", "shortcut": "h"},
        {"label": "Tiếp nhận", "url": "#tiep-nhan"},
        {"label": "Hồ sơ cần xử lý", "url": "#can-xu-ly", "current": True, "count": 12},
        {"label": "Chờ bổ sung", "url": "#cho-bo-sung", "count": 3},
        {"label": "Tra cứu thủ tục", "url": "#tra-cuu"},
    ),
    "unit_name": "Phường Bình Ước",
    "officer_name": "Trần Thị Bưởi",
    "officer_role": "công chức tư pháp – hộ tịch",
    "desk_search": "#",
}
