"""Many dossiers with their papers and steps at once, for what is printed of many."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing.access import reading
from thongsuot.work.dossiers.queries.reading import (
    ONE,
    DossierRecord,
    PaperRecord,
    StepRecord,
    as_record,
    as_step,
)

PAPERS = """select dossier_id, name, originals, copies, is_electronic, wanted_id, came_with_step
from dossier_paper where dossier_id = any(%s) order by dossier_id, position"""
STEPS = """select dossier_id, number, at, act, officer_id, agency_id, state, competent_agency_id, holder_agency_id,
  holder_officer_id, due_at, detail from dossier_step where dossier_id = any(%s) order by dossier_id, number"""


@dataclass(frozen=True, slots=True)
class Whole:
    """A dossier as `dossier`, `papers_of` and `steps_of` tell it."""

    record: DossierRecord
    papers: tuple[PaperRecord, ...]
    steps: tuple[StepRecord, ...]


@reading
def wholes(*, viewer: Actor, dossier_ids: Sequence[UUID]) -> tuple[Whole, ...]:
    """These dossiers in the order given, three statements for all; what the viewer may not see is left out."""
    ids = list(dict.fromkeys(dossier_ids))
    papers: dict[UUID, list[PaperRecord]] = defaultdict(list)
    steps: dict[UUID, list[StepRecord]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(f"{ONE} d.id = any(%s)", [ids])
        records = {record.id: record for record in map(as_record, cursor.fetchall())}
        cursor.execute(PAPERS, [list(records)])
        for id_, *row in cursor.fetchall():
            papers[id_].append(PaperRecord(*row))
        cursor.execute(STEPS, [list(records)])
        for id_, *row in cursor.fetchall():
            steps[id_].append(as_step(row))
    return tuple(Whole(records[id_], tuple(papers[id_]), tuple(steps[id_])) for id_ in ids if id_ in records)
