"""The papers of a filing: those that its form asks for and those that only the catalogue names, in one list.

A paper of the form goes by the catalogue's where the procedure names it, so that the dossier knows it as its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import house_rule, law
from thongsuot.registers.forms.rules import Attachment, Definition
from thongsuot.work.dossiers.rules import PaperGiven
from thongsuot.work.filings.rules.general import FILES

OWN = "m_"  # begins the key of a paper that only the form names
KINDS = ("original", "copy", "electronic")


class Wanted(Protocol):
    """A paper of the catalogue."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def required(self) -> bool: ...
    @property
    def originals(self) -> int: ...
    @property
    def copies(self) -> int: ...


@dataclass(frozen=True, slots=True)
class PaperAsked:
    """One paper to hand in. `key`: how pages name it; `title`: as published, `label`: as the form calls it.

    `kept_under`: keys of a draft that hold its files, the first of which is written. `months`: how old one may be that
    was handed in before; `results`: procedures whose result it is; `code`: the catalogue's, "" without.
    """

    key: str
    title: str
    label: str
    wanted_id: int | None
    kept_under: tuple[str, ...]
    hint: str = ""
    is_required: bool = False
    kinds: tuple[str, ...] = KINDS
    most: int | None = None
    originals: int = 0
    copies: int = 0
    code: str = ""
    codes: tuple[str, ...] = ()
    months: int | None = None
    results: tuple[str, ...] = ()

    @property
    def is_sendable(self) -> bool:
        """Whether a file can stand for it."""
        return self.kinds != KINDS[:1]


@house_rule("one definition says which papers are asked for, online, at the counter and on the printed form")
def papers_asked(
    wanted: Sequence[Wanted], definition: Definition | None, raw: Mapping[str, str] | None = None
) -> tuple[PaperAsked, ...]:
    """Papers of the form in its order, then those that only the catalogue names. `raw`: the answers so far, under
    which a paper may not be asked for; None: they are not known, so every paper may be handed in."""
    forms = definition.attachments if definition is not None else ()
    left = {paper.id: paper for paper in wanted}
    found = []
    for one in forms:
        paper = next((p for p in left.values() if p.code and p.code in one.papers), None)
        if paper is not None:
            del left[paper.id]
        if raw is None or one.is_visible(raw):
            found.append(_of_form(one, paper, raw))
    return (*found, *(_of_catalogue(paper) for paper in left.values()))


def _of_form(one: Attachment, paper: Wanted | None, raw: Mapping[str, str] | None) -> PaperAsked:
    always = one.required and one.visible_when is None
    required = one.is_required(raw) if raw is not None else always
    return PaperAsked(
        key=str(paper.id) if paper is not None else OWN + one.id,
        title=paper.name if paper is not None else one.label,
        label=one.label,
        wanted_id=paper.id if paper is not None else None,
        kept_under=(one.id, *((f"{FILES}{paper.id}",) if paper is not None else ())),
        hint=one.hint,
        is_required=required or (paper is not None and paper.required),
        kinds=one.kinds,
        most=one.most,
        originals=paper.originals if paper is not None else int("original" in one.kinds),
        copies=paper.copies if paper is not None else int(one.kinds == ("copy",)),
        code=paper.code if paper is not None else "",
        codes=one.papers,
        months=one.months,
        results=one.results,
    )


def _of_catalogue(paper: Wanted) -> PaperAsked:
    return PaperAsked(
        key=str(paper.id), title=paper.name, label=paper.name, wanted_id=paper.id, kept_under=(f"{FILES}{paper.id}",),
        is_required=paper.required, originals=paper.originals, copies=paper.copies, code=paper.code,
        codes=(paper.code,) if paper.code else (),
    )  # fmt: skip


@law("NĐ 118/2025/NĐ-CP", "Điều 17")
def attachment_problems(
    asked: Sequence[PaperAsked], given: Sequence[PaperGiven], files: Mapping[str, int] | None = None
) -> Iterator[Problem]:
    """Papers of the form that must come along and do not, and papers of too many `files` (key → how many)."""
    for one in asked:
        if one.most is None or not one.is_sendable:
            continue
        has_come = any(
            paper.wanted_id == one.wanted_id if one.wanted_id is not None else paper.name == one.title
            for paper in given
        )
        if one.is_required and not has_come:
            message = "Hãy gửi kèm {label}."
            yield Problem("attachment_missing", message, one.key, {"label": one.label})
        if (files or {}).get(one.key, 0) > one.most:
            message = "{label}: nhiều nhất {most} tệp. Hãy ghép các trang thành một PDF, hoặc bỏ tệp thừa."
            yield Problem("attachment_many", message, one.key, {"label": one.label, "most": one.most})
