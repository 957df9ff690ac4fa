"""What a person handed in before and what came of it, anywhere in the province: for a filing that is not there yet."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import SYSTEM, Actor, Kind
from thongsuot.plumbing.access import reading, seeing
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.identity import queries as identity
from thongsuot.work.dossiers.queries.files import FROM
from thongsuot.work.dossiers.rules.files import FileKind

MOST = 200


@dataclass(frozen=True, slots=True)
class Earlier:
    """A file of an earlier dossier: which paper it was (`paper_code` of the catalogue, "" without) or whose result."""

    id: UUID
    code: str
    title: str
    kind: FileKind
    file_name: str
    pages: int
    added_at: datetime
    paper_code: str
    procedure_code: str


EARLIER = f"""
select id, code, title, kind, file_name, pages, added_at, wanted_id, procedure_version_id from (
  select distinct on (f.sha256, f.title) f.id, d.code, f.title, f.kind, f.file_name, f.pages, f.added_at, f.wanted_id,
    d.procedure_version_id
  {FROM} join dossier d on d.id = f.dossier_id
  where f.removed_at is null and s.scan <> 'infected' and d.authority_id = %(authority)s
    and ((%(citizen)s <> '' and d.citizen_id = %(citizen)s) or d.citizen_account_id = %(account)s)
  order by f.sha256, f.title, f.added_at
) e order by added_at desc, id limit %(most)s"""


@reading
def own_papers(*, viewer: Actor, authority_id: int | None) -> tuple[Earlier, ...]:
    """What the citizen who looks has handed in or been given; nothing for anybody else."""
    claims = identity.claims_of(viewer=viewer)
    if viewer.kind is not Kind.CITIZEN or claims is None:
        return ()
    return _earlier(claims.citizen_id, viewer.account_id, authority_id)


def papers_of_person(*, citizen_id: str, authority_id: int | None) -> tuple[Earlier, ...]:
    """The same of a person, for a verb that has asked for his consent: also what other agencies hold."""
    with seeing(SYSTEM):
        return _earlier(citizen_id, None, authority_id) if citizen_id else ()


def _earlier(citizen_id: str, account_id: int | None, authority_id: int | None) -> tuple[Earlier, ...]:
    whose = {"citizen": citizen_id, "account": account_id, "authority": authority_id, "most": MOST}
    with connection.cursor() as cursor:
        cursor.execute(EARLIER, whose)
        rows = cursor.fetchall()
    found = []
    for id_, code, title, kind, file_name, pages, added_at, wanted_id, version_id in rows:
        version = catalogue.version(version_id=version_id)
        papers = version.papers if version is not None else ()
        paper_code = next((paper.code for paper in papers if paper.id == wanted_id), "")
        procedure_code = version.code if version is not None else ""
        found.append(
            Earlier(id_, code, title, FileKind(kind), file_name, pages, added_at, paper_code, procedure_code)
        )
    return tuple(found)
