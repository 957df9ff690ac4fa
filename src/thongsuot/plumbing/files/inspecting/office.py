"""Word, Excel and ODT: parts that we know, no macro, nothing embedded, nothing fetched from elsewhere."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from xml.parsers import expat

from thongsuot.kernel.errors import Problem, Refused, refuse_if
from thongsuot.plumbing.files import limits, refusals

MAGIC = b"PK\x03\x04"
MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
CONTENT_TYPES = "[Content_Types].xml"

# What a part of such a file may be; everything else is something embedded.
PARTS = re.compile(
    r"(\.(xml|rels|png|jpe?g|gif|tiff?|bmp|emf|wmf|svg|odttf|ttf|otf|rdf|vml)|^mimetype|/)$", re.IGNORECASE
)
SAVED_PRINTER = re.compile(r"^xl/printerSettings/printerSettings\d+\.bin$")
RUNNING = re.compile(r"(vbaproject|macrosheets|activex|(^|/)(basic|scripts)/|\.jsc?$)", re.IGNORECASE)
CARRYING = re.compile(r"(^|/)(embeddings|oleobject|object \d+|objectreplacements)(/|\d|$)", re.IGNORECASE)
FETCHING_TAGS = {"image", "object", "object-ole", "plugin", "applet", "section-source", "floating-frame"}
ELSEWHERE = re.compile(r"^\s*(https?|ftp|file|smb):|^\s*(//|\\\\)", re.IGNORECASE)
LISTENING_TAGS = {"script:event-listener", "office:script", "script:module", "script:library"}


def inspect(name: str, data: bytes) -> str:
    """The ending of a harmless office file (docx, xlsx, odt, ods); raises Refused."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as opened:
            return _looked_through(name, data, opened)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, UnicodeError, OSError):
        raise Refused(refusals.broken(name)) from None
    except RuntimeError:  # a part that asks for a password
        raise Refused(refusals.locked(name)) from None


def _looked_through(name: str, data: bytes, opened: zipfile.ZipFile) -> str:
    parts = opened.infolist()
    ending = _ending(opened)
    if ending is None:
        raise Refused(refusals.kind(name))
    _measure(name, parts)
    for part in parts:
        _judge_name(name, part)
    if min(part.header_offset for part in parts) != 0 or _has_tail(data, opened):
        raise Refused(refusals.doubled(name))
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels", ".vml", ".svg", ".rdf")):
            _judge_text(name, opened.read(part))
    return ending


def _ending(opened: zipfile.ZipFile) -> str | None:
    """What the file says it is, by its own table of contents."""
    inside = set(opened.namelist())
    if CONTENT_TYPES in inside:
        return next((ending for ending, main in MAIN.items() if main in inside), None)
    if "mimetype" in inside and opened.getinfo("mimetype").file_size < 200:
        said = opened.read("mimetype").decode("ascii", "replace").strip()
        return next((e for e in ("odt", "ods") if MEDIA[e] == said), None)
    return None


def _measure(name: str, parts: list[zipfile.ZipInfo]) -> None:
    """By the sizes that the file states: reading stops there, so that they cannot be too small."""
    total = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if len(parts) > limits.MEMBERS_MOST or total > limits.INFLATED_MOST:
        raise Refused(refusals.swollen(name))
    if total > 30 * limits.MB and total > 200 * max(packed, 1):
        raise Refused(refusals.swollen(name))


def _judge_name(name: str, part: zipfile.ZipInfo) -> None:
    inside = part.filename
    if inside.startswith(("/", "\\")) or ".." in re.split(r"[\\/]", inside) or ":" in inside:
        raise Refused(refusals.doubled(name))
    if part.flag_bits & 0x1:
        raise Refused(refusals.locked(name))
    if RUNNING.search(inside):
        raise Refused(refusals.active(name))
    if CARRYING.search(inside) or not (PARTS.search(inside) or SAVED_PRINTER.match(inside)):
        raise Refused(refusals.attached(name))


def _judge_text(name: str, text: bytes) -> None:
    """Read the XML with a parser that fetches nothing: entities and encodings must not hide what is looked for."""
    parser = expat.ParserCreate()
    found: list[Problem] = []

    def declared(*_: object) -> None:
        found.append(
            refusals.linked(name)
        )  # none of these files needs a document type; entities come with it

    def started(tag: str, given: dict[str, str]) -> None:
        found.extend(_element_problems(name, tag, given))

    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = declared
    parser.StartElementHandler = started
    try:
        for start in range(0, len(text), limits.MB):
            parser.Parse(text[start : start + limits.MB], False)
            refuse_if(found[:1])
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise ValueError("no XML") from error
    refuse_if(found[:1])


def _element_problems(name: str, tag: str, given: dict[str, str]) -> Iterator[Problem]:
    local = tag.rpartition(":")[2]
    if tag in LISTENING_TAGS or any(
        sign in given.get("ContentType", "") for sign in ("macroEnabled", "vbaProject")
    ):
        yield refusals.active(name)
    is_outside = local == "Relationship" and given.get("TargetMode", "").lower() == "external"
    if is_outside and not given.get("Type", "").endswith("/hyperlink"):
        yield refusals.linked(name)
    if local in FETCHING_TAGS and any(
        key.rpartition(":")[2] == "href" and ELSEWHERE.search(value) for key, value in given.items()
    ):
        yield refusals.linked(name)


def _has_tail(data: bytes, opened: zipfile.ZipFile) -> bool:
    """Whether something follows the end of the archive, or hides in its comment."""
    end = data.rfind(b"PK\x05\x06")
    return bool(opened.comment) or len(data) - end > 22
