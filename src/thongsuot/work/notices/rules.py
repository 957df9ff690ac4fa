"""Which steps of a dossier the applicant is told of, and in which words."""

from thongsuot.kernel.law import law

TEXTS: dict[str, str] = {
    "receive": "Hồ sơ {code} đã được tiếp nhận.",
    "decline": "Hồ sơ {code} chưa được tiếp nhận. Xem lý do và cách làm tiếp trên trang theo dõi.",
    "forward": "Hồ sơ {code} đã được chuyển đến cơ quan xử lý.",
    "ask_for_more": "Hồ sơ {code} cần bổ sung. Xem danh sách cần bổ sung trên trang theo dõi.",
    "supplement_soon": "Hồ sơ {code}: nhắc bạn bổ sung đến hết ngày {day}. Xem danh sách cần bổ sung trên trang theo dõi.",
    "supplement": "Đã nhận phần bổ sung của hồ sơ {code}. Xem ngày hẹn trả trên trang theo dõi.",
    "extend": "Cơ quan giải quyết xin lỗi và hẹn lại ngày trả kết quả hồ sơ {code}.",
    "decide": "Hồ sơ {code} đã có kết quả.",
    "consent": "Hết thời hạn mà cơ quan không trả lời: theo luật, hồ sơ {code} được coi là đồng ý.",
    "refuse": "Hồ sơ {code} bị từ chối. Xem lý do và căn cứ trên trang theo dõi.",
    "withdraw": "Hồ sơ {code} đã được rút theo yêu cầu.",
    "stop": "Hồ sơ {code} đã dừng giải quyết. Xem lý do trên trang theo dõi.",
    "result_there": "Kết quả hồ sơ {code} đã về {agency} để trả cho bạn.",
    "return": "Kết quả hồ sơ {code} đã được trả.",
    "link": "Hồ sơ {code} đi tiếp đến cơ quan liên thông; ngày hẹn trả tính cả thời hạn của họ. Xem trang theo dõi.",
    "recalculate": "Ngày hẹn trả hồ sơ {code} đã dời. Xem lý do trên trang theo dõi.",
    "correct_applicant": "Thông tin người nộp của hồ sơ {code} đã được sửa. Mã hồ sơ và ngày hẹn không đổi.",
    "put_back": "Việc vừa báo của hồ sơ {code} đã được hoàn tác vì ghi nhầm. Xem trang theo dõi.",
    "move": "Hồ sơ {code} đã được chuyển nguyên trạng khi sắp xếp đơn vị. Mã hồ sơ và ngày hẹn không đổi.",
    "moved_on": "Do sắp xếp đơn vị, từ {day} {agency} giữ hồ sơ {code}. Mã hồ sơ và ngày hẹn không đổi.",
    "moved_on_by": "Do sắp xếp đơn vị theo {ground}, từ {day} {agency} giữ hồ sơ {code}. Mã hồ sơ và ngày hẹn không đổi.",
    "moved_back": "Việc sắp xếp đơn vị đã hoàn lại: từ {day} hồ sơ {code} trở về {agency}. Mã hồ sơ và ngày hẹn không đổi.",
}


@law("NĐ 118/2025/NĐ-CP", "Điều 19, Điều 22: thông báo tiến độ cho tổ chức, cá nhân")
def is_told(act: str) -> bool:
    """Whether the applicant is told of this act. An officer's taking a dossier up changes nothing for him."""
    return act in TEXTS
