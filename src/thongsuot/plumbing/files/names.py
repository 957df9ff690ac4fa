"""The name of a file as it is shown and saved: what the sender called it, without what deceives or harms."""

import re
import unicodedata

from thongsuot.plumbing.files.limits import NAME_LONGEST

# Endings that are taken off a name before the true one is put on; "don.pdf.exe" must not stay "don.pdf.exe.pdf".
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_UNSAFE = re.compile(r'[\\/:*?"<>|%;`$]+')
NAMELESS = "giay-to"


def clean(name: str) -> str:
    """One line, NFC, without folders, control and direction signs, at most NAME_LONGEST characters."""
    text = unicodedata.normalize("NFC", name[:2000]).replace("\\", "/").rsplit("/", 1)[-1]
    text = "".join(sign for sign in text if unicodedata.category(sign)[0] != "C")
    text = " ".join(_UNSAFE.sub(" ", text).split()).strip(". ")
    return text[:NAME_LONGEST].strip() or NAMELESS


def named(name: str, extension: str) -> str:
    """`clean(name)` with the one ending that its content has: ("đơn.pdf.exe", "pdf") → "đơn.pdf"."""
    stem = clean(name)
    while (shorter := _ENDING.sub("", stem)) != stem and shorter:
        stem = shorter
    return f"{stem.strip('. ') or NAMELESS}.{extension}"
