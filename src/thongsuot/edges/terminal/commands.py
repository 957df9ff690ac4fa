"""The list of commands, and the way from a line of words to one of them.

Each command lives in a module with `app = typer.Typer(...)`, imported only when it is called, so that
`thongsuot db status` does not wait for Django. To add one: write the module, add a line to ENTRIES.
"""

import os
import sys
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from thongsuot import __version__
from thongsuot.plumbing.cli.trouble import Exit, language, t

if TYPE_CHECKING:
    import typer


@dataclass(frozen=True, slots=True)
class Entry:
    """One word after `thongsuot`, the module it lives in, and what it is for in one line."""

    word: str
    module: str
    vi: str
    en: str
    is_quick: bool = False  # reads its own words with `run(words)`, without Typer


ENTRIES = (
    Entry("up", "up", "dựng và chạy cả tỉnh mẫu", "set up and run the province"),
    Entry("doctor", "doctor", "khám hệ thống, nói cách sửa", "find what is wrong, and how to mend it"),
    Entry("check", "packs:check", "kiểm tra một gói dữ liệu", "check a data pack"),
    Entry("load", "packs:load", "nạp một gói dữ liệu", "load a data pack"),
    Entry("pack", "drafting", "lập dự thảo gói của một tỉnh", "draft the pack of a province"),
    Entry("dossiers", "dossiers", "hồ sơ: xem một hồ sơ", "dossiers: show one"),
    Entry("import", "imports", "nhập hồ sơ từ sổ cũ", "load dossiers from an old register"),
    Entry("files", "files", "kho tệp: kiểm tra, dọn, quét vi-rút", "the store of files: verify, sweep, scan"),
    Entry(
        "calendar", "calendar", "lịch: đóng cửa, mở lại, tính lại hạn", "close, reopen, recompute due dates"
    ),
    Entry(
        "portal",
        "portal",
        "Cổng quốc gia: hàng chờ, đối soát, mô phỏng",
        "the national portal: outbox, compare, simulate",
    ),
    Entry("worker", "worker", "chạy riêng tiến trình nền", "run a worker alone"),
    Entry("bench", "measuring:bench", "chạy một phép đo", "run a benchmark"),
    Entry("gate", "measuring:gate", "chạy một cổng kiểm chứng", "run a gate"),
    Entry("units", "units", "đơn vị hành chính theo ngày", "administrative units by day"),
    Entry(
        "addresses", "addresses", "địa chỉ cũ, mới → đơn vị", "old and new addresses → unit", is_quick=True
    ),
    Entry("reorganisation", "reorganisation", "sắp xếp đơn vị: mọi việc đi theo", "reorganise agencies"),
    Entry("test", "testing", "cài đặt và chạy bộ kiểm thử", "set up and run the test suite"),
    Entry("lint", "linting", "kiểm tra mã nguồn", "check the sources"),
    Entry("accounts", "accounts", "tài khoản: mở, khóa, cấp mã", "accounts: open, disable, tokens"),
    Entry("procedures", "procedures", "tìm và đọc thủ tục", "find and read procedures"),
    Entry("flows", "flows", "quy trình từng bước: kiểm tra, BPMN", "steps of procedures: check, BPMN"),
    Entry("db", "db", "cơ sở dữ liệu: khởi động, dừng, sao lưu", "the database: start, stop, back up"),
)


def run(arguments: list[str]) -> int:
    """Run one command line (without the program's name); returns the exit code."""
    words = _take_language(arguments)
    if not words or words[0] in ("--help", "-h", "help"):
        return _help()
    if words[0] in ("--version", "-V", "version"):
        return _version()
    entry = next((entry for entry in ENTRIES if entry.word == words[0]), None)
    if entry is None:
        return _unknown(words[0])
    return _call(entry, words[1:])


def _call(entry: Entry, words: list[str]) -> int:
    module, _, name = entry.module.partition(":")
    called = import_module(f"thongsuot.edges.terminal.{module}")
    try:
        if entry.is_quick:
            code = int(called.run(words))
            sys.stdout.flush()  # what cannot be written is said here, not after the last line
            return code
        _run_typer(getattr(called, name or "app"), entry.word, words)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(bool(end.code))
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except Exception as error:
        from thongsuot.plumbing.cli import console

        return console.report(error)
    return Exit.OK


def _run_typer(app: "typer.Typer", word: str, words: list[str]) -> None:
    import typer

    if not words or "--help" in words:
        _title_help()
    typer.main.get_command(app).main(words, prog_name=f"thongsuot {word}")


def _title_help() -> None:
    """Typer's headings in Vietnamese. Only for help pages: importing them takes longer than a command."""
    if language() == "vi":
        from typer import rich_utils

        rich_utils.ARGUMENTS_PANEL_TITLE = "Tham số"
        rich_utils.OPTIONS_PANEL_TITLE = "Tùy chọn"
        rich_utils.COMMANDS_PANEL_TITLE = "Lệnh"
        rich_utils.ERRORS_PANEL_TITLE = "Lỗi"
        rich_utils.DEFAULT_STRING = "[mặc định: {}]"
        rich_utils.REQUIRED_LONG_STRING = "[bắt buộc]"


def _take_language(arguments: list[str]) -> list[str]:
    """The words without `--lang …`, which may stand anywhere and is passed on to child processes."""
    os.environ["THONGSUOT_LANG"] = language(arguments)
    words: list[str] = []
    rest = iter(arguments)
    for word in rest:
        if word == "--lang":
            next(rest, None)
        elif not word.startswith("--lang="):
            words.append(word)
    return words


def _help() -> int:
    from thongsuot.plumbing.cli import console

    out = console.out()
    out.print(
        t("Thông Suốt: nền tảng một cửa của tỉnh hai cấp.", "Thông Suốt: a province's one-stop platform.")
    )
    out.print(
        t(
            "Cách dùng: thongsuot LỆNH [--help] [--lang vi|en]",
            "Usage: thongsuot COMMAND [--help] [--lang vi|en]",
        )
    )
    for entry in ENTRIES:
        out.print(f"  [bold]{entry.word:<14}[/] {t(entry.vi, entry.en)}", highlight=False)
    return Exit.OK


def _version() -> int:
    from thongsuot.plumbing.cli import console

    console.out().print(f"thongsuot {__version__}", highlight=False)
    return Exit.OK


def _unknown(word: str) -> int:
    from difflib import get_close_matches

    from thongsuot.plumbing.cli import console

    near = get_close_matches(word, [entry.word for entry in ENTRIES], n=1)
    vi = f"Không có lệnh “{word}”." + (f" Có phải “{near[0]}”?" if near else "")
    en = f"There is no command “{word}”." + (f" Did you mean “{near[0]}”?" if near else "")
    console.err().print(t(vi, en), style="red", highlight=False, markup=False)
    return Exit.USAGE
