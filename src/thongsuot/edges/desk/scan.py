"""The QR code of a citizen's identity card, as a scanner types it: number|old number|name|born|sex|address|issued."""

from collections.abc import Mapping

from thongsuot.kernel import names

PARTS = 7


def read(text: str) -> Mapping[str, str]:
    """The fields of the form that the card fills; nothing when `text` is no card."""
    parts = [names.nfc(part.strip()) for part in text.strip().split("|")]
    if len(parts) < PARTS - 1 or not (len(parts[0]) == 12 and parts[0].isascii() and parts[0].isdecimal()):
        return {}
    return {"citizen_id": parts[0], "name": parts[2], "address": parts[5]}
