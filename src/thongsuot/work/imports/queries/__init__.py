"""Reading files of old registers: `judging` what their rows say, `known` what is in already, `reading` for pages."""

from thongsuot.work.imports.queries.answering import answer
from thongsuot.work.imports.queries.judging import Judge, Judged, digest_of, in_file_twice
from thongsuot.work.imports.queries.known import taken
from thongsuot.work.imports.queries.reading import BookRecord, RowRecord, book, books, every_row, rows

__all__ = [
    "BookRecord",
    "Judge",
    "Judged",
    "RowRecord",
    "answer",
    "book",
    "books",
    "digest_of",
    "every_row",
    "in_file_twice",
    "rows",
    "taken",
]
