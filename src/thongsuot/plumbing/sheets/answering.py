"""The workbook that came in, with two columns more: what is wrong with a row, and what to write instead.

A workbook of ordinary size comes back as it was, formats and formulas too; a very large one, and every CSV, is written
anew with its values. Faulty cells are coloured.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from thongsuot.plumbing.sheets.reading import Book, Sheet, kind_of, open_book
from thongsuot.plumbing.sheets.writing import Pen, workbook

AS_IT_WAS = 1_000_000  # bytes: more than that takes a document tree of half a gigabyte
COLOUR = "FFE2C7"
WIDE = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of a sheet: `heading` its row, `rows`: number → (what is wrong, what to write), `cells` to colour."""

    heading: int
    rows: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    cells: frozenset[tuple[int, int]] = frozenset()


def answered(data: bytes, answers: Mapping[str, Answer], titles: Sequence[str], *, most_rows: int) -> bytes:
    """The file as .xlsx with its answers; `titles` of the two columns, which are used again where they stand already."""
    if kind_of(data) == "xlsx" and len(data) <= AS_IT_WAS:
        return _in_place(data, answers, titles)
    return _anew(open_book(data, most_rows=most_rows), answers, titles)


def _in_place(data: bytes, answers: Mapping[str, Answer], titles: Sequence[str]) -> bytes:
    from openpyxl import load_workbook  # here: every process would wait a fifth of a second for it
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font, PatternFill

    opened = load_workbook(BytesIO(data))
    fill, bold = PatternFill("solid", start_color=COLOUR), Font(bold=True)
    for name, answer in answers.items():
        page = opened[name]
        heading = [str(cell.value or "") for cell in page[answer.heading]]
        first = heading.index(titles[0]) + 1 if titles[0] in heading else len(heading) + 1
        for offset, title in enumerate(titles):
            page.cell(answer.heading, first + offset, title).font = bold
            page.column_dimensions[page.cell(1, first + offset).column_letter].width = WIDE
            for number in range(answer.heading + 1, page.max_row + 1):
                said = answer.rows.get(number, ("", ""))[offset]
                if said or page.cell(number, first + offset).value:
                    at = page.cell(number, first + offset, ILLEGAL_CHARACTERS_RE.sub(" ", said) or None)
                    at.data_type = "s" if said else at.data_type
                    at.alignment = Alignment(wrap_text=True, vertical="top")
        for row, column in answer.cells:
            if type(page.cell(row, column)).__name__ != "MergedCell":
                page.cell(row, column).fill = fill
    out = BytesIO()
    opened.save(out)
    return out.getvalue()


def _anew(book: Book, answers: Mapping[str, Answer], titles: Sequence[str]) -> bytes:
    with TemporaryDirectory(prefix="answer") as folder:
        path = Path(folder) / "answer.xlsx"
        made = workbook(path)
        pen = Pen(made)
        fill = made.add_format({"bg_color": f"#{COLOUR}"})
        coloured = {
            kind: made.add_format({"bg_color": f"#{COLOUR}", "num_format": form})
            for kind, form in (("date", "dd/mm/yyyy"), ("datetime", "dd/mm/yyyy hh:mm"))
        }
        for sheet in book.sheets:
            page = made.add_worksheet(sheet.name[:31])
            answer = answers.get(sheet.name, Answer(0))
            width = _width(sheet, answer, titles)
            page.set_column(width, width + 1, WIDE)
            for number, row in enumerate(sheet.rows, 1):
                for column, value in enumerate(row[:width]):
                    marked = (number, column + 1) in answer.cells
                    style = coloured.get(type(value).__name__, fill) if marked else None
                    if marked and value == "":
                        page.write_blank(number - 1, column, None, fill)
                    pen.write(page, number - 1, column, value, style)
                said = titles if number == answer.heading else answer.rows.get(number, ())
                for offset, text in enumerate(said):
                    style = pen.heading if number == answer.heading else None
                    pen.write(page, number - 1, width + offset, text, style)
        made.close()
        return path.read_bytes()


def _width(sheet: Sheet, answer: Answer, titles: Sequence[str]) -> int:
    """How many columns the sheet has without ours."""
    heading = sheet.rows[answer.heading - 1] if 0 < answer.heading <= len(sheet.rows) else []
    if titles[0] in heading:
        return heading.index(titles[0])
    return max((len(row) for row in sheet.rows), default=0)
