"""Whether something may be done for a procedure at a point, at any point of an agency, or where there is only a kind."""

from datetime import date

from thongsuot.kernel.errors import Problem, Word
from thongsuot.registers.points import rules
from thongsuot.registers.points.queries.duties import duties_of, kinds
from thongsuot.registers.points.queries.places import PointRecord, point, points_for, points_of


def may(*, point_id: int, capability: str, procedure_code: str, field_code: str, day: date) -> rules.Verdict:
    """Whether that may be done for that procedure at the point on that day. No at a point that is not there."""
    found = point(point_id=point_id, day=day)
    return _verdict(found, capability, procedure_code, field_code, day) if found else rules.Verdict(False)


def objection(
    *, point_id: int, capability: str, procedure_code: str, field_code: str, day: date, field: str = ""
) -> Problem | None:
    """Why that may not be done for that procedure at the point on that day; None when it may."""
    found = point(point_id=point_id, day=day)
    if found is not None:
        return _objection(found, capability, procedure_code, field_code, day, field)
    return rules.refusal(
        rules.Verdict(False), point=Word("Điểm này"), capability=capability, code=procedure_code, since=day,
        by_kind=Word("không có điểm này"), field=field,
    )  # fmt: skip


def objection_at(
    *, agency_id: int, authority_id: int, capability: str, procedure_code: str, field_code: str, day: date
) -> Problem | None:
    """Why an agency may do that nowhere: none of its points may.

    At which of them it is done nobody says, so one that may is enough. None too for an agency without points, of which
    the data say nothing.
    """
    own = points_for(agency_id=agency_id, authority_id=authority_id, day=day)
    found = [_objection(one, capability, procedure_code, field_code, day) for one in own]
    return found[0] if found and all(found) else None


def objection_of_kind(
    *, kind: str, capability: str, procedure_code: str, field_code: str, day: date, field: str = ""
) -> Problem | None:
    """The same of a kind of which no point stands in the register: a mobile session. None for a kind nobody knows."""
    known = next((one for one in kinds() if one[0] == kind), None)
    if known is None:
        return None
    said = rules.verdict(
        known[3], duties_of(kind=kind, day=day), capability=capability, procedure_code=procedure_code,
        field_code=field_code,
    )  # fmt: skip
    if said.is_allowed:
        return None
    return rules.refusal(
        said,
        point=known[1],
        capability=capability,
        code=procedure_code,
        since=day,
        by_kind=known[1],
        field=field,
    )


def points_that_may(
    *, authority_id: int, capability: str, procedure_code: str, field_code: str, day: date
) -> tuple[PointRecord, ...]:
    """The points of a province at which that may be done for that procedure, in the order of `points_of`."""
    every = points_of(authority_id=authority_id, day=day)
    one_of = {found.kind: found for found in every}
    able = {
        kind
        for kind, found in one_of.items()
        if _verdict(found, capability, procedure_code, field_code, day).is_allowed
    }
    return tuple(found for found in every if found.kind in able)


def _verdict(
    found: PointRecord, capability: str, procedure_code: str, field_code: str, day: date
) -> rules.Verdict:
    return rules.verdict(
        found.capabilities, duties_of(kind=found.kind, day=day), capability=capability, procedure_code=procedure_code,
        field_code=field_code,
    )  # fmt: skip


def _objection(
    found: PointRecord, capability: str, procedure_code: str, field_code: str, day: date, field: str = ""
) -> Problem | None:
    said = _verdict(found, capability, procedure_code, field_code, day)
    if said.is_allowed:
        return None
    return rules.refusal(
        said, point=found.name, capability=capability, code=procedure_code, since=found.valid_from or day,
        by_kind=found.kind_name, field=field,
    )  # fmt: skip
