"""Why a file is not taken: each reason names the file and says what to do instead."""

from thongsuot.kernel.errors import Problem
from thongsuot.plumbing.files import limits

FIELD = "files"


def empty(name: str) -> Problem:
    return Problem(
        "file_empty", "Tệp “{name}” rỗng (0 byte). Hãy quét hoặc chọn lại tệp.", FIELD, {"name": name}
    )


def too_big(name: str, size: int) -> Problem:
    return Problem(
        "file_too_big",
        "Tệp “{name}” lớn {size} MB, quá mức {most} MB. Hãy quét ở 200–300 dpi, hoặc chia thành nhiều tệp.",
        FIELD,
        {"name": name, "size": -(-size // limits.MB), "most": limits.FILE_MOST // limits.MB},
    )


def kind(name: str) -> Problem:
    return Problem(
        "file_kind",
        "Tệp “{name}” không phải PDF, ảnh JPEG, PNG, Word, Excel hay ODT. Hãy in ra PDF hoặc chụp ảnh rồi gửi lại.",
        FIELD,
        {"name": name},
    )


def heic(name: str) -> Problem:
    return Problem(
        "file_heic",
        "Ảnh “{name}” ở định dạng HEIC, nhiều máy không mở được. Hãy chọn định dạng ảnh “Tương thích nhất” (JPEG) "
        "trong cài đặt máy ảnh rồi chụp lại.",
        FIELD,
        {"name": name},
    )


def broken(name: str) -> Problem:
    return Problem(
        "file_broken",
        "Tệp “{name}” hỏng, không mở được. Hãy quét hoặc xuất lại rồi gửi lại.",
        FIELD,
        {"name": name},
    )


def locked(name: str) -> Problem:
    return Problem(
        "file_locked",
        "Tệp “{name}” đặt mật khẩu. Hãy bỏ mật khẩu, hoặc in ra PDF mới rồi gửi lại.",
        FIELD,
        {"name": name},
    )


def active(name: str) -> Problem:
    return Problem(
        "file_active",
        "Tệp “{name}” chứa mã tự chạy hoặc lệnh mở chương trình khác. Hãy in ra PDF mới rồi gửi lại.",
        FIELD,
        {"name": name},
    )


def attached(name: str) -> Problem:
    return Problem(
        "file_attached",
        "Tệp “{name}” có tệp khác nhúng bên trong. Hãy gửi riêng từng tệp, hoặc in ra PDF mới rồi gửi lại.",
        FIELD,
        {"name": name},
    )


def linked(name: str) -> Problem:
    return Problem(
        "file_linked",
        "Tệp “{name}” lấy nội dung từ nơi khác trên mạng. Hãy xuất ra PDF rồi gửi lại.",
        FIELD,
        {"name": name},
    )


def doubled(name: str) -> Problem:
    return Problem(
        "file_doubled",
        "Tệp “{name}” có dữ liệu lạ nối trước hoặc sau nội dung. Hãy quét lại, hoặc in ra PDF mới rồi gửi lại.",
        FIELD,
        {"name": name},
    )


def swollen(name: str) -> Problem:
    return Problem(
        "file_swollen",
        "Tệp “{name}” mở ra lớn bất thường nên không được mở. Hãy quét lại ở 200–300 dpi rồi gửi lại.",
        FIELD,
        {"name": name},
    )


def pixels(name: str, width: int, height: int) -> Problem:
    return Problem(
        "file_pixels",
        "Ảnh “{name}” có {width} × {height} điểm ảnh, quá mức {most} triệu. Hãy chụp hoặc quét lại ở mức vừa phải.",
        FIELD,
        {"name": name, "width": width, "height": height, "most": limits.PIXELS_MOST // 1_000_000},
    )


def too_many_pages(name: str, pages: int) -> Problem:
    return Problem(
        "file_pages",
        "Tệp “{name}” có {pages} trang, quá mức {most} trang. Hãy chia thành nhiều tệp.",
        FIELD,
        {"name": name, "pages": pages, "most": limits.PAGES_MOST},
    )


def infected(name: str) -> Problem:
    return Problem(
        "file_infected",
        "Tệp “{name}” bị phần mềm chống vi-rút chặn. Hãy diệt vi-rút trên máy của bạn, rồi quét lại giấy tờ và gửi tệp mới.",
        FIELD,
        {"name": name},
    )


def not_bindable(name: str) -> Problem:
    return Problem(
        "file_not_bindable",
        "Chỉ ghép được PDF và ảnh; “{name}” là tệp khác. Hãy xuất ra PDF, hoặc gửi riêng tệp này.",
        FIELD,
        {"name": name},
    )


def too_many(most: int) -> Problem:
    return Problem(
        "files_too_many",
        "Mỗi lần gửi được nhiều nhất {most} tệp. Hãy ghép các trang thành một PDF, hoặc gửi làm nhiều lần.",
        FIELD,
        {"most": most},
    )


def nothing() -> Problem:
    return Problem("files_none", "Chưa có tệp nào. Hãy chọn tệp, hoặc chụp ảnh giấy tờ, rồi gửi lại.", FIELD)
