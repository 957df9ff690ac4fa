"""Every small change of a module's source, one at a time: a comparison turned, a number one higher, an entry left out.

Sentences, decorators and annotations stay: they say what a rule is for, not what it does.
"""

import ast
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
OTHER: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.FloorDiv: ast.Mult, ast.Mult: ast.Add, ast.Mod: ast.Mult,
}  # fmt: skip
SAID = ("decorator_list", "annotation", "returns")
SENTENCES = ("Problem", "Word")


def points(source: str) -> list[str]:
    """What can be changed in a module: the line of each change and what it would do."""
    return [f"{node.lineno}: {said}" for node, said, _ in _points(ast.parse(source))]


def changed(source: str, number: int) -> ast.Module:
    """The module with one of its `points` changed."""
    tree = ast.parse(source)
    _, _, act = list(_points(tree))[number]
    act()
    return ast.fix_missing_locations(tree)


Point = tuple[Any, str, Callable[[], None]]


def _points(tree: ast.Module) -> Iterator[Point]:
    for node in _body(tree):
        yield from _of(node)
    for statement in tree.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
            for node in ast.walk(statement.value):
                yield from _entries(node)


def _body(node: ast.AST) -> Iterator[ast.AST]:
    """Everything that is carried out: no decorators, annotations, sentences of problems or texts."""
    is_said = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SENTENCES
    for name, value in ast.iter_fields(node):
        if is_said or name in SAID or (name == "args" and isinstance(node, ast.FunctionDef | ast.Lambda)):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield child
                yield from _body(child)


def _of(node: Any) -> Iterator[Point]:
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        turned = TURNED[type(node.ops[0])]
        yield node, f"{ast.unparse(node)} → {turned.__name__}", lambda: node.ops.__setitem__(0, turned())
    elif isinstance(node, ast.BoolOp):
        op = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield node, f"{ast.unparse(node)} → {op.__name__}", lambda: setattr(node, "op", op())
    elif isinstance(node, ast.BinOp) and type(node.op) in OTHER and not _is_text(node):
        other = OTHER[type(node.op)]
        yield node, f"{ast.unparse(node)} → {other.__name__}", lambda: setattr(node, "op", other())
    elif isinstance(node, ast.IfExp):
        yield node, f"{ast.unparse(node)} → swapped", lambda: _swap(node)
    elif isinstance(node, ast.If | ast.While) and isinstance(
        node.test, ast.Name | ast.Attribute | ast.Call | ast.UnaryOp
    ):
        yield node.test, f"{ast.unparse(node.test)} → not", lambda: _negate(node)
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool | int):
        value = not node.value if isinstance(node.value, bool) else node.value + 1
        yield node, f"{node.value} → {value}", lambda: setattr(node, "value", value)


def _entries(node: Any) -> Iterator[Point]:
    """Entries of the module's tables, but for tables of texts."""
    if isinstance(node, ast.Dict) and not all(isinstance(value, ast.Constant) for value in node.values):
        for n, value in enumerate(node.values):
            yield value, f"{ast.unparse(value)[:60]} → left out", partial(_leave_out, node, n)
    elif isinstance(node, ast.Set | ast.Tuple):
        for n, entry in enumerate(node.elts):
            if isinstance(entry, ast.Attribute):
                yield entry, f"{ast.unparse(entry)} → left out", partial(_leave_out, node, n)


def _is_text(node: ast.BinOp) -> bool:
    return any(
        isinstance(side, ast.JoinedStr) or (isinstance(side, ast.Constant) and isinstance(side.value, str))
        for side in (node.left, node.right)
    )


def _swap(node: ast.IfExp) -> None:
    node.body, node.orelse = node.orelse, node.body


def _negate(node: ast.If | ast.While) -> None:
    node.test = ast.UnaryOp(ast.Not(), node.test)


def _leave_out(node: Any, number: int) -> None:
    for entries in (node.keys, node.values) if isinstance(node, ast.Dict) else (node.elts,):
        del entries[number]
