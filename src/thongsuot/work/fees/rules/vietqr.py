"""VietQR: a transfer order as EMVCo's merchant-presented QR payload, with NAPAS' template 38 and its checksum."""

import re
import unicodedata

from thongsuot.kernel.errors import Problem, refuse_if
from thongsuot.kernel.law import law

NAPAS, TO_ACCOUNT = "A000000727", "QRIBFTTA"
DONG, HERE = "704", "VN"
LONGEST_TEXT = 25
_POLYNOMIAL, _START = 0x1021, 0xFFFF


@law("QĐ 1928/QĐ-NHNN 2018", "TCCS 03:2018/NHNNVN (QR hiển thị từ đơn vị chấp nhận thanh toán), trường 63")
def crc16(text: str) -> str:
    """CRC-16/CCITT-FALSE of the ASCII text as four capital hexadecimal digits."""
    register = _START
    for byte in text.encode("ascii"):
        register ^= byte << 8
        for _bit in range(8):
            shifted = register << 1
            register = (shifted ^ _POLYNOMIAL if register & 0x8000 else shifted) & 0xFFFF
    return f"{register:04X}"


@law("QĐ 1928/QĐ-NHNN 2018", "TCCS 03:2018/NHNNVN; hướng dẫn VietQR của NAPAS (chuyển nhanh đến tài khoản)")
def vietqr(*, bank_bin: str, account: str, vnd: int | None = None, text: str = "") -> str:
    """The payload. `vnd` None: the payer types the amount. `text` loses its accents. Raises `Refused`."""
    refuse_if(_problems(bank_bin, account, vnd))
    beneficiary = _field("00", bank_bin) + _field("01", account)
    parts = [
        _field("00", "01"),
        _field("01", "12" if vnd is not None else "11"),
        _field("38", _field("00", NAPAS) + _field("01", beneficiary) + _field("02", TO_ACCOUNT)),
        _field("53", DONG),
        _field("54", str(vnd)) if vnd is not None else "",
        _field("58", HERE),
        _field("62", _field("08", _plain(text))) if _plain(text) else "",
    ]
    body = "".join(parts) + "6304"
    return body + crc16(body)


@law("QĐ 1928/QĐ-NHNN 2018", "TCCS 03:2018/NHNNVN (cấu trúc mã – độ dài – giá trị)")
def read_vietqr(payload: str) -> dict[str, str]:
    """bank_bin, account, vnd, text of a payload. Raises `Refused` (`qr_unreadable`) for any other text."""
    wrong = [Problem("qr_unreadable", "Mã QR này không phải VietQR hoặc đã bị hỏng.", "payload")]
    refuse_if(
        wrong if not payload.isascii() or len(payload) < 8 or crc16(payload[:-4]) != payload[-4:] else []
    )
    try:
        outer = _fields(payload)
        merchant = _fields(outer["38"])
        beneficiary = _fields(merchant["01"])
        return {
            "bank_bin": beneficiary["00"],
            "account": beneficiary["01"],
            "vnd": outer.get("54", ""),
            "text": _fields(outer.get("62", "")).get("08", ""),
        }
    except (KeyError, ValueError):
        refuse_if(wrong)
        raise


def _problems(bank_bin: str, account: str, vnd: int | None) -> list[Problem]:
    found = []
    if not re.fullmatch(r"[0-9]{6}", bank_bin):
        found.append(Problem("bank_unknown", "Mã ngân hàng (BIN) phải gồm 6 chữ số.", "bank_bin"))
    if not re.fullmatch(r"[0-9A-Za-z]{1,19}", account):
        found.append(
            Problem("account_unreadable", "Số tài khoản gồm 1 đến 19 chữ số hoặc chữ cái.", "account")
        )
    if vnd is not None and not 0 < vnd < 10**12:
        found.append(Problem("amount_out_of_range", "Hãy ghi số tiền lớn hơn 0.", "vnd"))
    return found


def _field(number: str, value: str) -> str:
    return f"{number}{len(value):02}{value}"


def _fields(text: str) -> dict[str, str]:
    found, at = {}, 0
    while at < len(text):
        size = int(text[at + 2 : at + 4])
        value = text[at + 4 : at + 4 + size]
        if len(value) != size:
            raise ValueError("cut short")
        found[text[at : at + 2]] = value
        at += 4 + size
    return found


def _plain(text: str) -> str:
    """Letters without accents, digits and spaces: what every bank passes on."""
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    kept = re.sub(r"[^0-9A-Za-z ]", " ", "".join(sign for sign in bare if not unicodedata.combining(sign)))
    return " ".join(kept.split())[:LONGEST_TEXT].strip()
