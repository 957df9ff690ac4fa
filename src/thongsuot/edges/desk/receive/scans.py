"""Digitising while receiving: what was scanned of each paper stays with the page until the dossier has it.

A refusal or another button costs nobody a second scan; what was never used is forgotten after a day, as every upload.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from thongsuot.edges.desk import page, saying
from thongsuot.edges.desk.receive.intake_form import Intake
from thongsuot.edges.desk.receive.reusing import CHOSEN
from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing.files import limits, refusals, taking, uploads
from thongsuot.plumbing.files import slots as kept_files
from thongsuot.plumbing.files.slots import Kept
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import formats
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services
from thongsuot.work.dossiers.rules import files as rules
from thongsuot.work.dossiers.rules.files import FileKind
from thongsuot.work.filings.rules import PaperAsked, fitting

OTHER = "khac"
KINDS = (FileKind.ORIGINAL, FileKind.COPY, FileKind.ELECTRONIC)
_KEY = re.compile(r"u_([0-9]{1,12}|khac|m_[a-z][a-z0-9_]{0,50})")


@dataclass(frozen=True, slots=True)
class Slot:
    """One paper and what has come of it. `kind`: what it was digitised from; `label`: what the page calls it."""

    key: str
    title: str
    kind: FileKind
    kept: tuple[Kept, ...]
    asked: PaperAsked | None = None
    again: tuple[UUID, ...] = ()
    offered: tuple[dossiers.Earlier, ...] = ()

    @property
    def offers(self) -> list[dict[str, Any]]:
        """Papers that the applicant has had before, as the page offers them."""
        return [
            {"id": one.id, "title": one.title, "is_chosen": one.id in self.again,
             "about": " · ".join((one.code, formats.day(one.added_at), _(rules.KIND_NAMES[one.kind])))}
            for one in self.offered
        ]  # fmt: skip

    @property
    def label(self) -> str:
        return saying.bare(self.asked.label) if self.asked else self.title

    @property
    def wanted_id(self) -> int | None:
        return self.asked.wanted_id if self.asked else None

    @property
    def kinds(self) -> list[tuple[str, str, bool]]:
        """What the page offers: code, words, chosen."""
        return [(kind.value, _(rules.KIND_NAMES[kind]), kind is self.kind) for kind in kinds_of(self.asked)]


def kinds_of(asked: PaperAsked | None) -> list[FileKind]:
    """From what a paper may be digitised; every way where nobody says."""
    return [kind for kind in KINDS if asked is None or kind.value in asked.kinds]


def slots(
    request: Request, given: QueryDict | None, form: Intake, had: Sequence[dossiers.Earlier] = ()
) -> tuple[Slot, ...]:
    """Every paper that can be digitised here, and last the one that the list does not name."""
    if form.version is None:
        return ()
    wanted = {row.paper.key: row for row in form.paper_rows()}
    named = list((given or {}).keys())
    stray = [key for key in _keys(named) if key not in wanted and key != OTHER]  # of a case that was left
    found = [_slot(request, given, key, row.title, (key,), row.paper) for key, row in wanted.items()]
    title = page.asked(given or {}, "t_khac", rules.TITLE_LONGEST)
    other = _slot(request, given, OTHER, title, (OTHER, *stray))
    return (*(_with_had(one, given, had, request.day) for one in found), other)


def _with_had(slot: Slot, given: QueryDict | None, had: Sequence[dossiers.Earlier], day: date) -> Slot:
    """The paper with what may stand for it; whether what was chosen may, the verb says."""
    if slot.asked is None or given is None:
        return slot
    again = tuple(kept_files.ids_of(given.getlist(f"{CHOSEN}{slot.key}")))
    return replace(slot, again=again, offered=fitting(slot.asked, had, day))


def _slot(
    request: Request, given: QueryDict | None, key: str, title: str, keys: Sequence[str],
    asked: PaperAsked | None = None,
) -> Slot:  # fmt: skip
    kinds = kinds_of(asked)
    if given is None:
        return Slot(key, title, kinds[0], (), asked)
    kind = given.get(f"k_{key}", "")
    ids = kept_files.ids_of([id_ for one in keys for id_ in given.getlist(f"u_{one}")])
    return Slot(
        key, title, FileKind(kind) if kind in [one.value for one in kinds] else kinds[0],
        kept_files.kept(request.actor, ids), asked,
    )  # fmt: skip


def note(form: Intake, found: Sequence[Slot]) -> None:
    """Tell the form which papers are there because they were digitised."""
    for slot in found:
        if (slot.kept or slot.again) and slot.key != OTHER:
            form.scanned[slot.key] = slot.kind if slot.kept else FileKind.ELECTRONIC
        elif slot.kept:
            form.scanned_other = slot.title


def examined(request: Request, found: Sequence[Slot], *, bind: bool) -> list[services.Scan]:
    """The files as the dossier takes them; raises Refused with every reason, and what cannot be taken is forgotten."""
    problems: list[Problem] = []
    scans = []
    for slot in found:
        files, reasons = kept_files.looked_into(request.actor, slot.kept)
        problems += reasons
        if files:
            paper = services.Paper(slot.title, slot.wanted_id)
            name = saying.bare(slot.title)[:100] if bind else ""
            scans.append(services.Scan(paper, slot.kind, taking.examined(files, bound_as=name)))
            problems += rules.title_problems(slot.title, is_published=slot.wanted_id is not None)
    if sum(len(slot.kept) for slot in found) > limits.FILES_AT_ONCE:
        problems.append(refusals.too_many(limits.FILES_AT_ONCE))
    if problems:
        raise Refused(*problems)
    return scans


def again(found: Sequence[Slot]) -> list[services.Again]:
    """What was chosen of the papers that the applicant has had before."""
    return [
        services.Again(services.Paper(slot.title, slot.wanted_id), slot.again) for slot in found if slot.again
    ]


def forget(request: Request, found: Sequence[Slot]) -> None:
    """The dossier has them."""
    uploads.forget(actor=request.actor, upload_ids=[kept.id for slot in found for kept in slot.kept])


def _keys(names: Sequence[str]) -> Iterator[str]:
    for name in names:
        if match := _KEY.fullmatch(name):
            yield match[1]
