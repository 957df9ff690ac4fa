"""What a form or a program hands over: files in the request itself, and uploads that came in parts before."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TypeVar
from uuid import UUID

from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing.files import binding, keeping, limits, refusals, uploads
from thongsuot.plumbing.files.inspecting import Inspected, inspect
from thongsuot.plumbing.http.request import Request

R = TypeVar("R")
FIELD, PARTS_FIELD = "files", "upload"


def given(request: Request) -> tuple[list[Inspected], list[UUID]]:
    """Every file of the request, looked into, and the uploads it names. Raises Refused with all reasons at once."""
    ids = _upload_ids(request)
    sent: list[Callable[[], tuple[str, bytes]]] = [
        *(lambda file=file: (file.name or "", _content(file)) for file in request.FILES.getlist(FIELD)),
        *(lambda id_=id_: uploads.whole(actor=request.actor, upload_id=id_) for id_ in ids),
    ]
    if not sent:
        raise Refused(refusals.nothing())
    if len(sent) > limits.FILES_AT_ONCE:
        raise Refused(refusals.too_many(limits.FILES_AT_ONCE))
    found: list[Inspected] = []
    problems: list[Problem] = []
    for bring in sent:
        try:
            found.append(inspect(*bring()))
        except Refused as refused:
            problems.extend(refused.problems)
    if problems:
        uploads.forget(actor=request.actor, upload_ids=ids)  # the page asks for the files again
        raise Refused(*problems)
    return found, ids


def examined(found: Sequence[Inspected], *, bound_as: str = "") -> list[keeping.Examined]:
    """The files with the scanner's verdict; bound to one PDF called `bound_as` when a name is given."""
    scanned = [keeping.scanned(file) for file in found]
    if not bound_as or len(found) < 2:
        return scanned
    return [keeping.scanned(binding.bind(bound_as, found))]


def _content(file: object) -> bytes:
    """The bytes of an uploaded file; of one that is too big only as many as show that."""
    read: bytes = file.read(limits.FILE_MOST + 1)  # type: ignore[attr-defined]
    size = int(getattr(file, "size", 0) or 0)
    if size > limits.FILE_MOST:
        raise Refused(refusals.too_big(str(getattr(file, "name", "")), size))
    return read


def _upload_ids(request: Request) -> list[UUID]:
    found = []
    for given in request.POST.getlist(PARTS_FIELD)[: limits.FILES_AT_ONCE + 1]:
        with suppress(ValueError):
            found.append(UUID(given))
    return found
