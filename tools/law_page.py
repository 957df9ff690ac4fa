"""Write docs/law.md: every rule with the law it carries out, or the reason the house gives for it.

python tools/law_page.py           write the page
python tools/law_page.py --check   exit 1 when the page is not what the rules say
"""

import importlib
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from thongsuot.kernel.law import Source

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"
PAGE = ROOT / "docs" / "law.md"

HEAD = """# Where each rule comes from

Written by `python tools/law_page.py` from the `@law` and `@house_rule` marks in the code: edit those.
The text of a law is quoted by act and article; what no law states is listed at the end with what it protects.
"""


def rule_modules() -> list[str]:
    """Dotted names of every module that may hold rules: the kernel's, and each module's rules."""
    found = set()
    for path in (SOURCE / "thongsuot").rglob("*.py"):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        is_rule = parts[-1] == "rules" or "rules" in parts[:-1] or parts[1] == "kernel"
        if is_rule and "tests" not in parts:
            found.add(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return sorted(found)


def natural(text: str) -> list[tuple[int, str]]:
    """Sorts Điều 9 before Điều 10."""
    return [(int(part or 0), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", text)]


def page() -> str:
    """The whole page as it should be now."""
    for name in rule_modules():
        importlib.import_module(name)
    sources = [source for registered in registry().values() for source in registered]
    sources = [source for source in sources if ".tests." not in source.rule]
    acts: dict[str, list[Source]] = {}
    for source in sources:
        if not source.is_house_rule:
            acts.setdefault(source.act, []).append(source)
    lines = [HEAD]
    for act in sorted(acts, key=natural):
        rows = sorted(acts[act], key=lambda source: (natural(source.article), source.rule))
        lines += [f"## {act}", "", *table("Article", rows)]
    house = sorted((s for s in sources if s.is_house_rule), key=lambda source: (source.rule, source.article))
    lines += ["## Rules of the house", "", *table("What it protects", house)]
    return "\n".join(lines)


def registry() -> dict[str, list["Source"]]:
    from thongsuot.kernel.law import SOURCES

    return SOURCES


def table(first: str, rows: Iterable["Source"]) -> list[str]:
    lines = [f"| {first} | Rule | What it does | File |", "|---|---|---|---|"]
    for row in rows:
        module, _, name = row.rule.rpartition(".")
        cells = (row.article, f"`{name}`", row.summary, f"`{file_of(module)}`")
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return [*lines, ""]


def file_of(module: str) -> str:
    path = SOURCE / Path(*module.split("."))
    found = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return str(found.relative_to(ROOT))


def main(arguments: list[str]) -> int:
    """0 when the page is written or fresh, 1 when `--check` finds it stale."""
    wanted = page()
    if "--check" not in arguments:
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(wanted, encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == wanted:
        return 0
    print("docs/law.md is not what the rules say: run python tools/law_page.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.path.insert(0, str(SOURCE))
    sys.exit(main(sys.argv[1:]))
