"""Compiles the catalogues of messages: Django reads .mo, the repository keeps .po."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parents[1]


def catalogues() -> list[Path]:
    """Every .po of the house."""
    return sorted(SOURCE.rglob("locale/*/LC_MESSAGES/django.po"))


def stale() -> list[Path]:
    """The catalogues whose compiled form is missing or older."""
    return [
        po
        for po in catalogues()
        if not _compiled(po).exists() or _compiled(po).stat().st_mtime < po.stat().st_mtime
    ]


def compile_stale() -> int:
    """Compile what is stale; returns how many."""
    todo = stale()
    for po in todo:
        with po.open("rb") as source:
            catalogue = read_po(source, locale=po.parts[-3])
        temporary = _compiled(po).with_suffix(".new")
        with temporary.open("wb") as target:
            write_mo(target, catalogue)
        temporary.replace(_compiled(po))
    return len(todo)


def _compiled(po: Path) -> Path:
    return po.with_suffix(".mo")
