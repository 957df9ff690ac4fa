"""The floor: the rows of one intake written by hand, statement by statement, in one transaction.

Counter, dossier, papers, step, journal, idempotent answer and the job of the event: what our verb writes.
"""

import json
import uuid
from datetime import UTC, datetime
from typing import Any

import psycopg

COUNTER = """insert into dossier_counter as k (agency_id, day, last) values (%(agency)s, %(day)s, 1)
 on conflict (agency_id, day) do update set last = k.last + 1 returning last"""
DOSSIER = """insert into dossier (id, code, external_code, authority_id, procedure_version_id, case_name, channel,
 received_agency_id, received_by_id, received_at, is_elsewhere, competent_agency_id, holder_agency_id, territory_id,
 territory_version_id, applicant_name, name_fold, given_fold, citizen_id, phone, email, address, summary, state, term,
 due_at, due_trace, pauses, asked_times, result_way, outcome, steps, version, is_simulated)
 values (%(id)s, %(code)s, '', %(authority)s, %(version)s, '', 'DIRECT', %(agency)s, null, %(now)s, false, %(competent)s,
 %(agency)s, %(territory)s, %(territory_version)s, %(name)s, %(fold)s, %(given)s, %(citizen)s, %(phone)s, '',
 'Số 1, đường Thử Nghiệm', '', 'received', %(term)s, %(due)s, %(trace)s, '[]', 0, 'AT_SUBMISSION_PLACE', '{}', 1, 1, true)"""
PAPERS = """insert into dossier_paper (dossier_id, position, name, originals, copies, is_electronic, came_with_step)
 values (%(id)s, 1, 'Giấy thứ nhất', 1, 0, false, 1), (%(id)s, 2, 'Giấy thứ hai', 1, 0, false, 1),
 (%(id)s, 3, 'Giấy thứ ba', 1, 0, false, 1)"""
STEP = """insert into dossier_step (dossier_id, number, at, act, actor, agency_id, state, competent_agency_id,
 holder_agency_id, due_at, detail) values (%(id)s, 1, %(now)s, 'receive', 'floor', %(agency)s, 'received',
 %(competent)s, %(agency)s, %(due)s, '{}')"""
JOURNAL = """insert into journal_entry (at, verb, actor, agency_id, subject, count, detail, within, request_id)
 values (%(now)s, 'dossiers.receive', 'floor', %(agency)s, %(subject)s, 1, '{}', '', '')"""
KEY = """insert into idempotency_key (actor, key, fingerprint, answer, at)
 values ('floor', %(key)s, 'f', %(answer)s, %(now)s)"""
JOB = """insert into procrastinate_jobs (queue_name, task_name, priority, args, scheduled_at)
values ('events', 'thongsuot.deliver', 0, %(job)s, now())"""


class Floor:
    """One connection that receives by hand. `facts` are ids of a real desk, procedure and territory."""

    def __init__(self, dsn: str, facts: dict[str, Any]) -> None:
        self.connection = psycopg.connect(dsn, autocommit=True, prepare_threshold=1)
        self.connection.execute("select set_config('ts.system', 'on', false)")
        self.connection.execute("set synchronous_commit = on")
        self.facts = facts

    def receive(self, number: int) -> None:
        """One dossier, committed."""
        now = datetime.now(UTC)
        dossier_id = uuid.uuid4()
        row = {
            **self.facts,
            "id": dossier_id,
            "now": now,
            "key": dossier_id.hex,
            "subject": f"dossier:{dossier_id}",
            "name": f"Nguyễn Thử Nghiệm {number}",
            "fold": f"nguyen thu nghiem {number}",
            "given": f"{number} nghiem thu nguyen",
            "citizen": f"046099{number % 10**6:06d}",
            "phone": f"09{number % 10**8:08d}",
            "answer": json.dumps({"id": str(dossier_id)}),
            "job": json.dumps({"listener": "floor", "event": {"id": str(dossier_id)}}),
        }
        with self.connection.transaction(), self.connection.cursor() as cursor:
            cursor.execute(COUNTER, row)
            serial = cursor.fetchone()
            assert serial is not None
            row["code"] = f"{self.facts['prefix']}{serial[0]:04d}"
            for statement in (DOSSIER, PAPERS, STEP, JOURNAL, KEY, JOB):
                cursor.execute(statement, row)
