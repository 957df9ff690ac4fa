"""Where content is kept: a folder on this machine, or a bucket that speaks S3.

THONGSUOT_FILES: empty (the folder `media/files` of THONGSUOT_HOME), a folder's path, or
`s3+https://host[:port]/bucket[/prefix]` (`s3+http` inside one machine) with THONGSUOT_S3_KEY and
THONGSUOT_S3_SECRET. Keys are paths of plain signs; what is put under a key is whole or not there at all.
"""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Protocol

from django.conf import settings

from thongsuot.plumbing.files.store import disk
from thongsuot.plumbing.files.store.kept import Kept


class Store(Protocol):
    """What a place for content can do."""

    def put(self, key: str, data: bytes) -> None:
        """Keep `data`; when this returns it survives a power cut."""

    def get(self, key: str) -> bytes | None:
        """The content, or None when there is none."""

    def remove(self, key: str) -> None:
        """Forget the content, if it is there."""

    def keys(self, under: str) -> Iterator[Kept]:
        """Everything whose key begins with the folder `under`."""


def content_key(sha256: str) -> str:
    """Where content lies: two levels of folders, so that none holds more than some thousands."""
    return f"content/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def chosen() -> Store:
    """The store of this installation."""
    return _made(os.environ.get("THONGSUOT_FILES", ""))


@cache
def _made(given: str) -> Store:
    if given.startswith("s3+"):
        from thongsuot.plumbing.files.store import s3

        names = ("THONGSUOT_S3_KEY", "THONGSUOT_S3_SECRET", "THONGSUOT_S3_REGION")
        return s3.S3(given, *(os.environ.get(name, "") for name in names))
    return disk.Disk(Path(given) if given else Path(settings.MEDIA_ROOT) / "files")
