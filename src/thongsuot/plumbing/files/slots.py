"""Files that a form asks for paper by paper, and that stay with it while it goes round: refused, looked at, gone on with.

With scripts a file comes in parts before the form is sent (`u_<paper>` names it); without, inside the form
(`f_<paper>`), and is kept in the same way. What is taken off is named by `drop`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.plumbing.files import limits, uploads
from thongsuot.plumbing.files.inspecting import Inspected, inspect
from thongsuot.plumbing.http.request import Request

SENT, KEPT = "f_", "u_"


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that has come: its upload, its name, its bytes."""

    id: UUID
    name: str
    size: int


def taken(request: Request, given: QueryDict) -> tuple[Problem, ...]:
    """Keep the files of the request and forget those that were taken off; `given` then names what there is.

    Returns why files were not taken.
    """
    problems: list[Problem] = []
    uploads.forget(actor=request.actor, upload_ids=ids_of(given.getlist("drop")))
    for name in [name for name in request.FILES if name.startswith(SENT)]:
        field = KEPT + name.removeprefix(SENT)
        ids = given.getlist(field)
        for file in request.FILES.getlist(name)[: limits.FILES_AT_ONCE]:
            try:
                found = inspect(file.name or "", file.read(limits.FILE_MOST + 1))
                ids.append(str(_kept(request, found)))
            except Refused as refused:
                problems += refused.problems
        given.setlist(field, ids)
    return tuple(problems)


def _kept(request: Request, found: Inspected) -> UUID:
    """Keep a file that came inside the form as an upload that came in parts."""
    begun = uploads.begin(actor=request.actor, now=request.now, name=found.name, size=len(found.data))
    for start in range(0, len(found.data), limits.CHUNK):
        part = found.data[start : start + limits.CHUNK]
        uploads.append(actor=request.actor, upload_id=begun.id, offset=start, data=part)
    return begun.id


def kept(actor: Actor, ids: Sequence[UUID]) -> tuple[Kept, ...]:
    """Those of the uploads that are the actor's and whole, each once."""
    found = []
    for id_ in dict.fromkeys(ids):
        try:
            one = uploads.progress(actor=actor, upload_id=id_)
        except NotFound:
            continue
        if one.is_whole:
            found.append(Kept(id_, one.name, one.size))
    return tuple(found)


def looked_into(actor: Actor, found: Sequence[Kept]) -> tuple[list[Inspected], list[Problem]]:
    """The files, and why others cannot be taken: those are forgotten."""
    files: list[Inspected] = []
    problems: list[Problem] = []
    for one in found:
        try:
            files.append(inspect(*uploads.whole(actor=actor, upload_id=one.id)))
        except Refused as refused:
            problems += refused.problems
            uploads.forget(actor=actor, upload_ids=[one.id])
    return files, problems


def ids_of(given: Sequence[str]) -> list[UUID]:
    """What is an id among the words of a form."""
    found = []
    for text in given[: 2 * limits.FILES_AT_ONCE]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
