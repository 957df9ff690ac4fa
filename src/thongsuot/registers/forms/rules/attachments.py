"""Papers that a form asks for: which one of the procedure, in what shape, how many files, under which condition."""

from collections.abc import Mapping
from dataclasses import dataclass

from thongsuot.kernel.law import house_rule
from thongsuot.registers.forms.rules.conditions import When

ORIGINAL, COPY, ELECTRONIC = "original", "copy", "electronic"
KINDS = (ORIGINAL, COPY, ELECTRONIC)
KIND_NAMES = {ORIGINAL: "bản chính", COPY: "bản sao", ELECTRONIC: "bản điện tử"}
FILES_MOST = 20


@dataclass(frozen=True, slots=True)
class Attachment:
    """One paper. `papers`: codes of the catalogue's components that it is, whichever the procedure names; none: the
    catalogue does not name it.

    `kinds`: in which shape it may be handed in; where only the original counts nothing can be sent over the network.
    `most` files; `months`: how old one from an earlier dossier may be; `results`: procedures whose result it is.
    """

    id: str
    label: str
    label_en: str
    hint: str = ""
    hint_en: str = ""
    required: bool = False
    required_when: When | None = None
    visible_when: When | None = None
    papers: tuple[str, ...] = ()
    kinds: tuple[str, ...] = KINDS
    most: int = FILES_MOST
    months: int | None = None
    results: tuple[str, ...] = ()

    def is_required(self, answers: Mapping[str, str]) -> bool:
        return self.required or (self.required_when is not None and self.required_when.holds(answers))

    def is_visible(self, answers: Mapping[str, str]) -> bool:
        return self.visible_when is None or self.visible_when.holds(answers)

    @property
    def is_sendable(self) -> bool:
        """Whether a file can stand for it."""
        return self.kinds != (ORIGINAL,)


@house_rule("a paper is listed in the shapes in which it is taken")
def kinds_said(attachment: Attachment) -> str:
    """ "bản chính hoặc bản sao", in Vietnamese: it is printed."""
    return " hoặc ".join(KIND_NAMES[kind] for kind in attachment.kinds)
