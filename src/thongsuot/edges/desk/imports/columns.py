"""Which column is what: the answer of a person where a title says nothing."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from thongsuot.work.imports import queries, rules

MOST = 200  # columns and sheets of one form
GUESS, LEAVE = "guess", ""


def shown(found: queries.BookRecord) -> list[dict[str, Any]]:
    """The sheets with a choice for each column; what was guessed is chosen and marked."""
    return [
        {
            "index": index,
            "name": sheet["name"],
            "row": sheet["row"],
            "used": sheet["used"] or any(sheet["guesses"]) or any(sheet["columns"].values()),
            "columns": [_column(sheet, number, title) for number, title in sheet["titles"].items()],
        }
        for index, sheet in enumerate(found.sheets)
        if sheet["row"]
    ]


def _column(sheet: Mapping[str, Any], number: str, title: str) -> dict[str, Any]:
    known, guess = sheet["columns"].get(number, ""), sheet["guesses"].get(number, "")
    chosen = known or guess
    return {
        "number": number,
        "title": title,
        "is_guess": bool(guess and not known),
        "choices": [("", _("không nhập"), not chosen)]
        + [
            (one.key, _(one.title) + (" *" if one.required else ""), one.key == chosen)
            for one in rules.FIELDS
        ],
    }


def chosen(found: queries.BookRecord, data: QueryDict) -> dict[str, dict[str, Any]]:
    """What the form says: sheet → {"use", "row", "columns"}."""
    said = {}
    for index, sheet in enumerate(found.sheets[:MOST]):
        columns = {number: data.get(f"c{index}-{number}", "")[:40] for number in list(sheet["titles"])[:MOST]}
        row = data.get(f"r{index}", "")
        said[sheet["name"]] = {
            "use": f"u{index}" in data,
            "row": int(row)
            if row.isascii() and row.isdigit() and 0 < len(row) < 6 and int(row)
            else sheet["row"] or 1,
            "columns": {number: key for number, key in columns.items() if key in rules.BY_KEY},
        }
    return said
