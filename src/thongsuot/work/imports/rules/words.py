"""Cells of words: names, mail addresses, and short lists said in many ways."""

from typing import Any

from thongsuot.kernel.law import house_rule
from thongsuot.kernel.names import fold
from thongsuot.work.imports.rules.findings import Finding, change, fault

NAME_LONGEST, TEXT_LONGEST = 200, 2000
OPEN, CLOSED = ("received", "processing", "waiting", "decided"), "closed"
STATUSES = {
    "received": ("da tiep nhan", "duoc tiep nhan", "moi tiep nhan", "tiep nhan", "moi"),
    "processing": ("dang xu ly", "dang giai quyet", "dang thu ly", "chua giai quyet", "chua xu ly", "qua han", "trong han"),
    "waiting": ("cho bo sung", "yeu cau bo sung", "dang bo sung", "tam dung", "cho bo sung ho so"),
    "decided": ("da co ket qua", "cho tra ket qua", "da giai quyet", "da xu ly xong", "cho tra"),
    CLOSED: ("da tra ket qua", "da tra", "da huy", "rut ho so", "da rut", "tu choi", "dung xu ly", "hoan thanh"),
}  # fmt: skip
STATUS_TITLES = {
    "received": "Đã tiếp nhận",
    "processing": "Đang xử lý",
    "waiting": "Chờ bổ sung",
    "decided": "Đã có kết quả",
}
CHANNELS = {
    "DIRECT": ("truc tiep", "tai quay", "tai bo phan mot cua"),
    "ONLINE": ("truc tuyen", "qua mang", "online", "dich vu cong"),
    "POSTAL": ("buu chinh", "buu dien", "qua buu chinh", "bccp"),
}
CHANNEL_TITLES = {"DIRECT": "Trực tiếp", "ONLINE": "Trực tuyến", "POSTAL": "Bưu chính"}


@house_rule("a name has letters and no figures")
def name(raw: Any) -> tuple[str, Finding | None]:
    """A person's or an organisation's name."""
    text = str(raw)
    if len(text) > NAME_LONGEST:
        return text, _too_long(text, NAME_LONGEST)
    if not any(letter.isalpha() for letter in text):
        return text, fault(
            "name_form", "“{text}” không phải họ tên.", "ghi họ và tên người nộp", text=text[:40]
        )
    return text, None


@house_rule("what does not fit is never cut off")
def text(raw: Any) -> tuple[str, Finding | None]:
    """Any text of bearable length; a number as it is shown."""
    said = f"{raw:g}" if isinstance(raw, float) else str(raw)
    return said, (_too_long(said, TEXT_LONGEST) if len(said) > TEXT_LONGEST else None)


@house_rule("a mail address must be able to reach somebody")
def email(raw: Any) -> tuple[str, Finding | None]:
    """Something@somewhere."""
    said = str(raw)
    if "@" in said[1:-1] and " " not in said and len(said) <= NAME_LONGEST:
        return said, None
    message = "“{text}” không phải địa chỉ thư điện tử."
    return said, fault("email_form", message, "ghi ten@noi.vn, hoặc để trống", text=said[:40])


@house_rule("only open dossiers come over: what is finished stays in the old register")
def status(raw: Any) -> tuple[str, Finding | None]:
    """How the dossier stands: received, processing, waiting, decided."""
    said = fold(str(raw))
    found = next((key for key, words in STATUSES.items() if said in words), None)
    if found is None:
        message = "Chưa rõ tình trạng “{text}”."
        advice = "ghi một trong: Đã tiếp nhận, Đang xử lý, Chờ bổ sung, Đã có kết quả"
        return "", fault("status_unknown", message, advice, text=str(raw)[:40])
    if found == CLOSED:
        message = "Hồ sơ “{text}” đã xong: chỉ nhập hồ sơ đang mở."
        return "", fault("status_closed", message, "xóa dòng này khỏi tệp nhập", text=str(raw)[:40])
    return found, None


@house_rule("how it was filed is one of three ways")
def channel(raw: Any) -> tuple[str, Finding | None]:
    """DIRECT, ONLINE or POSTAL."""
    said = fold(str(raw))
    found = next((key for key, words in CHANNELS.items() if said in words), None)
    if found is None:
        message = "Chưa rõ cách nộp “{text}”."
        advice = "ghi một trong: Trực tiếp, Trực tuyến, Bưu chính"
        return "", fault("channel_unknown", message, advice, text=str(raw)[:40])
    return found, None


@house_rule("where the spelling differs, whoever wrote it is told how it was understood")
def understood(written: str, meant: str, proposal: Any) -> Finding | None:
    """A word of a register that was written with other accents or another place of the tone."""
    if written == meant:
        return None
    message = "“{text}” được hiểu là {meant}."
    return change("spelling", message, proposal, "{meant}", text=written[:80], meant=meant)


def _too_long(text: str, most: int) -> Finding:
    return fault(
        "too_long", "Ô dài {length} ký tự, tối đa {most}.", "rút gọn ô này", length=len(text), most=most
    )
