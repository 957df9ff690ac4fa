"""A small reorganisation on the demo province: one commune's agencies are taken over by another's."""

import json
from datetime import timedelta
from uuid import uuid4

from django.db import connection
from tests.people import ELSEWHERE, HERE, NOW, TODAY, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing import access
from thongsuot.registers.units import queries as units
from thongsuot.transition.reorganisation import services
from thongsuot.transition.reorganisation.rules import PlanLine
from thongsuot.work.dossiers import services as work

COLUMNS = """select string_agg(quote_ident(attname), ', ') from pg_attribute
  where attrelid = 'dossier'::regclass and attnum > 0 and not attisdropped and attgenerated = ''"""
ACT, CLAUSE = "Nghị quyết 1675/NQ-UBTVQH15", "khoản 3 Điều 1"
LATER = NOW + timedelta(hours=1)


def province_agency(authority_id):
    """The province's committee, in whose name a reorganisation is done."""
    return units.agencies_of(authority_id=authority_id, day=TODAY, kind="province_committee")[0].id


def takes_over(old=HERE, new=ELSEWHERE):
    """Lines by which everything of one commune goes to another: centre to centre, all else to the committee."""
    tree = units.agency_tree(agency_id=committee(old), day=TODAY)
    lines = [PlanLine(centre(old), centre(new), act=ACT, clause=CLAUSE)]
    return lines + [
        PlanLine(agency, committee(new), act=ACT, clause=CLAUSE) for agency in sorted(tree - {centre(old)})
    ]


def planned(authority_id, lines, day=TODAY):
    """A plan, previewed: (plan id, agency in whose name, preview)."""
    by = province_agency(authority_id)
    plan = services.make_plan(actor=SYSTEM, now=NOW, agency_id=by, name="Sắp xếp thử", day=day, lines=lines)
    shown = services.preview(actor=SYSTEM, now=NOW, agency_id=by, plan_id=plan)
    return plan, by, shown


def lies_at(agency_id, like=None, **changed):
    """A dossier that an agency holds and is competent for, like one that was received; `changed`: other columns."""
    given = {"actor": who("motcua.thuanhoa"), "now": NOW}
    like = like or work.receive(**given, agency_id=centre(), filing=filing(HERE)).id
    id_ = uuid4()
    told = {"id": str(id_), "code": f"T-{id_.hex[:12]}", "competent_agency_id": agency_id, "holder_agency_id": agency_id,
            "holder_officer_id": None, **changed}  # fmt: skip
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        columns = cursor.fetchone()[0]
        cursor.execute(
            f"""insert into dossier ({columns}) select {columns} from jsonb_populate_record(null::dossier,
              (select to_jsonb(d) || %s::jsonb from dossier d where d.id = %s))""",
            [json.dumps(told), like],
        )
    return id_
