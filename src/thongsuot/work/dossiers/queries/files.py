"""The digitised papers of a dossier, and what the same applicant handed in before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.plumbing.access import reading, seeing
from thongsuot.plumbing.files.scanning import State as Scan
from thongsuot.work.dossiers.queries.standing import loaded
from thongsuot.work.dossiers.rules.files import FileKind, FileSource

STORE_MOST = 100


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One digitised paper. `size` in bytes, `pages` 0 where they cannot be counted, `scan` what the scanner said.

    from_file_id: of which file it was made: used again, certified, or signed.
    """

    id: UUID
    dossier_id: UUID
    wanted_id: int | None
    title: str
    kind: FileKind
    source: FileSource
    file_name: str
    sha256: str
    media_type: str
    size: int
    pages: int
    scan: Scan
    added_at: datetime
    officer_id: int | None
    detail: Mapping[str, Any]
    from_file_id: UUID | None


@dataclass(frozen=True, slots=True)
class StoreItem:
    """A paper that the same applicant handed in before, with the dossier in which it stands."""

    id: UUID
    code: str
    title: str
    kind: FileKind
    file_name: str
    pages: int
    added_at: datetime


FIELDS = """f.id, f.dossier_id, f.wanted_id, f.title, f.kind, f.source, f.file_name, f.sha256, s.media_type, s.size,
  f.pages, s.scan, f.added_at, f.officer_id, f.detail, f.from_file_id"""
FROM = "from dossier_file f join stored_file s on s.sha256 = f.sha256"


@reading
def files_of(*, viewer: Actor, dossier_id: UUID) -> tuple[FileRecord, ...]:
    """The files of a dossier that were not taken out, in the order in which they came."""
    return _rows("f.dossier_id = %s and f.removed_at is null order by f.id", [dossier_id])


@reading
def file(*, viewer: Actor, file_id: UUID) -> FileRecord | None:
    """One file, or None when there is none that the viewer may see."""
    return next(iter(_rows("f.id = %s and f.removed_at is null", [file_id])), None)


@reading
def file_content(*, viewer: Actor, file_id: UUID) -> str | None:
    """The hash of a file's content, taken out or not: what was signed can always be compared."""
    with connection.cursor() as cursor:
        cursor.execute("select sha256 from dossier_file where id = %s", [file_id])
        found = cursor.fetchone()
    return found[0] if found else None


def _rows(condition: str, params: Sequence[Any]) -> tuple[FileRecord, ...]:
    with connection.cursor() as cursor:
        cursor.execute(f"select {FIELDS} {FROM} where {condition}", params)
        return tuple(_record(row) for row in cursor.fetchall())


def _record(row: Sequence[Any]) -> FileRecord:
    values = list(row)
    values[4], values[5], values[11] = FileKind(values[4]), FileSource(values[5]), Scan(values[11])
    values[14] = loaded(values[14])
    return FileRecord(*values)


@reading
def results_of(*, viewer: Actor, dossier_id: UUID) -> tuple[FileRecord, ...]:
    """The files of a dossier's result as they go out: what was signed here instead of what it was made of."""
    return tuple(one for one in as_given(files_of(viewer=viewer, dossier_id=dossier_id)) if _is_result(one))


def as_given(found: Sequence[FileRecord]) -> tuple[FileRecord, ...]:
    """These files without those of which a signed one stands among them."""
    replaced = {one.from_file_id for one in found if one.source is FileSource.SIGNED}
    return tuple(one for one in found if one.id not in replaced)


def _is_result(one: FileRecord) -> bool:
    return one.kind is FileKind.RESULT


# Asked by who holds the open dossiers: the same small index as his list.
UNSIGNED = f"""select {FIELDS} {FROM} join dossier d on d.id = f.dossier_id
where d.holder_agency_id = any(%s::bigint[]) and d.is_open and d.state = 'decided' and f.kind = 'result'
  and f.source <> 'signed' and f.removed_at is null and s.media_type = 'application/pdf'
  and not coalesce((f.detail->>'is_signed_elsewhere')::boolean, false)
  and not exists (select 1 from dossier_file g
    where g.from_file_id = f.id and g.source = 'signed' and g.removed_at is null)
order by d.sort_due, f.id limit %s"""


@reading
def unsigned_results(
    *, viewer: Actor, agency_ids: Sequence[int], limit: int = STORE_MOST
) -> tuple[FileRecord, ...]:
    """Results that were handed in as PDF, in decided dossiers at these agencies, that bear no good signature yet."""
    with connection.cursor() as cursor:
        cursor.execute(UNSIGNED, [list(agency_ids), limit])
        return tuple(_record(row) for row in cursor.fetchall())


REUSED_RESULTS = """select f.id, d.procedure_version_id from dossier_file f
join dossier_file o on o.id = f.from_file_id and o.kind = 'result' join dossier d on d.id = o.dossier_id
where f.dossier_id = %s and f.removed_at is null and f.source <> 'signed'"""


@reading
def reused_results(*, viewer: Actor, dossier_id: UUID) -> dict[UUID, int]:
    """Files that are the result of an earlier dossier, used again: by file the version of the procedure that gave it."""
    with connection.cursor() as cursor:
        cursor.execute(REUSED_RESULTS, [dossier_id])
        return dict(cursor.fetchall())


STORE = f"""
select distinct on (f.sha256, f.title) f.id, d.code, f.title, f.kind, f.file_name, f.pages, f.added_at
{FROM} join dossier d on d.id = f.dossier_id
where f.removed_at is null and s.scan <> 'infected' and d.id <> %(but)s and d.authority_id = %(authority)s
  and ((d.citizen_id <> '' and d.citizen_id = %(citizen)s) or d.citizen_account_id = %(account)s)
  and not exists (select 1 from dossier_file g
    where g.dossier_id = %(but)s and g.removed_at is null and g.sha256 = f.sha256)
  and not exists (select 1 from dossier_file g
    where g.from_file_id = f.id and g.source = 'signed' and g.removed_at is null)
order by f.sha256, f.title, f.added_at limit %(most)s"""


@reading
def own_store(*, viewer: Actor, dossier_id: UUID) -> tuple[StoreItem, ...]:
    """What the citizen who looks has handed in with his other dossiers and may use again in this one."""
    return _store(dossier_id)


def store_of(*, dossier_id: UUID) -> tuple[StoreItem, ...]:
    """The same for a verb that has asked for the applicant's consent: also what other agencies hold."""
    with seeing(SYSTEM):
        return _store(dossier_id)


def _store(dossier_id: UUID) -> tuple[StoreItem, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select citizen_id, citizen_account_id, authority_id from dossier where id = %s", [dossier_id]
        )
        whose = cursor.fetchone()
        if whose is None or not (whose[0] or whose[1]):
            return ()
        cursor.execute(
            STORE,
            {
                "but": dossier_id,
                "citizen": whose[0],
                "account": whose[1],
                "authority": whose[2],
                "most": STORE_MOST,
            },
        )
        found = [_item(row) for row in cursor.fetchall()]
    return tuple(sorted(found, key=lambda item: item.added_at, reverse=True))


def _item(row: Sequence[Any]) -> StoreItem:
    values = list(row)
    values[3] = FileKind(values[3])
    return StoreItem(*values)


def room_of(*, dossier_id: UUID) -> tuple[int, int]:
    """How many files and bytes a dossier holds; asked within a verb."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select count(*), coalesce(sum(s.size), 0) {FROM} where f.dossier_id = %s and f.removed_at is null",
            [dossier_id],
        )
        count, size = cursor.fetchone()
    return int(count), int(size)


def links(*, file_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """What a row that refers to each of these files takes over from it; asked within a verb that may use them."""
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            """select id, wanted_id, title, case kind when 'result' then 'electronic' else kind end, file_name, sha256,
                 pages from dossier_file where id = any(%s::uuid[]) order by id""",
            [[str(one) for one in file_ids]],
        )
        found = cursor.fetchall()
    names = ("from_file_id", "wanted_id", "title", "kind", "file_name", "sha256", "pages")
    return [dict(zip(names, row, strict=True)) for row in found]
