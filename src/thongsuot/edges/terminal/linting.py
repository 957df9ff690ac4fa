"""`thongsuot lint`: everything that a machine can say about the sources, as one table."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from thongsuot.plumbing.cli import console
from thongsuot.plumbing.cli.trouble import Exit, t

ROOT = Path(__file__).resolve().parents[4]
_BIN = Path(sys.executable).parent

app = typer.Typer(add_completion=False)


@dataclass(frozen=True, slots=True)
class Check:
    """A program with its arguments, and what a green answer of it means."""

    name: str
    words: tuple[str, ...]
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Answer:
    check: Check
    holds: bool
    seconds: float
    said: str


def checks() -> list[Check]:
    """The checks of this repository; the law page once there is a program that writes it."""
    python = str(_BIN / "python")
    found = [
        Check("ruff", (str(_BIN / "ruff"), "check"), "lỗi thường gặp, bảo mật", "common and security faults"),
        Check("format", (str(_BIN / "ruff"), "format", "--check"), "một kiểu trình bày", "one way to write"),
        Check("mypy", (str(_BIN / "mypy"),), "kiểu dữ liệu chặt chẽ", "strict types"),
        Check("imports", (str(_BIN / "lint-imports"),), "chỉ gọi xuống dưới", "imports go down only"),
        Check(
            "locks", (python, "tools/lock.py", "--check"), "gói ghim bằng mã băm", "packages pinned by hash"
        ),
        Check(
            "habits", (python, "-m", "pytest", "tests/architecture"), "thói quen đã hứa", "habits promised"
        ),
    ]
    if (ROOT / "tools" / "law_page.py").exists():
        law = (python, "tools/law_page.py", "--check")
        found.append(Check("law", law, "docs/law.md đúng với quy tắc", "docs/law.md fits the rules"))
    return found


def answer(check: Check) -> Answer:
    began = time.monotonic()
    done = subprocess.run(
        check.words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return Answer(check, done.returncode == 0, time.monotonic() - began, done.stdout.strip())


@app.command(help=t("Kiểm tra mã nguồn.", "Check the sources."))
def lint(
    as_json: Annotated[
        bool, typer.Option("--json", help=t("in một đối tượng JSON", "print one JSON object"))
    ] = False,
) -> None:
    with console.progress(t("Đang kiểm tra", "Checking")), ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(answer, checks()))
    holds = all(found.holds for found in answers)
    described = [
        {"name": a.check.name, "holds": a.holds, "seconds": round(a.seconds, 1), "said": a.said}
        for a in answers
    ]
    console.emit({"checks": described, "holds": holds}, as_json, lambda: _show(answers))
    raise typer.Exit(Exit.OK if holds else Exit.FAILED)


def _show(answers: list[Answer]) -> None:
    for found in answers:
        if not found.holds:
            console.out().rule(found.check.name)
            console.out().print(found.said, markup=False, highlight=False)
    console.table(
        (t("Kiểm tra", "Check"), t("Nghĩa là", "Means"), t("Kết quả", "Result"), "s"),
        [
            (a.check.name, t(a.check.vi, a.check.en), "✓" if a.holds else "✗", f"{a.seconds:.1f}")
            for a in answers
        ],
    )
