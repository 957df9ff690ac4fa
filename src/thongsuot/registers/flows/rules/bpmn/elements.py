"""XML of strangers as a plain tree. A document type is refused, and with it every bomb and every outside file."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from thongsuot.kernel.errors import Problem, Refused
from thongsuot.kernel.law import house_rule

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DDI = "http://www.omg.org/spec/DD/20100524/DI"
OWN = "urn:thongsuot:bpmn:1"
MOST_BYTES, MOST_ELEMENTS, DEEPEST = 1_000_000, 10_000, 40


@dataclass(slots=True)
class Element:
    """`space` and `tag` of its name; attributes of BPMN by their name, of other namespaces as `space name`."""

    space: str
    tag: str
    line: int
    attributes: dict[str, str]
    children: list["Element"] = field(default_factory=list)
    text: str = ""

    @property
    def id(self) -> str:
        """Its id, or its tag where it has none."""
        return self.attributes.get("id", self.tag)

    def get(self, name: str) -> str:
        """An attribute of BPMN, "" when it is not there."""
        return self.attributes.get(name, "").strip()

    def own(self, name: str) -> str:
        """An attribute of this platform, "" when it is not there."""
        return self.attributes.get(f"{OWN} {name}", "").strip()

    def of(self, *tags: str) -> Iterator["Element"]:
        """The children of BPMN with these tags."""
        return (child for child in self.children if child.space == MODEL and child.tag in tags)

    def extension(self, tag: str) -> "Element | None":
        """This platform's own element of that tag."""
        for holder in self.of("extensionElements"):
            for child in holder.children:
                if child.space == OWN and child.tag == tag:
                    return child
        return None


def _refuse(code: str, message: str, **params: object) -> Refused:
    return Refused(Problem(code, message, "file", params))


class _Builder:
    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._words
        self.open: list[Element] = []
        self.root: Element | None = None
        self.count = 0

    def _doctype(self, *_given: object) -> None:
        raise _refuse(
            "bpmn_doctype", "Tệp có khai báo DOCTYPE: không đọc, vì có thể phá máy. Hãy xuất lại tệp."
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MOST_ELEMENTS or len(self.open) >= DEEPEST:
            raise _refuse("bpmn_too_big", "Tệp quá lớn hoặc lồng quá sâu để là một quy trình.")
        space, _, tag = name.rpartition(" ")
        found = Element(space, tag, self.parser.CurrentLineNumber, attributes)
        if self.open:
            self.open[-1].children.append(found)
        else:
            self.root = found
        self.open.append(found)

    def _end(self, _name: str) -> None:
        self.open.pop()

    def _words(self, words: str) -> None:
        if len(self.open[-1].text) < 1000:
            self.open[-1].text += words


@house_rule("a file from outside is read as if somebody meant to harm")
def tree(content: bytes) -> Element:
    """The root element. Raises `Refused`: too big, a document type, not well-formed."""
    if len(content) > MOST_BYTES:
        raise _refuse("bpmn_too_big", "Tệp quá lớn hoặc lồng quá sâu để là một quy trình.")
    builder = _Builder()
    try:
        builder.parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        line = getattr(error, "lineno", builder.parser.CurrentLineNumber)
        raise _refuse("bpmn_not_xml", "Tệp không phải XML đúng dạng (dòng {line}).", line=line) from error
    assert builder.root is not None, "a well-formed file has a root"
    return builder.root
