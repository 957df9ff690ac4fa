"""A small reorganisation on the demo province: one commune's agencies are taken over by another's."""

import json
from datetime import timedelta
from uuid import uuid4

from django.db import connection
from tests.people import ELSEWHERE, HERE, NOW, THERE, TODAY, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing import access
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.units import queries as units
from thongsuot.transition.reorganisation import services
from thongsuot.transition.reorganisation.rules import PlanLine, Takes
from thongsuot.work.dossiers import services as work
from thongsuot.work.steps import queries as places
from thongsuot.work.steps import services as steps
from thongsuot.work.steps.tests.scene import ALLOWANCE

COLUMNS = """select string_agg(quote_ident(attname), ', ') from pg_attribute
  where attrelid = 'dossier'::regclass and attnum > 0 and not attisdropped and attgenerated = ''"""
COUNTER, PROCESSOR = "motcua.thuanhoa", "xuly.thuanhoa"
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


def open_places(id_):
    """The open step and the open question of a dossier, by kind."""
    return {p.kind.value: p for p in places.positions_of([id_]) if p.is_open}


def question():
    """The id of a dossier of HERE that is being assessed there while THERE was asked what it thinks."""
    version = catalogue.version_on(code=ALLOWANCE, day=TODAY)
    case = next(iter(version.services or version.cases), "")
    given = filing(procedure=ALLOWANCE, case=case)
    id_ = work.receive(actor=who(COUNTER), now=NOW, agency_id=centre(), filing=given).id
    soon = NOW + timedelta(minutes=5)
    with access.seeing(SYSTEM):
        steps.begin(actor=SYSTEM, now=NOW, dossier_ids=[id_])
        number = open_places(id_)["step"].number
    steps.complete(actor=who(COUNTER), now=soon, agency_id=centre(), dossier_id=id_, number=number)
    with access.seeing(SYSTEM):
        number = open_places(id_)["step"].number
    steps.ask_opinion(
        actor=who(PROCESSOR), now=soon, agency_id=committee(), dossier_id=id_, number=number,
        agencies=[committee(THERE)], question="Hộ này có thuộc diện nghèo không?", days=3,
    )  # fmt: skip
    return id_


def divided_office():
    """THERE's agencies go to ELSEWHERE; what its committee has goes there or to HERE, as a person says."""
    own = committee(THERE)
    lines = [line for line in takes_over(THERE) if line.old_agency_id != own]
    return lines + [PlanLine(own, committee(new), Takes.CANDIDATE) for new in (HERE, ELSEWHERE)]
