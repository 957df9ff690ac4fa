"""Write docs/openapi.json: what the API promises, kept in the repository so that a change of it is seen.

python tools/openapi_page.py             write it; refused when a promise would be broken
python tools/openapi_page.py --breaking  write it all the same
python tools/openapi_page.py --check     exit 1 when it is not what the API says of itself
"""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "openapi.json"
Node = dict[str, Any]
LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
MOST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
LIMITS = (*LEAST, *MOST, "pattern", "format", "multipleOf")


@dataclass(frozen=True, slots=True)
class Difference:
    """`where` as a path of names; `is_breaking`: a program that worked with the old may not with the new."""

    where: str
    what: str
    is_breaking: bool

    def __str__(self) -> str:
        return f"{'BREAKS' if self.is_breaking else 'adds  '} {self.where}: {self.what}"


def differences(old: Node, new: Node) -> list[Difference]:
    """What the new description promises otherwise than the old, in a fixed order."""
    found: list[Difference] = []
    for path in sorted(old["paths"].keys() | new["paths"].keys()):
        was, now = old["paths"].get(path, {}), new["paths"].get(path, {})
        for method in sorted(was.keys() | now.keys()):
            where = f"{method.upper()} {path}"
            if method not in now:
                found.append(Difference(where, "is gone", True))
            elif method not in was:
                found.append(Difference(where, "is new", False))
            else:
                found += _of_operation(where, Sides(old, was[method], new, now[method]))
    return found


@dataclass(frozen=True, slots=True)
class Sides:
    """The same place in both documents."""

    old: Node
    was: Node
    new: Node
    now: Node

    def at(self, was: Node, now: Node) -> "Sides":
        """A place below, its references followed."""
        return Sides(self.old, _followed(self.old, was), self.new, _followed(self.new, now))


def _of_operation(where: str, sides: Sides) -> Iterator[Difference]:
    yield from _of_parameters(where, sides)
    for name, is_sent in (("requestBody", True), ("responses", False)):
        was, now = _contents(sides.was, name), _contents(sides.now, name)
        for key in sorted(was.keys() | now.keys()):
            at = f"{where} {key}"
            if key not in now:
                yield Difference(at, "is gone", True)
            elif key not in was:
                yield Difference(at, "is new", is_sent and not was)
            else:
                yield from _of_schema(at, sides.at(was[key], now[key]), is_sent=is_sent, seen=())


def _of_parameters(where: str, sides: Sides) -> Iterator[Difference]:
    was = {(p["in"], p["name"]): p for p in sides.was.get("parameters", [])}
    now = {(p["in"], p["name"]): p for p in sides.now.get("parameters", [])}
    for key in sorted(was.keys() | now.keys()):
        at = f"{where} {key[0]} {key[1]}"
        if key not in now:
            yield Difference(at, "is gone", True)
        elif key not in was:
            yield Difference(at, "is new", bool(now[key].get("required")))
        else:
            if now[key].get("required") and not was[key].get("required"):
                yield Difference(at, "is required now", True)
            yield from _of_schema(at, sides.at(was[key]["schema"], now[key]["schema"]), is_sent=True, seen=())


def _of_schema(where: str, sides: Sides, *, is_sent: bool, seen: tuple[str, ...]) -> Iterator[Difference]:
    """`is_sent`: the caller writes it (then more may not be asked); else he reads it (then less may not come)."""
    was, now = sides.was, sides.now
    if was.get("type") != now.get("type"):
        yield Difference(where, f"{was.get('type')} becomes {now.get('type')}", True)
        return
    yield from _of_choices(where, was, now, is_sent=is_sent)
    yield from _of_limits(where, was, now, is_sent=is_sent)
    yield from _of_properties(where, sides, is_sent=is_sent, seen=seen)
    if "items" in was and "items" in now:
        yield from _deeper(f"{where}[]", sides, was["items"], now["items"], is_sent=is_sent, seen=seen)
    for name in ("anyOf", "oneOf", "allOf"):
        if len(was.get(name, ())) != len(now.get(name, ())):
            fewer = len(now.get(name, ())) < len(was.get(name, ()))
            yield Difference(where, "other kinds of values", fewer == is_sent)
            continue
        for a, b in zip(was.get(name, ()), now.get(name, ()), strict=True):
            yield from _deeper(where, sides, a, b, is_sent=is_sent, seen=seen)


def _of_choices(where: str, was: Node, now: Node, *, is_sent: bool) -> Iterator[Difference]:
    before, after = _choices(was), _choices(now)
    if after is not None and (before is None or before - after):
        yield Difference(where, "fewer choices", is_sent)
    if before is not None and (after is None or after - before):
        yield Difference(where, "more choices", not is_sent)


def _choices(schema: Node) -> set[str] | None:
    """The values that alone may stand here; None: any of the type."""
    if "const" in schema:
        return {json.dumps(schema["const"])}
    return set(map(json.dumps, schema["enum"])) if "enum" in schema else None


def _of_limits(where: str, was: Node, now: Node, *, is_sent: bool) -> Iterator[Difference]:
    """Fewer values break whoever writes them, more values whoever reads them."""
    for name in LIMITS:
        before, after = was.get(name), now.get(name)
        if before == after:
            continue
        said = f"{name} {before} becomes {after}"
        if _is_narrower(name, before, after):
            yield Difference(where, f"{said}, fewer values", is_sent)
        if _is_narrower(name, after, before):
            yield Difference(where, f"{said}, more values", not is_sent)


def _is_narrower(name: str, before: Any, after: Any) -> bool:
    """Whether `after` shuts out what `before` let in; None: no limit. Two patterns or formats may each shut out some."""
    if before is None or after is None:
        return after is not None
    if name in LEAST:
        return bool(after > before)
    return bool(after < before) if name in MOST else True


def _of_properties(where: str, sides: Sides, *, is_sent: bool, seen: tuple[str, ...]) -> Iterator[Difference]:
    before, after = sides.was.get("properties", {}), sides.now.get("properties", {})
    needed, needs = set(sides.was.get("required", ())), set(sides.now.get("required", ()))
    for name in sorted(before.keys() | after.keys()):
        at = f"{where}.{name}"
        if name not in after:
            yield Difference(at, "is gone", True)
        elif name not in before:
            yield Difference(at, "is new", is_sent and name in needs)
        else:
            if is_sent and name in needs - needed:
                yield Difference(at, "is required now", True)
            if not is_sent and name in needed - needs:
                yield Difference(at, "may be missing now", True)
            yield from _deeper(at, sides, before[name], after[name], is_sent=is_sent, seen=seen)


def _deeper(
    where: str, sides: Sides, was: Node, now: Node, *, is_sent: bool, seen: tuple[str, ...]
) -> Iterator[Difference]:
    name = str(now.get("$ref", ""))
    if name and name in seen:  # a schema that holds itself
        return
    yield from _of_schema(where, sides.at(was, now), is_sent=is_sent, seen=(*seen, name))


def _contents(operation: Node, name: str) -> dict[str, Node]:
    """Schemas by where they stand: `body application/json`, `200 application/json`."""
    if name == "requestBody":
        content = operation.get(name, {}).get("content", {})
        return {f"body {kind}": one.get("schema", {}) for kind, one in content.items()}
    return {
        f"{status} {kind}": one.get("schema", {})
        for status, answer in operation.get(name, {}).items()
        for kind, one in answer.get("content", {}).items()
    }


def _followed(document: Node, schema: Node) -> Node:
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def page() -> str:
    """The document as it should be now; the version of the program is not part of what is promised."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thongsuot.plumbing.settings")
    import django

    django.setup()
    from thongsuot.urls import api

    found = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    found["info"]["version"] = "1"
    return json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main(arguments: list[str]) -> int:
    """0 when the page is written or fresh; 1 when it is stale, or when writing it would break a promise."""
    wanted = page()
    kept = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    found = differences(json.loads(kept), json.loads(wanted)) if kept else []
    for one in found:
        print(one, file=sys.stderr)
    if "--check" in arguments:
        if kept != wanted:
            print(
                "docs/openapi.json is not what the API says: run python tools/openapi_page.py",
                file=sys.stderr,
            )
        return int(kept != wanted)
    if any(one.is_breaking for one in found) and "--breaking" not in arguments:
        return 1
    PAGE.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))
    sys.exit(main(sys.argv[1:]))
