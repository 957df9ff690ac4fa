"""A changed module put into a process that has imported everything: its functions get other code, its tables other entries.

What was computed elsewhere from a table stays as it was: a changed table that nobody notices so is judged again in a
process that imports the changed module from the start.
"""

import ast
import sys
from collections.abc import Callable, Iterator
from enum import Enum
from importlib import import_module
from types import FunctionType, ModuleType
from typing import Any, TypeVar

Functions = ast.FunctionDef | ast.AsyncFunctionDef
SMALL = (int, float, str, bytes, bool, type(None))


class Done(Enum):
    """How far a change was put: into code, which is all of it; into tables, of which others may have made something."""

    NOT = 0  # a class itself is another
    TABLES = 1
    WHOLE = 2


def put(module: str, tree: ast.Module, original: ast.Module) -> Done:
    """Change the module where it lies."""
    if _classes(tree) != _classes(original):
        return Done.NOT
    done = Done.WHOLE
    real = import_module(module)
    whole = _run(tree.body, real, {})
    known = {node.name: vars(real)[node.name] for node in tree.body if isinstance(node, ast.ClassDef)}
    plain = _run([node for node in tree.body if not isinstance(node, ast.ClassDef)], real, known)
    for node in tree.body:
        if isinstance(node, Functions):
            _recode(vars(real)[node.name], plain[node.name])
        elif isinstance(node, ast.ClassDef):
            for method in (one for one in node.body if isinstance(one, Functions)):
                _recode(vars(known[node.name])[method.name], vars(whole[node.name])[method.name])
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            for name in _names(node):
                if _rebind(real, name, plain[name]):
                    done = Done.TABLES
    return done


def _classes(tree: ast.Module) -> list[str]:
    """The lines of classes that are no methods."""
    found = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    return [ast.dump(line) for node in found for line in node.body if not isinstance(line, Functions)]


def _run(body: list[ast.stmt], real: ModuleType, given: dict[str, Any]) -> dict[str, Any]:
    said = {name: vars(real)[name] for name in ("__name__", "__file__", "__package__", "__doc__")}
    names = {**said, **given}
    code = compile(ast.Module(body, []), str(real.__file__), "exec")
    exec(code, names)  # noqa: S102 - our own source, one operator turned
    return names


def _names(node: ast.Assign | ast.AnnAssign) -> Iterator[str]:
    for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
        yield from (one.id for one in ast.walk(target) if isinstance(one, ast.Name))


def _recode(old: Any, new: Any) -> None:
    """The old function, whoever holds it, does from now on what the new one does."""
    was, is_ = _bare(old), _bare(new)
    was.__code__ = is_.__code__
    if clear := getattr(old, "cache_clear", None):
        clear()


def _bare(given: Any) -> FunctionType:
    """The function under properties, class methods and caches."""
    for name in ("fget", "__func__", "func", "__wrapped__"):
        inner: Callable[..., Any] | None = getattr(given, name, None)
        if inner is not None and not isinstance(given, FunctionType):
            return _bare(inner)
    if not isinstance(given, FunctionType):
        raise TypeError(f"no function: {given!r}")
    return given


def _rebind(real: ModuleType, name: str, new: Any) -> bool:
    """The new value under the name, here and wherever the old one was imported; False where it is the same."""
    old = vars(real)[name]
    if isinstance(old, TypeVar) or _same(old, new):
        return False
    for module in [m for n, m in sys.modules.items() if n.startswith(("thongsuot.", "tests."))]:
        for other, value in list(vars(module).items()):
            if value is old and (other == name or not isinstance(old, SMALL)):
                setattr(module, other, new)
    return True


def _same(old: Any, new: Any) -> bool:
    try:
        return type(old) is type(new) and bool(old == new)
    except ValueError:  # arrays
        return False
