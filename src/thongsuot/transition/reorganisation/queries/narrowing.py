"""Lines that take one function or one counter of an agency: which dossiers go by them, and what they name that is not there.

Without such lines nothing is asked of the database.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from uuid import UUID

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.errors import Problem
from thongsuot.plumbing.access import reading
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.points import queries as points
from thongsuot.transition.reorganisation import rules
from thongsuot.transition.reorganisation.queries.plans import PlanRecord
from thongsuot.transition.reorganisation.rules import NARROW, PlanLine, Takes
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import rules as moves
from thongsuot.work.steps import queries as steps

PROCEDURE, FIELD, POINT = 1, 2, 3  # as `rules.narrowest` ranks them
Led = dict[tuple[UUID, int], PlanLine]


def led(*, viewer: Actor, found: PlanRecord) -> Led:
    """(dossier, old agency) → its line: of open dossiers that lie there, and of those with a task there."""
    lines = [line for line in found.lines if line.takes in NARROW]
    return _led(viewer=viewer, authority_id=found.authority_id, lines=lines) if lines else {}


@reading
def _led(*, viewer: Actor, authority_id: int, lines: Sequence[PlanLine]) -> Led:
    olds = frozenset(line.old_agency_id for line in lines)
    tasks = steps.open_at(viewer=viewer, agency_ids=olds)
    at: dict[UUID, list[int]] = {}
    for dossier_id, agency_id in tasks:
        at.setdefault(dossier_id, []).append(agency_id)
    matters = dossiers.matters_at(
        viewer=viewer, authority_id=authority_id, agency_ids=olds, dossier_ids=at,
        version_ids={v for line in lines if line.function for v in catalogue.versions_of(code=line.function)},
        point_ids={line.point_id for line in lines if line.point_id is not None},
    )  # fmt: skip
    told: Led = {}
    for matter in matters:
        version = catalogue.version(version_id=matter.procedure_version_id)
        named = (version.code, version.field_code) if version else ("", "")
        for agency in {matter.competent_agency_id, matter.holder_agency_id, *at.get(matter.id, ())} & olds:
            line = rules.narrowest(
                lines, agency_id=agency, procedure=named[0], field=named[1], point_id=matter.received_point_id
            )
            if line is not None:
                told[matter.id, agency] = line
    return told


def narrow_ways(*, found: PlanRecord) -> tuple[moves.Narrow, ...]:
    """The lines as dossiers take them: what is sent afterwards to an agency that ended follows them too."""
    return tuple(
        moves.Narrow(
            line.old_agency_id, line.new_agency_id, _rank(line, found.day), line.function,
            tuple(sorted(catalogue.versions_of(code=line.function))) if line.function else None, line.point_id,
            line.ground,
        )
        for line in found.lines
        if line.takes in NARROW
    )  # fmt: skip


def _rank(line: PlanLine, day: date) -> int:
    if line.takes is Takes.POINT:
        return POINT
    named = _function(line.function, day)
    return FIELD if named is None or named.is_field else PROCEDURE


def _function(code: str, day: date) -> catalogue.FunctionRecord | None:
    """As it is called on the day, else the day before: what ends with the units still has open dossiers."""
    days = (day, day - timedelta(days=1))
    return next((named for d in days if (named := catalogue.function(code=code, day=d))), None)


def called(*, line: PlanLine, day: date) -> str:
    """What a narrow line takes, by its name: of the procedure, the field or the point; "" for another line."""
    if line.takes is Takes.FUNCTION:
        named = _function(line.function, day)
        return f"{line.function} {named.name}" if named else line.function
    if line.takes is Takes.POINT and line.point_id is not None:
        point = points.point(point_id=line.point_id)
        return f"{point.code} {point.name}" if point else str(line.point_id)
    return ""


def missing(*, lines: Sequence[PlanLine], day: date) -> tuple[Problem, ...]:
    """What narrow lines name that is not there: a procedure or field nobody knows, a point of another agency."""
    return tuple(problem for line in lines for problem in _missing(line, day))


def _missing(line: PlanLine, day: date) -> Iterator[Problem]:
    if line.takes is Takes.FUNCTION and line.function and _function(line.function, day) is None:
        message = "Danh mục không có thủ tục hoặc lĩnh vực nào mang mã “{code}”."
        yield Problem("line_function_unknown", message, "function", {"code": line.function})
    if line.takes is Takes.POINT and line.point_id is not None:
        at = points.points_at(agency_ids=frozenset({line.old_agency_id}), day=day)
        if line.point_id not in {point.point_id for point in at}:
            message = "Quầy, điểm phục vụ {code} không do cơ quan cũ phụ trách."
            known = points.point(point_id=line.point_id)
            code = known.code if known else str(line.point_id)
            yield Problem("line_point_unknown", message, "point", {"code": code})
