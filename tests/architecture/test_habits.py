"""The habits that were promised, checked on the source itself."""

import ast
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "src" / "thongsuot"
EVERY = [
    p for p in [*ROOT.rglob("*.py"), *ROOT.parents[1].glob("tests/**/*.py")] if "migrations" not in p.parts
]
FILES = [p for p in EVERY if "tests" not in p.parts]
CLOCK = {"now", "localdate", "localtime", "today", "utcnow"}
PUBLIC_RULES = [
    p
    for p in FILES
    if (p.name == "rules.py" or p.parent.name == "rules")
    and p.relative_to(ROOT).parts[0] in ("registers", "work")
]


def named(path):
    return str(path.relative_to(ROOT.parents[1]))


@cache
def tree(path):
    return ast.parse(path.read_text())


@pytest.fixture(scope="module", autouse=True)
def _forget_trees():
    """All that was read would be kept, and looked through by the garbage collector, for the rest of the run."""
    yield
    tree.cache_clear()


def functions(path):
    """Every function, however deep: only statements hold statements."""
    found, waiting = [], [tree(path)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.append(node)
        for part in ("body", "handlers", "orelse", "finalbody", "cases"):
            waiting += getattr(node, part, ())
    return found


def below_the_screens(path):
    parts = path.relative_to(ROOT).parts
    stems = {path.stem, *parts}
    return parts[0] in ("kernel", "registers", "work") and stems & {
        "rules",
        "services",
        "queries",
        "kernel",
        "models",
    }


def test_files_and_functions_are_small_enough_to_read():
    long_files = [named(p) for p in EVERY if len(p.read_text().splitlines()) > 400]
    long_functions = [
        f"{named(p)}:{f.name}" for p in EVERY for f in functions(p) if f.end_lineno - f.lineno >= 40
    ]
    assert (long_files, long_functions) == ([], [])


def test_verbs_take_keywords():
    wrong = [
        f"{named(p)}:{f.name}"
        for p in FILES
        if p.name == "services.py" or p.parent.name == "services"
        for f in tree(p).body
        if isinstance(f, ast.FunctionDef)
        and any("command" in ast.unparse(d) for d in f.decorator_list)
        and (f.args.args or {a.arg for a in f.args.kwonlyargs} & {"actor", "now"} != {"actor", "now"})
    ]
    assert wrong == []


def test_nobody_below_the_screens_looks_at_the_clock():
    wrong = [
        f"{named(p)}:{n.lineno}"
        for p in FILES
        if below_the_screens(p)
        for n in ast.walk(tree(p))
        if isinstance(n, ast.Call) and getattr(n.func, "attr", getattr(n.func, "id", "")) in CLOCK
    ]
    assert wrong == []


def test_every_rule_names_its_source():
    wrong = [
        f"{named(p)}:{f.name}"
        for p in PUBLIC_RULES
        for f in tree(p).body
        if isinstance(f, ast.FunctionDef)
        and not f.name.startswith("_")
        and not any(ast.unparse(d).startswith(("law(", "house_rule(")) for d in f.decorator_list)
    ]
    assert wrong == []


def test_every_module_says_what_it_is_for():
    for init in ROOT.glob("*/*/__init__.py"):
        if init.parent.name not in ("tests", "migrations", "templatetags"):
            assert ast.get_docstring(tree(init)), named(init)


def test_no_signals_and_no_managers_with_rules():
    words = ("django.dispatch", "django.db.models.signals", "post_save", "pre_save")
    wrong = [named(p) for p in FILES if any(word in p.read_text() for word in words)]
    assert wrong == []


@cache
def texts(path):
    """Every text in the code but docstrings, which may give examples."""
    said = {
        id(n.body[0].value)
        for n in ast.walk(tree(path))
        if isinstance(n, ast.Module | ast.ClassDef | ast.FunctionDef)
        and n.body
        and isinstance(n.body[0], ast.Expr)
    }
    return [
        n.value
        for n in ast.walk(tree(path))
        if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in said
    ]


PACKS = sorted(
    p.parent.name for p in ROOT.parents[1].glob("packs/*/pack.toml") if p.parent.name != "national"
)
FACTS = ["Huế", "H57", "19789", "Thuận Hóa", *(rf"\b{pack}\b" for pack in PACKS)]


@pytest.mark.parametrize("fact", FACTS)
def test_no_fact_of_a_province_in_code(fact):
    assert [(named(p), text) for p in FILES for text in texts(p) if re.search(fact, text)] == []


def test_the_names_of_packs_are_among_those_facts():
    assert len(PACKS) > 1
    assert re.search(FACTS[-1], f"folder of {PACKS[-1]}")


def test_migrations_are_named():
    wrong = [p.name for p in ROOT.rglob("migrations/0*.py") if "auto_" in p.name or len(p.stem) < 7]
    assert wrong == []


def looks(statement):
    """Whether a statement looks at the open page as a whole."""
    names = {getattr(n, "attr", getattr(n, "id", "")) for n in ast.walk(statement)}
    return isinstance(statement, ast.Assert | ast.Expr) and bool(names & {"obstacles", "obstacles_in"})


def clicks(statement):
    call = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "click"


def looked_at_too_early(body):
    """Lines that look at a page right after a click, which may still show the page before."""
    return [after.lineno for before, after in pairwise(body) if clicks(before) and looks(after)]


def test_a_browser_test_looks_at_the_page_that_a_click_leads_to():
    early = ast.parse("page.click('a')\nassert obstacles(opened) == []").body
    late = ast.parse("browser.follow(page, 'a')\nassert obstacles(opened) == []").body
    assert (looked_at_too_early(early), looked_at_too_early(late)) == ([2], [])
    bodies = [
        (path, node.body)
        for path in ROOT.parents[1].glob("tests/browser/test_*.py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.For | ast.With)
    ]
    assert [(named(path), line) for path, body in bodies for line in looked_at_too_early(body)] == []


HEAVY = {"pyhanko", "pyhanko_certvalidator", "openpyxl", "numpy"}  # together a third of every start
HEAVY_FOLDERS = ("plumbing/signing", "plumbing/paper/attached.py", "kernel/deadlines/many.py", "edges/bench")


def heavy_at_start(parsed):
    """Libraries of HEAVY that a module imports as soon as it is imported itself."""
    imports = (n for n in parsed.body if isinstance(n, ast.Import | ast.ImportFrom))
    names = [n.module or "" if isinstance(n, ast.ImportFrom) else n.names[0].name for n in imports]
    return HEAVY & {name.split(".")[0] for name in names}


def test_what_starts_slowly_is_imported_where_it_is_used():
    assert heavy_at_start(ast.parse("from openpyxl import load_workbook")) == {"openpyxl"}
    elsewhere = [p for p in FILES if not str(p.relative_to(ROOT)).startswith(HEAVY_FOLDERS)]
    assert [(named(p), heavy_at_start(tree(p))) for p in elsewhere if heavy_at_start(tree(p))] == []
    lazy = (ROOT / "plumbing/signing/__init__.py", ROOT / "kernel/deadlines/__init__.py")
    held = [n.module for p in lazy for n in tree(p).body if isinstance(n, ast.ImportFrom)]
    assert "thongsuot.plumbing.signing.bounds" in held
    assert not [m for m in held if m and m.endswith((".keys", ".signing", ".verifying", ".many"))]
