"""What a file is taken for, what is refused, and that every refusal names the file and says what to do."""

import zlib
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from thongsuot.kernel.errors import Refused
from thongsuot.plumbing.files import binding, limits, names
from thongsuot.plumbing.files.inspecting import inspect
from thongsuot.plumbing.files.tests import made


def _action(**entries: object) -> object:
    def plant(opened: pikepdf.Pdf) -> None:
        opened.Root.OpenAction = pikepdf.Dictionary(**entries)

    return plant


def _embed(opened: pikepdf.Pdf) -> None:
    opened.attachments["a.exe"] = b"MZ"


def _deep(opened: pikepdf.Pdf) -> None:
    """The action stands in the annotation of a page, inside a compressed object."""
    action = pikepdf.Dictionary(S=pikepdf.Name("/Launch"), F="cmd.exe")
    opened.pages[0].Annots = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name("/Link"), A=action)])


def _bomb(opened: pikepdf.Pdf) -> None:
    opened.pages[0].Contents = pikepdf.Stream(opened, b"0" * (LEAST + limits.MB))


LEAST = 8 * limits.MB  # what the tests take for too much
RELATION = '<Relationships><Relationship Type="http://x/{kind}" Target="http://evil/x" TargetMode="{mode}"/></Relationships>'
HOSTILE = {
    "empty.pdf": (b"", "file_empty"),
    "big.pdf": (b"%PDF-" + b"0" * limits.FILE_MOST, "file_too_big"),
    "eicar.pdf": (made.EICAR, "file_kind"),
    "page.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "file_kind"),
    "photo.heic": (b"\x00\x00\x00\x18ftypheic\x00\x00", "file_heic"),
    "cut.pdf": (made.pdf()[:200], "file_broken"),
    "js.pdf": (made.pdf(change=_action(S=pikepdf.Name("/JavaScript"), JS="app.alert(1)")), "file_active"),
    "launch.pdf": (
        made.pdf(change=_deep, object_stream_mode=pikepdf.ObjectStreamMode.generate),
        "file_active",
    ),
    "carries.pdf": (made.pdf(change=_embed), "file_attached"),
    "locked.pdf": (made.pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "file_locked"),
    "owner.pdf": (made.pdf(encryption=pikepdf.Encryption(owner="a", user="")), "file_locked"),
    "swollen.pdf": (made.pdf(change=_bomb, compress_streams=True), "file_swollen"),
    "pdf_and_zip.pdf": (made.pdf() + made.archive({"a.js": "1"}), "file_doubled"),
    "pdf_and_html.pdf": (made.pdf() + b"<script>alert(1)</script>", "file_doubled"),
    "cut.jpg": (made.picture()[:150], "file_broken"),
    "zip_of_things.zip": (made.archive({"a.txt": "x"}), "file_kind"),
    "macro.docx": (made.docx(word__vbaProject__bin=b"x", **{"word/vbaProject.bin": b"x"}), "file_active"),
    "carries.docx": (made.docx(**{"word/media/a.exe": made.EICAR}), "file_attached"),
    "ole.docx": (made.docx(**{"word/embeddings/x.xml": b"<a/>"}), "file_attached"),
    "entity.docx": (
        made.docx(**{"word/x.xml": '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>'}),
        "file_linked",
    ),
    "far.docx": (
        made.docx(**{"word/_rels/a.rels": RELATION.format(kind="attachedTemplate", mode="External")}),
        "file_linked",
    ),
    "hidden.docx": (
        made.docx(**{"word/_rels/a.rels": RELATION.format(kind="image", mode="&#69;xternal")}),
        "file_linked",
    ),
    "utf16.docx": (
        made.docx(**{"word/_rels/a.rels": RELATION.format(kind="image", mode="External").encode("utf-16")}),
        "file_linked",
    ),
    "climbs.docx": (made.docx(**{"../../etc/cron.d/x.xml": b"<a/>"}), "file_doubled"),
    "tail.docx": (made.docx() + b"<script>", "file_doubled"),
    "head.docx": (b"PK\x03\x04" + made.docx(), "file_doubled"),
    "swollen.docx": (made.docx(**{"word/a.xml": b"<a>" + b" " * (LEAST + limits.MB)}), "file_swollen"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_could_harm_is_refused_with_its_name_and_what_to_do(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "INFLATED_MOST", LEAST)
    data, code = HOSTILE[name]
    with pytest.raises(Refused) as refused:
        inspect(name, data)
    (problem,) = refused.value.problems
    assert problem.code == code
    assert name in str(problem)
    assert "Hãy " in str(problem)


@pytest.mark.parametrize(
    ("data", "ending", "pages"),
    [
        (made.pdf(3), "pdf", 3),
        (made.picture(), "jpg", 1),
        (made.picture("PNG"), "png", 1),
        (made.docx(), "docx", 0),
        (
            made.docx(**{"word/_rels/a.rels": RELATION.format(kind="hyperlink", mode="External")}),
            "docx",
            0,
        ),
    ],
)
def test_a_harmless_file_is_what_its_content_says(data: bytes, ending: str, pages: int) -> None:
    found = inspect("Đơn.exe", data)
    assert (found.name, found.pages) == (f"Đơn.{ending}", pages)
    assert len(found.sha256) == 64
    if ending in ("pdf", "docx"):
        assert found.data == data  # a signature inside must stay valid


def test_a_picture_loses_its_notes_and_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "Canary Camera"
    data = made.picture(size=(300, 100), exif=exif, comment=b"canary") + b"<?php canary ?>"
    clean = inspect("a.jpg", data).data
    assert b"anary" not in clean
    with Image.open(BytesIO(clean)) as opened:
        assert opened.size == (100, 300)
        assert not opened.getexif()


@pytest.mark.parametrize(("side", "code"), [(10_000, "file_pixels"), (50_000, "file_swollen")])
def test_a_flood_of_pixels_is_measured_before_it_is_decoded(side: int, code: str) -> None:
    head = bytearray(made.picture("PNG", size=(10, 10)))
    head[16:24] = side.to_bytes(4, "big") * 2
    head[29:33] = zlib.crc32(bytes(head[12:29])).to_bytes(4, "big")
    with pytest.raises(Refused) as refused:
        inspect("a.png", bytes(head))
    assert refused.value.problems[0].code == code


def test_pages_are_bound_in_their_order_and_an_office_file_is_not() -> None:
    parts = [
        inspect("1.jpg", made.picture()),
        inspect("2.pdf", made.pdf(2)),
        inspect("3.png", made.picture("PNG")),
    ]
    bound = binding.bind("Giấy chứng sinh", parts)
    assert (bound.name, bound.pages) == ("Giấy chứng sinh.pdf", 4)
    with pikepdf.open(BytesIO(bound.data)) as opened:
        boxes = [tuple(round(float(n)) for n in page.mediabox) for page in opened.pages]
    assert boxes[1:3] == [(0, 0, 595, 842)] * 2
    assert boxes[0][2] <= 842
    assert binding.bind("x", parts[1:2]) is parts[1]
    with pytest.raises(Refused):
        binding.bind("x", [*parts, inspect("a.docx", made.docx())])


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\giấy tờ\\đơn.pdf.exe", "đơn.pdf"),
        ("hoa\u202efdp.exe", "hoafdp.pdf"),
        ("Gia\u0300 tra\u0300.PDF", "Già trà.pdf"),
        ("..", "giay-to.pdf"),
        ("a" * 400, "a" * limits.NAME_LONGEST + ".pdf"),
        ('x"; filename="y.html', "x filename= y.pdf"),
    ],
)
def test_a_name_is_shown_without_what_deceives(given: str, shown: str) -> None:
    assert names.named(given, "pdf") == shown
