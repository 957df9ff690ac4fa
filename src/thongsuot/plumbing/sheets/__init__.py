"""Tables that people hand in, and tables that they get back: Excel workbooks (.xlsx, .xls, .ods) and CSV of every habit.

`reading` the values with what a spreadsheet hides (formulas, merged and hidden cells) · `plain` CSV in whatever bytes ·
`writing` workbooks row by row · `answering` the workbook that came in, with remarks beside its rows.
"""

from thongsuot.plumbing.sheets.marks import Marks
from thongsuot.plumbing.sheets.places import cell, column_letters
from thongsuot.plumbing.sheets.reading import Book, Sheet, Value, open_book

__all__ = ["Book", "Marks", "Sheet", "Value", "cell", "column_letters", "open_book"]
