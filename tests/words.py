"""What each module says to people, read from its sources: every such sentence needs its English.

A sentence is what stands in a template's {% translate %}, in a call of gettext, or as the message of a
`Problem`; and, so that a table of words cannot be forgotten, every other Vietnamese text of the module's code.
Left out is only what is written in both languages side by side, what is printed on the official forms (they
are Vietnamese by law) and what is data.
"""

import ast
import io
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from thongsuot.rooms import modules

SOURCE = Path(__file__).resolve().parents[1] / "src" / "thongsuot"
MODULES = ("kernel", "plumbing", "plumbing.ui", *modules())
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "_": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# Where there is none of these, a file need not be read word by word.
CALLS = re.compile(rf"\b({'|'.join(KEYWORDS)})\s*\(")
SAID_BY = {"Problem": 1, "no_such": 0, "fault": 3}  # which argument is the message
# What these are given stays as it is: citations of law, patterns, both languages beside each other.
GIVEN_TO = {"law", "house_rule", "compile", "t", "Trouble", "Finding", "Check", "run", "_trouble"}
VIETNAMESE = re.compile(r"[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
LETTERS = re.compile(r"[^\W\d_]")
UNSAID_FILES = {
    "kernel": ("names.py", "oldfonts.py"),
    "plumbing": ("postgres/", "cli/", "paper/", "settings.py"),
    "plumbing.ui": ("gallery.py", "apps.py"),
    "work.dossiers": ("papers/",),
    "work.fees": ("papers/",),
    "edges.exchange": (
        "vnpay/simulator.py",
        "vnpay/bank.py",
        "population/simulator.py",
        "national_portal/simulator",
    ),
    "work.filings": ("papers/", "rules/general.py"),
    "transition.reorganisation": ("papers/",),
    "registers.units": ("rules/kinds.py", "rules/sources.py"),
    "registers.addresses": ("rules/streets.py",),  # words that are looked for in what people write
    "registers.catalogue": ("rules/terms.py",),
    "edges.packs": ("demo/", "drafting/"),  # what a draft writes is data
    "edges.bench": ("",),
    "edges.terminal": ("",),
}
# What looks like a sentence and is none: names, words that are looked for in data, the beginning of a value.
UNSAID = {
    "kernel": {"ghi một trong: ", "đổi thành một trong: "},
    "plumbing": {"Thông Suốt"},
    "registers.identity": {"Thông Suốt", "Cốc Cốc"},
    "registers.units": {"ghi mã {right}", "đúng của đơn vị này"},
    "registers.catalogue": {"một chữ số, dấu chấm, sáu chữ số"},
    "work.fees": {"đ", "Đ"},
    "registers.points": {"ghi các từ trong: "},
    "registers.flows": {"phải là một trong: ", "Trả lại"},
    "edges.portal": {"thủ tục ", "mô phỏng", "hộ kinh doanh", "tách thửa", "xác nhận độc thân"},
    "edges.desk": {"thủ tục ", " đ"},
    "edges.packs": {"đổi thành một trong: ", "tổng", "tổng cộng", "cộng"},
}
# Parts of a template in which Vietnamese is translated, cited or nobody's to read.
SAID_PARTS = re.compile(
    r"{#.*?#}|{% comment.*?endcomment %}|{% blocktranslate.*?endblocktranslate %}|{% translate .*?%}|_\(\"[^\"]*\"\)"
    r"|{% include \"ui/basis.html\".*?%}|Thông Suốt|Tiếng Việt",
    re.DOTALL,
)
BLANK = re.compile(r"{(\w*)[^}]*}|%\((\w+)\)s")
Sentence = tuple[str, str]  # context ("" for none) and msgid


def folder(module: str) -> Path:
    """Where the module lives."""
    return SOURCE.joinpath(*module.split("."))


@cache
def english(module: str) -> dict[Sentence, tuple[str, ...]]:
    """Every translated sentence of the module's catalogue with its English, one text for each number."""
    path = folder(module) / "locale/en/LC_MESSAGES/django.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        found = {}
        for message in read_po(file):
            string = message.string or ""
            texts = (string,) if isinstance(string, str) else tuple(string)
            if message.id and all(texts):
                found[message.context or "", _first(message.id)] = texts
    return found


@cache
def sentences(module: str) -> set[Sentence]:
    """Every sentence of the module that a person can see and a catalogue can translate."""
    found = set()
    for path in _files(module, "*.html"):
        found |= said_in_template(path.read_text(encoding="utf-8"))
    found |= _code(module)[0]
    unsaid_words = UNSAID.get(module, set())
    return {
        (context, said)
        for context, said in found
        if said not in unsaid_words and LETTERS.search(BLANK.sub("", said))
    }


def said_in_template(text: str) -> set[Sentence]:
    """What a template has translated."""
    return set(_called(templatize(text)))


def untranslated(module: str) -> set[tuple[str, str]]:
    """File and line of each template of the module that says something in Vietnamese alone."""
    return {
        (path.name, line.strip())
        for path in _files(module, "*.html")
        if not path.name.startswith("gallery")
        for line in SAID_PARTS.sub("", path.read_text(encoding="utf-8")).splitlines()
        if VIETNAMESE.search(line)
    }


def said_in_code(text: str, *, every_text: bool = True) -> set[Sentence]:
    """What is given to gettext or to a `Problem`; with `every_text` every other Vietnamese text too."""
    return _said(text, list(ast.walk(ast.parse(text))), every_text=every_text)


def _said(text: str, nodes: Sequence[ast.AST], *, every_text: bool) -> set[Sentence]:
    called = set(_called(text)) if CALLS.search(text) else set()
    found = called | {("", said) for said in _refused(nodes)}
    if every_text:
        in_context = {part for context, said in called if context for part in (context, said)}
        found |= {("", said) for said in _written(nodes) if said not in in_context}
    return found


def texts(module: str) -> set[str]:
    """Every text of the module's code, a sentence or not: what its catalogue may say in English."""
    return _code(module)[1]


@cache
def _code(module: str) -> tuple[set[Sentence], set[str]]:
    """What the module's code says, and all its texts: every file is parsed and walked through once."""
    said: set[Sentence] = set()
    texts: set[str] = set()
    for path in _files(module, "*.py"):
        text = path.read_text(encoding="utf-8")
        nodes = list(ast.walk(ast.parse(text)))
        inside = path.relative_to(folder(module)).as_posix()
        unsaid = inside.startswith(UNSAID_FILES.get(module, ("?",)))
        said |= _said(text, nodes, every_text=not unsaid)
        constants = (node.value for node in nodes if isinstance(node, ast.Constant))
        texts |= {value for value in constants if isinstance(value, str)}
    return said, texts


def blanks(text: str) -> set[str]:
    """The names of what is filled into a sentence."""
    return {braces or percent for braces, percent in BLANK.findall(text)}


def _files(module: str, pattern: str) -> Iterator[Path]:
    """The module's files of a kind, without tests, migrations and the modules that lie inside it."""
    inner = [folder(other) for other in MODULES if other.startswith(f"{module}.")]
    for path in sorted(folder(module).rglob(pattern)):
        if not {"tests", "migrations"} & set(path.parts) and not any(map(path.is_relative_to, inner)):
            yield path


def _called(text: str) -> Iterator[Sentence]:
    for _line, message, _comments, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
        if _first(message):
            yield context or "", _first(message)


def _first(message: object) -> str:
    return message if isinstance(message, str) else message[0]  # type: ignore[index]


def _refused(nodes: Sequence[ast.AST]) -> Iterator[str]:
    """Messages of refusals; one that was given a name first is looked up by it."""
    named = [
        (target.id, node.value.value)
        for node in nodes
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    for node in nodes:
        if isinstance(node, ast.Call) and (place := SAID_BY.get(_name(node))) is not None:
            said = node.args[place] if len(node.args) > place else None
            values = [value for name, value in named if name == said.id] if isinstance(said, ast.Name) else []
            values += [said.value] if isinstance(said, ast.Constant) else []
            yield from (value for value in values if isinstance(value, str))


def _written(nodes: Sequence[ast.AST]) -> Iterator[str]:
    unsaid = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}  # docstrings
    for node in nodes:
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Call) and _name(node) in GIVEN_TO):
            unsaid |= {id(inner) for inner in ast.walk(node) if isinstance(inner, ast.Constant)}
    for node in nodes:
        value = node.value if isinstance(node, ast.Constant) and id(node) not in unsaid else None
        if isinstance(value, str) and VIETNAMESE.search(value):
            yield value


def _name(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))
