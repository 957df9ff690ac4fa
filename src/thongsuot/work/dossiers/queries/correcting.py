"""Who asks, as far as it may be corrected, and when it was."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from thongsuot.work.dossiers.queries.reading import StepRecord
from thongsuot.work.dossiers.rules.filing import Applicant
from thongsuot.work.dossiers.rules.states import Act

ASKING = """select id, received_agency_id, applicant_name, citizen_id, phone, email, address
from dossier where id = any(%s::uuid[])"""

# What was put right after an instant stood there otherwise at it: of each field what its first correction found.
AS_KNOWN = """left join lateral (select jsonb_object_agg(b.key, b.value order by s.number desc) as was
  from dossier_step s cross join lateral jsonb_each_text(s.detail->'before') b
  where s.dossier_id = d.id and s.act = 'correct_applicant' and s.at > %(until)s) known on true"""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks in a dossier, and where it was received."""

    received_agency_id: int
    applicant: Applicant


def asking(dossier_ids: Sequence[UUID]) -> dict[UUID, Asking]:
    """Of dossiers that the running verb has locked."""
    with connection.cursor() as cursor:
        cursor.execute(ASKING, [[str(id_) for id_ in dossier_ids]])
        return {row[0]: Asking(row[1], Applicant(*row[2:])) for row in cursor.fetchall()}


def corrections(steps: Iterable[StepRecord]) -> tuple[StepRecord, ...]:
    """The steps by which the applicant was corrected, in order; `detail["before"]` is what stood before."""
    return tuple(step for step in steps if step.act == Act.CORRECT_APPLICANT)
