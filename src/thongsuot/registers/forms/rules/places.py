"""On which line of a TOML file each of its parts stands, so that a fault can be found with a finger."""

import re

from thongsuot.kernel.law import house_rule

Path = tuple[str | int, ...]


@house_rule("a fault names its line")
def lines_of(text: str) -> dict[Path, int]:
    """Path → line, from 1: ("section", 2) its heading, ("section", 2, "title") its key,
    ("section", 2, "fields", 0) the line of an inline table in a list. Reads only what stands at line starts."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    here: Path = ()
    inside: Path | None = None
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if inside is not None:
            inside = _item(found, counts, inside, bare, number)
            continue
        if match := re.match(r"\[\[([\w.-]+)\]\]", bare):
            here = _next(counts, (match[1],))
            found[here] = number
        elif match := re.match(r"\[([\w.-]+)\]", bare):
            here = (match[1],)
            found[here] = number
        elif match := re.match(r"([\w-]+)\s*=\s*(\[?)", bare):
            found[*here, match[1]] = number
            if match[2] and not bare.endswith("]"):
                inside = (*here, match[1])
    return found


def _next(counts: dict[Path, int], path: Path) -> Path:
    counts[path] = counts.get(path, -1) + 1
    return (*path, counts[path])


def _item(
    found: dict[Path, int], counts: dict[Path, int], inside: Path, bare: str, number: int
) -> Path | None:
    if bare.startswith("]"):
        return None
    if bare.startswith(("{", '"')):
        found[_next(counts, inside)] = number
    return inside
