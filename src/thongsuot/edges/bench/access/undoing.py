"""Tries of which nothing stays."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from thongsuot.plumbing import reference


class Undo(Exception):
    """Ends a try so that nothing of it stays."""


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is rolled back, and with it what was remembered of the registers meanwhile."""
    before = reference.known()
    try:
        with transaction.atomic():
            yield
            raise Undo
    except Undo:
        pass
    if reference.known() != before:
        reference.forget()
