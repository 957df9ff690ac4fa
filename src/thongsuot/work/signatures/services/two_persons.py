"""Where who drafts may not sign: said by the province, for a period, and ended before its last day."""

from datetime import date, datetime, timedelta

from psycopg.types.range import DateRange

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import NotFound, Problem, refuse_if
from thongsuot.plumbing.commands import command, note
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.units import queries as units
from thongsuot.work.signatures.models import TwoPersons

ONE = timedelta(days=1)


@command("signatures.require_two")
def require_two(
    *, actor: Actor, now: datetime, agency_id: int, procedure_code: str, from_date: date,
    to_date: date | None = None, ground: str,
) -> int:  # fmt: skip
    """Let nobody sign what he drafted: a procedure of the agency's province, "" for all of them, in [from, to); its id."""
    agency = units.agency(agency_id=agency_id)
    problems = []
    if not ground.strip():
        problems.append(Problem("ground_missing", "Hãy ghi văn bản quy định việc này.", "ground"))
    if to_date is not None and to_date <= from_date:
        problems.append(Problem("period_empty", "Ngày kết thúc phải sau ngày bắt đầu.", "to_date"))
    code = procedure_code.strip()
    if code and catalogue.version_on(code=code, day=from_date) is None:
        message = "Không có thủ tục này trong ngày bắt đầu. Hãy ghi đúng mã, hoặc để trống cho mọi thủ tục."
        problems.append(Problem("no_such_procedure", message, "procedure_code"))
    refuse_if(problems)
    if agency is None or agency.authority_id is None:
        raise NotFound(Problem("no_such_agency", "Không có cơ quan này.", "agency"))
    made = TwoPersons.objects.create(
        authority_id=agency.authority_id, procedure_code=code, ground=ground.strip(),
        valid=DateRange(from_date, to_date), recorded_at=now,
    )  # fmt: skip
    note(subject=f"procedure:{code}" if code else "procedures")
    return made.pk


@command("signatures.end_two")
def end_two(*, actor: Actor, now: datetime, agency_id: int, rule_id: int, last_day: date) -> None:
    """Let a rule of the agency's province end after `last_day`; what was signed under it stays. Raises NotFound."""
    agency = units.agency(agency_id=agency_id)
    found = TwoPersons.objects.filter(
        id=rule_id, authority_id=agency.authority_id if agency else None
    ).first()
    if found is None or (found.valid.upper is not None and found.valid.upper <= local_day(now)):
        raise NotFound(Problem("no_such_rule", "Không có quy định này, hoặc đã hết hiệu lực.", "rule"))
    if last_day < max(found.valid.lower, local_day(now)):
        message = "Ngày cuối không được trước hôm nay và trước ngày bắt đầu của quy định."
        refuse_if([Problem("end_too_early", message, "last_day")])
    found.valid = DateRange(found.valid.lower, last_day + ONE)
    found.save(update_fields=["valid"])
    note(subject=f"two_persons:{rule_id}", last_day=last_day)
