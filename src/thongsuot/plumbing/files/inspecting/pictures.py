"""Pictures: measured before they are decoded, turned upright, written anew without anything beside the picture."""

from io import BytesIO

from PIL import Image, ImageOps

from thongsuot.kernel.errors import Refused
from thongsuot.plumbing.files import limits, refusals

MAGIC = {"JPEG": b"\xff\xd8\xff", "PNG": b"\x89PNG\r\n\x1a\n"}
MEDIA = {"JPEG": "image/jpeg", "PNG": "image/png"}
ENDINGS = {"JPEG": "jpg", "PNG": "png"}
PLAIN = ("1", "L", "RGB")
QUALITY = 88


def kind_of(data: bytes) -> str | None:
    """JPEG or PNG, or None."""
    return next((kind for kind, magic in MAGIC.items() if data.startswith(magic)), None)


def rewritten(name: str, kind: str, data: bytes) -> bytes:
    """The picture alone, upright, no side longer than SIDE_MOST; raises Refused."""
    try:
        with Image.open(BytesIO(data), formats=[kind]) as opened:
            width, height = opened.size
            if width * height > limits.PIXELS_MOST:
                raise Refused(refusals.pixels(name, width, height))
            if (
                kind == "JPEG"
            ):  # a large one is decoded at a part of its size, which costs a part of the memory
                opened.draft(None, (limits.SIDE_MOST // 2, limits.SIDE_MOST // 2))
            return _written(kind, _upright(opened))
    except Refused:
        raise
    except Image.DecompressionBombError:
        raise Refused(refusals.swollen(name)) from None
    except Exception:  # a decoder may fail in many ways on a broken or wicked file; all mean the same
        raise Refused(refusals.broken(name)) from None


def _upright(opened: Image.Image) -> Image.Image:
    picture = ImageOps.exif_transpose(opened)
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        ground = Image.new("RGB", picture.size, "white")  # what is transparent on a screen is white on paper
        ground.paste(picture, mask=picture.getchannel("A"))
        picture = ground
    elif picture.mode not in PLAIN:
        picture = picture.convert("L" if picture.mode.startswith(("I", "F")) else "RGB")
    if max(picture.size) > limits.SIDE_MOST:
        picture.thumbnail((limits.SIDE_MOST, limits.SIDE_MOST))
    return picture


def _written(kind: str, picture: Image.Image) -> bytes:
    out = BytesIO()
    bare = Image.frombytes(picture.mode, picture.size, picture.tobytes())  # leaves every note behind
    if kind == "JPEG":
        bare.convert("RGB" if bare.mode == "1" else bare.mode).save(out, "JPEG", quality=QUALITY)
    else:
        bare.save(out, "PNG")
    return out.getvalue()
