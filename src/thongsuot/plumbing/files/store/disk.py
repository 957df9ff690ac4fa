"""A folder. Written beside, flushed to the disk, then renamed: a reader sees all of it or nothing, also after a cut."""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from thongsuot.plumbing.files.store.kept import Kept

ARRIVING = "arriving"


class Disk:
    """Content below `root`; `root/arriving` holds what is being written."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, key: str, data: bytes) -> None:
        """Keep `data` under `key`."""
        target = self._path(key)
        temporary = self._path(f"{ARRIVING}/{uuid4().hex}")
        for folder in (target.parent, temporary.parent):
            _make(folder, self.root)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        _flush(target.parent)

    def get(self, key: str) -> bytes | None:
        """The content, or None."""
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError:
            return None

    def remove(self, key: str) -> None:
        """Forget it; folders stay, another file will want them."""
        self._path(key).unlink(missing_ok=True)

    def keys(self, under: str) -> Iterator[Kept]:
        """Everything below the folder `under`."""
        for folder, _folders, files in os.walk(self._path(under)):
            for name in files:
                path = Path(folder) / name
                with suppress(FileNotFoundError):  # removed by another process since
                    found = path.stat()
                    at = datetime.fromtimestamp(found.st_mtime, UTC)
                    yield Kept(path.relative_to(self.root).as_posix(), found.st_size, at)

    def _path(self, key: str) -> Path:
        parts = key.split("/")
        if not all(part and part.isascii() and part.strip(".") and "\\" not in part for part in parts):
            raise ValueError(f"no key of a store: {key!r}")
        return self.root.joinpath(*parts)


def _make(folder: Path, root: Path) -> None:
    """Make the folder, its new parents flushed too: a file is lost with a folder that nobody wrote down."""
    if folder.is_dir():
        return
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    here = folder
    while here != root.parent and here != here.parent:
        here = here.parent
        _flush(here)


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
