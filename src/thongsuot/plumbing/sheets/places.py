"""Cells by the names that people see: column 3 of row 12 is C12."""

from functools import cache


@cache
def column_letters(number: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@cache
def column_number(letters: str) -> int:
    """A → 1, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def cell(row: int, column: int) -> str:
    """Row and column, both from 1, as `C12`."""
    return f"{column_letters(column)}{row}"
