"""What a file really is, told from its content alone; what could harm whoever opens it is refused.

Nothing is decoded before its size is known to be bearable. Pictures come back written anew, so that no data about
place and device (EXIF), no comment and no second file survives in them. Other files come back as they were: a
signature inside them must stay valid.
"""

import hashlib
from dataclasses import dataclass

from thongsuot.kernel.errors import Refused
from thongsuot.plumbing.files import limits, names, refusals
from thongsuot.plumbing.files.inspecting import office, pdf, pictures

HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heif", b"mif1", b"msf1", b"avif")


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file that may be kept. `name` ends as its content is, `pages` is 0 where pages cannot be counted."""

    name: str
    media_type: str
    pages: int
    data: bytes

    @property
    def sha256(self) -> str:
        """The hash under which the content is kept, 64 hexadecimal digits."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def is_bindable(self) -> bool:
        """Whether it can become pages of a PDF."""
        return self.media_type in (pdf.MEDIA, *pictures.MEDIA.values())


def inspect(name: str, data: bytes) -> Inspected:
    """Look into a file called `name`. Raises Refused with the reason and what to do instead."""
    said = names.clean(name)
    if not data:
        raise Refused(refusals.empty(said))
    if len(data) > limits.FILE_MOST:
        raise Refused(refusals.too_big(said, len(data)))
    if data.startswith(pdf.MAGIC):
        return Inspected(names.named(name, "pdf"), pdf.MEDIA, pdf.inspect(said, data), data)
    if (kind := pictures.kind_of(data)) is not None:
        clean = pictures.rewritten(said, kind, data)
        return Inspected(names.named(name, pictures.ENDINGS[kind]), pictures.MEDIA[kind], 1, clean)
    if data.startswith(office.MAGIC):
        ending = office.inspect(said, data)
        return Inspected(names.named(name, ending), office.MEDIA[ending], 0, data)
    if data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS:
        raise Refused(refusals.heic(said))
    raise Refused(refusals.kind(said))
