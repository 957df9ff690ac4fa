"""Digitising while receiving: what was scanned of each paper stays with the page until the dossier has it.

With scripts a file comes in parts before the page is sent (`u_<paper>` names it); without, inside the page (`f_<paper>`),
and is kept in the same way, so that a refusal or another button costs nobody a second scan. What was never used is
forgotten after a day, as every upload is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from thongsuot.edges.desk import page, saying
from thongsuot.edges.desk.receive.intake_form import Intake
from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.plumbing.files import limits, refusals, taking, uploads
from thongsuot.plumbing.files.inspecting import Inspected, inspect
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import formats
from thongsuot.work.dossiers import services
from thongsuot.work.dossiers.rules import files as rules
from thongsuot.work.dossiers.rules.files import FileKind

OTHER = "khac"
KINDS = (FileKind.ORIGINAL, FileKind.COPY, FileKind.ELECTRONIC)
_KEY = re.compile(r"u_([0-9]{1,12}|khac)")


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that has come: its upload, its name, "1,2 MB"."""

    id: UUID
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Slot:
    """One paper and what has come of it. `kind`: what it was digitised from."""

    key: str
    title: str
    kind: FileKind
    kept: tuple[Kept, ...]

    @property
    def kinds(self) -> list[tuple[str, str, bool]]:
        """What the page offers: code, words, chosen."""
        return [(kind.value, _(rules.KIND_NAMES[kind]), kind is self.kind) for kind in KINDS]


def taken(request: Request, given: QueryDict) -> tuple[Problem, ...]:
    """Keep the files of the request and forget those that were taken off; `given` then names what there is.

    Returns why files were not taken.
    """
    problems: list[Problem] = []
    for id_ in _ids(given.getlist("drop")):
        _forget(request, id_)
    for field in [name for name in request.FILES if name.startswith("f_")]:
        ids = given.getlist(f"u_{field.removeprefix('f_')}")
        for file in request.FILES.getlist(field)[: limits.FILES_AT_ONCE]:
            try:
                found = inspect(file.name or "", file.read(limits.FILE_MOST + 1))
                ids.append(str(_kept(request, found)))
            except Refused as refused:
                problems += refused.problems
        given.setlist(f"u_{field.removeprefix('f_')}", ids)
    return tuple(problems)


def _kept(request: Request, found: Inspected) -> UUID:
    """Keep a file that came inside the page as an upload that came in parts."""
    begun = uploads.begin(actor=request.actor, now=request.now, name=found.name, size=len(found.data))
    for start in range(0, len(found.data), limits.CHUNK):
        uploads.append(
            actor=request.actor,
            upload_id=begun.id,
            offset=start,
            data=found.data[start : start + limits.CHUNK],
        )
    return begun.id


def slots(request: Request, given: QueryDict | None, form: Intake) -> tuple[Slot, ...]:
    """Every paper that can be digitised here, and last the one that the list does not name."""
    if form.version is None:
        return ()
    wanted = {str(row.paper.id): row.name for row in form.paper_rows() if not row.is_remark}
    named = list((given or {}).keys())
    stray = [key for key in _keys(named) if key not in wanted and key != OTHER]  # of a case that was left
    found = [_slot(request, given, key, title, (key,)) for key, title in wanted.items()]
    title = page.asked(given or {}, "t_khac", rules.TITLE_LONGEST)
    return (*found, _slot(request, given, OTHER, title, (OTHER, *stray)))


def _slot(request: Request, given: QueryDict | None, key: str, title: str, keys: Sequence[str]) -> Slot:
    if given is None:
        return Slot(key, title, FileKind.ORIGINAL, ())
    kind = given.get(f"k_{key}", "")
    ids = [id_ for one in keys for id_ in _ids(given.getlist(f"u_{one}"))]
    kept = (_progress(request, id_) for id_ in dict.fromkeys(ids))
    return Slot(
        key, title, FileKind(kind) if kind in [one.value for one in KINDS] else FileKind.ORIGINAL,
        tuple(one for one in kept if one is not None),
    )  # fmt: skip


def note(form: Intake, found: Sequence[Slot]) -> None:
    """Tell the form which papers are there because they were digitised."""
    for slot in found:
        if slot.kept and slot.key != OTHER:
            form.scanned[slot.key] = slot.kind
        elif slot.kept:
            form.scanned_other = slot.title


def examined(request: Request, found: Sequence[Slot], *, bind: bool) -> list[services.Scan]:
    """The files as the dossier takes them; raises Refused with every reason, and what cannot be taken is forgotten."""
    problems: list[Problem] = []
    scans = []
    for slot in found:
        files = []
        for kept in slot.kept:
            try:
                files.append(inspect(*uploads.whole(actor=request.actor, upload_id=kept.id)))
            except Refused as refused:
                problems += refused.problems
                _forget(request, kept.id)
        if files:
            paper = services.Paper(slot.title, int(slot.key) if slot.key != OTHER else None)
            name = saying.bare(slot.title)[:100] if bind else ""
            scans.append(services.Scan(paper, slot.kind, taking.examined(files, bound_as=name)))
            problems += rules.title_problems(slot.title)
    if sum(len(slot.kept) for slot in found) > limits.FILES_AT_ONCE:
        problems.append(refusals.too_many(limits.FILES_AT_ONCE))
    if problems:
        raise Refused(*problems)
    return scans


def forget(request: Request, found: Sequence[Slot]) -> None:
    """The dossier has them."""
    uploads.forget(actor=request.actor, upload_ids=[kept.id for slot in found for kept in slot.kept])


def _progress(request: Request, id_: UUID) -> Kept | None:
    try:
        found = uploads.progress(actor=request.actor, upload_id=id_)
    except NotFound:
        return None
    return Kept(id_, found.name, formats.size(found.size)) if found.is_whole else None


def _forget(request: Request, id_: UUID) -> None:
    uploads.forget(actor=request.actor, upload_ids=[id_])


def _keys(names: Sequence[str]) -> Iterator[str]:
    for name in names:
        if match := _KEY.fullmatch(name):
            yield match[1]


def _ids(given: Sequence[str]) -> list[UUID]:
    found = []
    for text in given[: 2 * limits.FILES_AT_ONCE]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
