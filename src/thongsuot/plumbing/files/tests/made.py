"""Small files as people send them, made here."""

import zipfile
from io import BytesIO
from typing import Any

import pikepdf
from PIL import Image

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7" + b"}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def pdf(pages: int = 1, *, change: Any = None, **options: Any) -> bytes:
    """A PDF; `change(opened)` may plant something in it."""
    opened = pikepdf.new()
    for _ in range(pages):
        opened.add_blank_page(page_size=(595, 842))
    if change:
        change(opened)
    out = BytesIO()
    static = {} if "encryption" in options else {"deterministic_id": True}
    opened.save(out, **static, **options)
    return out.getvalue()


def picture(kind: str = "JPEG", size: tuple[int, int] = (320, 200), **options: Any) -> bytes:
    """A picture with some colour in it."""
    made = Image.linear_gradient("L").resize(size).convert("RGB")
    out = BytesIO()
    made.save(out, kind, **options)
    return out.getvalue()


def archive(parts: dict[str, bytes | str], *, comment: bytes = b"") -> bytes:
    """A zip of these parts."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            made.writestr(name, text)
        made.comment = comment
    return out.getvalue()


def docx(**more: bytes | str) -> bytes:
    """The least that is a Word file; `more` parts, with `__` for `/`."""
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": "<Relationships/>",
        "word/document.xml": "<document>Đơn</document>",
    }
    return archive(parts | {name.replace("__", "/"): text for name, text in more.items()})
