"""The documents say what is: variables, commands, links."""

import os
import re
import tomllib
from pathlib import Path

import pytest

from thongsuot.edges.terminal import measuring
from thongsuot.edges.terminal.commands import ENTRIES
from thongsuot.plumbing.cli.trouble import Exit

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("packs/**/*.md")])
VARIABLE = re.compile(r"\b(THONGSUOT_[A-Z][A-Z_]*[A-Z]|DATABASE_(?:[A-Z]+_)?URL)\b")
SOURCES = [
    *ROOT.glob("src/**/*.py"), *ROOT.glob("tests/**/*.py"), *ROOT.glob("tools/*.py"),
    ROOT / "thongsuot", ROOT / "conftest.py",
]  # fmt: skip
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def variables(text: str) -> set[str]:
    return set(VARIABLE.findall(text))


def test_every_variable_is_explained_and_every_explained_one_exists() -> None:
    read = set().union(*(variables(path.read_text("utf-8")) for path in SOURCES if path != Path(__file__)))
    explained = variables((ROOT / "docs/operate.md").read_text("utf-8"))
    assert explained == read


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    targets = [link for link in LINK.findall(document.read_text("utf-8")) if "://" not in link]
    missing = [link for link in targets if not (document.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_exist(document: Path) -> None:
    text = document.read_text("utf-8")
    named = set(re.findall(r"\./thongsuot ([a-z]+)", text)) | set(re.findall(r"`thongsuot ([a-z]+)", text))
    assert named <= {entry.word for entry in ENTRIES}


def test_every_bench_and_gate_has_its_line() -> None:
    text = (ROOT / "docs/operate.md").read_text("utf-8")
    for heading, names in (("bench", measuring.BENCHES), ("gate", measuring.GATES)):
        _, _, table = text.partition(f"| `./thongsuot {heading} …` |")
        rows = re.findall(r"(?m)^\| `([a-z]+)` \| \w", table.partition("\n\n")[0])
        assert rows == list(names)


def test_the_two_commands_come_first() -> None:
    for name in ("README.md", "README.vi.md"):
        lines = (ROOT / name).read_text("utf-8").splitlines()
        shown = [line for line in lines[:30] if line.startswith(("./thongsuot up", "./thongsuot test", "!["))]
        assert len(shown) == 3


def test_pictures_are_light() -> None:
    pictures = list((ROOT / "docs/images").glob("*"))
    assert pictures
    assert [path.name for path in pictures if path.stat().st_size > 200_000] == []


def test_exit_codes_are_listed() -> None:
    listed: set[int] = {0}
    for cell in re.findall(r"^\| ([\d–, ]+) \|", (ROOT / "docs/operate.md").read_text("utf-8"), re.M):
        for part in cell.split(","):
            first, _, last = part.strip().partition("–")
            listed |= set(range(int(first), int(last or first) + 1))
    assert listed == {int(code) for code in Exit}


def test_decisions_are_numbered_sentences() -> None:
    files = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert [int(path.name[:4]) for path in files] == list(range(1, len(files) + 1))
    for path in files:
        first = path.read_text("utf-8").splitlines()[0]
        assert re.fullmatch(rf"# {int(path.name[:4])}\. \S.+[^.]", first)
        assert len(first.split()) >= 6


def test_version_and_licence_are_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    public = (ROOT / "publiccode.yml").read_text("utf-8")
    assert f"softwareVersion: {project['version']}" in public
    assert f"license: {project['license']}" in public
    assert "Apache License" in (ROOT / "LICENSE").read_text("utf-8")
    assert f"## {project['version']}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_a_wheel_would_hold_what_the_code_reads_beside_itself() -> None:
    """Every file below src that is no Python matches a pattern of the package data."""
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"][
        "package-data"
    ]["*"]
    source = ROOT / "src/thongsuot"
    missing = []
    for path in source.rglob("*"):
        name = path.relative_to(source)
        if not path.is_file() or path.suffix in (".py", ".pyc") or "tests" in name.parts:
            continue
        if not any(_holds(pattern, name) for pattern in patterns):
            missing.append(str(name))
    assert missing == []


def _holds(pattern: str, name: Path) -> bool:
    """Whether the pattern finds the file from some package above it."""
    return any(Path(os.sep.join(name.parts[start:])).match(_flat(pattern)) or _within(pattern, name.parts[start:])
               for start in range(len(name.parts)))  # fmt: skip


def _flat(pattern: str) -> str:
    return pattern.removeprefix("**/")


def _within(pattern: str, parts: tuple[str, ...]) -> bool:
    folder, _, rest = pattern.partition("/**/")
    return rest == "*" and parts[:1] == (folder,) and len(parts) > 1
