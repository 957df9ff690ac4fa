"""A process that keeps files in dossiers, one after the other, until it is killed; it notes each that was acknowledged."""

import os
import random
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.db import connections
from PIL import Image

from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.files import keeping, store
from thongsuot.work.dossiers import services
from thongsuot.work.dossiers.rules.files import FileKind

Target = tuple[UUID, int]  # a dossier and the agency that holds it


def begin(targets: list[Target], journal: Path, seed: int, *, row_first: bool = False) -> int:
    """Fork a writer; returns its process id."""
    connections.close_all()  # a connection must not be shared by two processes
    pid = os.fork()
    if pid:
        return pid
    status = 1
    with suppress(BaseException):
        connections.close_all()
        (_row_before_file if row_first else _work)(targets, journal, random.Random(seed))
        status = 0
    os._exit(status)


def _work(
    targets: list[Target], journal: Path, chance: random.Random, after: Callable[[], None] | None = None
) -> None:
    note = os.open(journal, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    while True:
        examined = keeping.examine("quét.png", picture(chance))
        dossier_id, agency_id = chance.choice(targets)
        (file_id,) = services.attach(
            actor=SYSTEM, now=datetime.now(UTC), agency_id=agency_id, dossier_id=dossier_id,
            paper=services.Paper("Giấy tờ thử"), kind=FileKind.COPY, files=[examined],
        )  # fmt: skip
        if after is not None:
            after()
        os.write(
            note, f"{file_id} {examined.file.sha256}\n".encode()
        )  # a short line is written whole or not at all


def _row_before_file(targets: list[Target], journal: Path, chance: random.Random) -> None:
    """The control: the row is committed first, the content follows."""
    place, waiting = store.chosen(), []

    class Later:
        """A store that puts nothing before it is told to."""

        def put(self, key: str, data: bytes) -> None:
            waiting.append((key, data))

        def __getattr__(self, name: str) -> Any:
            return getattr(place, name)

    def follow() -> None:
        while waiting:
            place.put(*waiting.pop())

    with patch.object(store, "chosen", Later):
        _work(targets, journal, chance, follow)


def picture(chance: random.Random) -> bytes:
    """A small picture that nobody has kept yet."""
    out = BytesIO()
    Image.frombytes("L", (40, 40), chance.randbytes(1600)).save(out, "PNG")
    return out.getvalue()
