"""The list that one came from: the dossiers before and after this one in it, and the way back to the same place.

A dossier's page remembers its list as one word of its address, `?list=`: the query of the worklist (or "all"), or
`@` and the name of another list with its query: `@attention/late?agency=7`, `@backlog?field=…`, `@bulk/<id>`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse

from thongsuot.edges.desk import rows, seats, worklist
from thongsuot.edges.desk.clocks import attention, backlog
from thongsuot.plumbing.http.request import Request
from thongsuot.work.bulk import queries as runs
from thongsuot.work.clocks.queries import Kind
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.queries import Cursor
from thongsuot.work.dossiers.queries.worklists import NEVER

LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Trail:
    """Addresses: of the list at the place of this dossier, of the dossiers before and after it ("": none)."""

    back: str
    previous: str = ""
    following: str = ""
    next_code: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    """Dossiers of one page of a list as far as they matter: codes in order, what is behind the last one."""

    codes: Sequence[str]
    name: str
    more: Callable[[], "_Line"] | None = None


def trail(request: Request, record: dossiers.DossierRecord, name: str) -> Trail:
    """Where `record` stands in the list of that name; whatever the name says wrongly, the worklist is the way back."""
    if not name.startswith("@"):
        return _of_worklist(request, record, name)
    kind, _sep, query = name[1:LONGEST].partition("?")
    asked = QueryDict(query).dict()
    if kind.startswith("attention/") and kind[10:] in set(Kind):
        back = _here(reverse("desk:attention-list", args=[kind[10:]]), query, record)
        return _within(record, _attention(request, Kind(kind[10:]), asked), back)
    if kind == "backlog":
        back = _here(reverse("desk:backlog-list"), query, record)
        return _within(record, _backlog(request, backlog.read(request, asked, seats.readable(request))), back)
    found = _run(request, kind[5:]) if kind.startswith("bulk/") else None
    if found is None:
        return Trail(reverse("desk:worklist"))
    return _within(record, _sample(request, found, name), reverse("desk:bulk-run", args=[found.id]))


def _here(path: str, query: str, record: dossiers.DossierRecord) -> str:
    return f"{path}?{query or 'all=1'}#{record.code}"


def _within(record: dossiers.DossierRecord, line: _Line, back: str) -> Trail:
    """Neighbours on one page of a list, and on the next page after its last one."""
    if record.code not in line.codes:
        return Trail(back)
    at = line.codes.index(record.code)
    previous = rows.address(line.codes[at - 1], line.name) if at else ""
    if at + 1 < len(line.codes):
        code = line.codes[at + 1]
        return Trail(back, previous, rows.address(code, line.name), code)
    after = line.more() if line.more else None
    if after is None or not after.codes:
        return Trail(back, previous)
    return Trail(back, previous, rows.address(after.codes[0], after.name), after.codes[0])


def _of_worklist(request: Request, record: dossiers.DossierRecord, name: str) -> Trail:
    wanted = worklist.wanted_of(request, name)
    path, own = reverse("desk:worklist"), wanted.query()
    if not name:
        return Trail(path)
    if wanted.words:
        found = worklist.found(request, wanted).rows
        return _within(record, _Line([row.code for row in found], name), _here(path, own, record))
    here = Cursor(record.due_at or NEVER, record.id)
    before = worklist.near(request, replace(wanted, after=here), limit=2, is_backwards=True)
    after = worklist.near(request, replace(wanted, after=here), limit=1)
    # The page of the list begins where it began, unless one has walked out of it: then just before this dossier.
    back = own
    if not _is_on_page(request, wanted, record.code):
        first = Cursor(before[-1].due_at or NEVER, before[-1].id) if len(before) > 1 else None
        back = wanted.query(after=str(first or ""))
    return Trail(
        _here(path, back, record),
        rows.address(before[0].code, name) if before else "",
        rows.address(after[0].code, name) if after else "",
        after[0].code if after else "",
    )


def _is_on_page(request: Request, wanted: worklist.Wanted, code: str) -> bool:
    return any(row.code == code for row in worklist.found(request, wanted).rows)


def _attention(request: Request, kind: Kind, asked: dict[str, str]) -> _Line:
    found = attention.found(request, kind, asked)
    following = {**asked, "after": str(found.next)}
    return _Line(
        [row.code for row in found.rows],
        attention.name(kind, asked),
        (lambda: _attention(request, kind, following)) if found.next else None,
    )


def _backlog(request: Request, asked: backlog.Wanted) -> _Line:
    lines, following = backlog.found(request, asked)
    return _Line(
        [line.row.code for line in lines],
        f"@backlog?{asked.query()}",
        (lambda: _backlog(request, replace(asked, after=following))) if following else None,
    )


def _run(request: Request, text: str) -> runs.RunRecord | None:
    try:
        return runs.run(viewer=request.actor, run_id=UUID(text))
    except ValueError:
        return None


def _sample(request: Request, found: runs.RunRecord, name: str) -> _Line:
    picked = runs.sample(viewer=request.actor, run=found)
    shown = dossiers.rows_of(viewer=request.actor, dossier_ids=[id_ for id_, _nth in picked])
    return _Line([row.code for row in shown], name)
