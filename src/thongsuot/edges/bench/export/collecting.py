"""The control of `thongsuot bench export`: the same application, but it collects all rows before it writes the first."""

from collections.abc import Iterator, Sequence

from thongsuot.plumbing.ui import downloads, tables
from thongsuot.plumbing.wsgi import application

__all__ = ["application"]
_streamed = downloads.as_csv


def _collected(columns: Sequence[tables.Column], rows: downloads.Rows) -> Iterator[bytes]:
    return _streamed(columns, list(rows))


downloads.as_csv = _collected
