"""Text as it should be: composed, visible, Unicode. Every difference is told."""

import unicodedata

from thongsuot.kernel import oldfonts
from thongsuot.kernel.law import house_rule
from thongsuot.work.imports.rules.findings import Finding, change, fault

ERRORS = frozenset(("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"))
_SPACES = frozenset(
    "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
_FONTS = {
    oldfonts.TCVN3: ("old_font_tcvn3", "Chữ gõ bằng phông cũ TCVN3 (ABC): “{text}”."),
    oldfonts.VNI: ("old_font_vni", "Chữ gõ bằng phông cũ VNI: “{text}”."),
    oldfonts.WINDOWS_1258: ("windows_1258", "Chữ theo bảng mã Windows-1258: “{text}”."),
    oldfonts.UTF8: ("wrong_encoding", "Chữ tiếng Việt bị đọc sai bảng mã: “{text}”."),
}


@house_rule("a spreadsheet's own words are nobody's data")
def broken(text: str) -> Finding | None:
    """An error of a spreadsheet, or letters that were lost on the way."""
    if text.strip() in ERRORS:
        return formula_error(text.strip())
    if "\ufffd" in text:
        return fault("broken_letter", "Ô có chữ đã bị hỏng khi đổi bảng mã.", "gõ lại ô này")
    return None


@house_rule("a formula that lost its cells says nothing")
def formula_error(text: str) -> Finding:
    """`#REF!` and its kind."""
    return fault(
        "formula_error",
        "Ô đang báo lỗi của bảng tính: {text}.",
        "sửa công thức, hoặc gõ giá trị vào ô",
        text=text,
    )


@house_rule("one letter, one form: what looks alike must be found alike")
def uncomposed(text: str) -> Finding | None:
    """NFD: marks stored beside their letters."""
    composed = unicodedata.normalize("NFC", text)
    if composed == text or text.isascii():
        return None
    return change(
        "not_composed", "Dấu tiếng Việt ở dạng tổ hợp (NFD), đã đổi thành dựng sẵn (NFC).", composed
    )


@house_rule("what nobody sees can make two equal words differ")
def hidden_marks(text: str) -> Finding | None:
    """Non-breaking and zero-width spaces, direction marks, controls."""
    if text.isascii() and text.isprintable():
        return None
    found = {
        s for s in text if s in _SPACES or (unicodedata.category(s) in ("Cc", "Cf") and s not in "\n\r\t")
    }
    if not found:
        return None
    clean = "".join(" " if s in _SPACES else s for s in text if s in _SPACES or s not in found)
    marks = ", ".join(sorted(f"U+{ord(s):04X}" for s in found))
    return change(
        "hidden_mark", "Đã bỏ ký tự không nhìn thấy ({marks}).", " ".join(clean.split()), marks=marks
    )


@house_rule("blanks at the edges and doubled ones mean nothing")
def loose_spaces(text: str) -> Finding | None:
    """Blanks in front, behind, doubled, and line breaks within a cell."""
    tight = " ".join(text.split())
    return None if tight == text else change("loose_spaces", "Đã bỏ khoảng trắng thừa.", tight)


@house_rule("an old font is read back by what Vietnamese can say, and a person confirms it")
def old_font(text: str) -> Finding | None:
    """TCVN3, VNI, Windows-1258 or misread UTF-8, with what was meant."""
    found = oldfonts.read_old(text)
    if found is None:
        return None
    code, message = _FONTS[found[0]]
    return fault(code, message, "{value}", found[1], text=text[:60])
