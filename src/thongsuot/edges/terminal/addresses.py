"""`thongsuot addresses convert`: a written address, old or new → the unit on a day. Needs no database.

Programs start it for one address, so it reads its own words: Typer alone takes longer than all it does.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from thongsuot.plumbing.cli.trouble import Exit, Trouble, language, t

if TYPE_CHECKING:
    from datetime import date

    from thongsuot.registers.addresses.rules.converting import Answer

BLOCK, MOST_BLOCKS = 1 << 16, 16  # bytes; blocks of one line
REMEMBERED = 20_000  # answers in words
HEADINGS = ("ket_qua", "ma", "ten", "chia_tach", "ly_do")

Convert = Callable[[str], "Answer"]


def run(words: list[str]) -> int:
    """The command line after `thongsuot addresses`; returns the exit code."""
    asked = _parser().parse_args(words)
    convert_one = _converter(_day(asked.day))
    if asked.file is not None:
        _batch(convert_one, asked.file, asked.column, asked.out)
    elif asked.as_json:
        _stream(convert_one, asked.texts)
    else:
        _table(convert_one, asked.texts or (_text(line) for part in _lines() for line in part))
    return Exit.OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "thongsuot addresses",
        description=t(
            "Địa chỉ cũ và mới → đơn vị hành chính trong một ngày.",
            "Old and new addresses → administrative unit on a day.",
        ),
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="convert")
    convert = commands.add_parser("convert", help=t("đổi địa chỉ", "convert addresses"))
    convert.add_argument(
        "texts",
        nargs="*",
        help=t("địa chỉ; không ghi thì đọc từng dòng", "addresses; else read line by line"),
    )
    convert.add_argument(
        "--day", default="", help=t("ngày của đơn vị trả lời", "the day of the answer's units")
    )
    convert.add_argument(
        "--json", dest="as_json", action="store_true", help=t("mỗi dòng một đối tượng", "one object a line")
    )
    convert.add_argument(
        "--file", type=Path, help=t("tệp CSV hoặc Excel cần đổi", "a CSV or Excel file to convert")
    )
    convert.add_argument("--column", default="", help=t("cột địa chỉ trong tệp", "its column of addresses"))
    convert.add_argument(
        "--out", type=Path, help=t("tệp kết quả, CSV hoặc Excel", "where the result is written")
    )
    return parser


def _day(written: str) -> "date":
    from datetime import UTC, datetime

    from thongsuot.kernel.dates import local_day, parse_date

    return parse_date(written, "day") if written else local_day(datetime.now(UTC))


def _converter(day: "date") -> Convert:
    """The conversion for a day, from the file under the home."""
    from thongsuot.edges.packs import places, provinces
    from thongsuot.plumbing.postgres.places import home
    from thongsuot.registers.addresses.rules import converting

    try:
        gazetteer = places.gazetteer(provinces.packs_dir(), home())
    except OSError as error:
        raise Trouble(
            f"Không đọc được gói dữ liệu toàn quốc: {error}.",
            f"The national pack cannot be read: {error}.",
            Exit.NOT_FOUND,
        ) from error
    return lambda text: converting.convert(gazetteer, text, day)


def _lines() -> Iterator[list[bytes]]:
    """Lines of the standard input, as many at once as came: who asks one at a time is answered one at a time."""
    waiting: list[bytes] = []
    while block := os.read(sys.stdin.fileno(), BLOCK):
        *whole, rest = block.split(b"\n")
        if whole:
            whole[0] = b"".join((*waiting, whole[0]))
            waiting = []
            yield whole
        if len(waiting) < MOST_BLOCKS:  # no address is longer; an endless line must not fill the memory
            waiting.append(rest)
    if any(waiting):
        yield [b"".join(waiting)]


def _text(line: bytes) -> str:
    return line.rstrip(b"\r").decode("utf-8", "replace")


def _stream(convert_one: Convert, texts: list[str] | None) -> None:
    """One JSON object for each line, written as soon as the lines that came together are answered."""
    say = _sentences()
    told: dict[int, tuple[Answer, str]] = {}  # an answer that comes again is not put into words again
    for part in [[text.encode("utf-8", "replace") for text in texts]] if texts else _lines():
        lines = []
        for text in map(_text, part):
            answer = convert_one(text)
            known = told.get(id(answer))
            if known is None:
                known = answer, json.dumps(_plain(answer, say), ensure_ascii=False)[1:]
                if len(told) < REMEMBERED:
                    told[id(answer)] = known
            lines.append(f'{{"input": {json.dumps(text, ensure_ascii=False)}, {known[1]}\n')
        sys.stdout.write("".join(lines))
        sys.stdout.flush()


def _plain(answer: "Answer", say: Callable[[str], str]) -> dict[str, Any]:
    return {
        "outcome": answer.outcome.value,
        "units": [{"code": u.code, "name": u.name, "share": u.share} for u in answer.units],
        "split": answer.split,
        "reasons": [reason.say(say) for reason in answer.reasons],
    }


def _sentences() -> Callable[[str], str]:
    """Translates a sentence into the language of the terminal, without Django."""
    if language() != "en":
        return str
    import gettext

    from thongsuot.plumbing import messages
    from thongsuot.registers.addresses import rules

    messages.compile_stale()
    folder = Path(rules.__file__).resolve().parents[1] / "locale"
    return gettext.translation("django", folder, ["en"], fallback=True).gettext


def _table(convert_one: Convert, texts: Iterable[str]) -> None:
    from thongsuot.plumbing.cli import console

    say = _sentences()
    rows = []
    for text in texts:
        answer = convert_one(text)
        units = "\n".join(f"{u.code} {u.name}, {u.province}{_part(u.share)}" for u in answer.units)
        why = "\n".join(reason.say(say) for reason in answer.reasons)
        rows.append((text[:200], _outcome(answer), units or None, why or None))
    headings = t("Địa chỉ", "Address"), t("Kết quả", "Answer"), t("Đơn vị", "Unit"), t("Lý do", "Reasons")
    console.table(headings, rows)


def _part(share: float | None) -> str:
    return t(" (một phần)", " (a part)") if share is None else ""


def _outcome(answer: "Answer") -> str:
    said = {
        "exact": t("Chắc chắn", "Exact"),
        "candidates": t("Có nhiều khả năng", "Candidates"),
        "unknown": t("Không xác định", "Unknown"),
    }[answer.outcome.value]
    return said + (t(", bị chia tách", ", split") if answer.split else "")


def _batch(convert_one: Convert, file: Path, column: str, out: Path | None) -> None:
    """The same table with five more columns; every row stays, also one without an answer."""
    from thongsuot.edges.terminal import address_files
    from thongsuot.plumbing.cli import console

    if out is None:
        raise Trouble("Hãy ghi tệp kết quả: --out.", "Say where the result goes: --out.", Exit.USAGE)
    say = _sentences()
    with address_files.opened(file) as counted:
        size = sum(1 for _ in counted) - 1
    with address_files.opened(file) as rows:
        heading = next(rows, [])
        at = _place(heading, column)
        with (
            address_files.written(out) as write,
            console.progress(t("Đổi địa chỉ", "Converting"), size) as done,
        ):
            write([*heading, *HEADINGS])
            for row in rows:
                answer = convert_one(row[at] if at < len(row) else "")
                write([*row, *[""] * (len(heading) - len(row)), *_cells(answer, say)])
                done(1)


def _place(heading: list[str], column: str) -> int:
    """Where the column of addresses is; the only one of a table with one column."""
    if column in heading:
        return heading.index(column)
    if not column and len(heading) == 1:
        return 0
    known = ", ".join(heading)
    raise Trouble(f"Hãy chọn một cột bằng --column: {known}.", f"Choose with --column: {known}.", Exit.USAGE)


def _cells(answer: "Answer", say: Callable[[str], str]) -> tuple[str, ...]:
    return (
        answer.outcome.value,
        "; ".join(unit.code for unit in answer.units),
        "; ".join(f"{unit.name}, {unit.province}" for unit in answer.units),
        "x" if answer.split else "",
        " ".join(reason.say(say) for reason in answer.reasons),
    )
