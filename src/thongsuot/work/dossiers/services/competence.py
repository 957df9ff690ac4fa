"""Competence at the moment of a decision: asked of the register, said with the agency's name."""

from dataclasses import replace
from datetime import date

from thongsuot.kernel.dates import format_date
from thongsuot.kernel.errors import Problem, Word
from thongsuot.registers.catalogue.rules import GROUND_NAMES, Answer
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers.rules.stands import Moved


def told(moved: Moved, answer: Answer | None, *, day: date, asks_seat: bool) -> Moved:
    """The same, with a refusal for want of competence naming who is competent; a contradiction refuses everybody."""
    if answer is None or not asks_seat:
        return moved
    if len(answer.agencies) > 1:
        return Moved(moved.stand, (*_others(moved), _contradiction(answer, day)))
    if answer.agency_id is None or all(p.code != "not_competent" for p in moved.problems):
        return moved
    return replace(moved, problems=(*_others(moved), _named(answer, answer.agency_id, day)))


def _others(moved: Moved) -> tuple[Problem, ...]:
    return tuple(p for p in moved.problems if p.code != "not_competent")


def _named(answer: Answer, agency_id: int, day: date) -> Problem:
    found = units.agency(agency_id=agency_id)
    document = answer.mandate.document if answer.mandate else ""
    return Problem(
        "not_competent",
        "Ngày {day}, cơ quan có thẩm quyền với hồ sơ này là {agency} ({ground}{document}). Hãy chuyển hồ sơ đến đó.",
        params={
            "day": format_date(day),
            "agency": found.name if found else "",
            "ground": Word(GROUND_NAMES[answer.ground]),
            "document": f", {document}" if document else "",
        },
    )


def _contradiction(answer: Answer, day: date) -> Problem:
    found = units.agencies_by_id(agency_ids=frozenset(answer.agencies))
    names = ", ".join(found[id_].name for id_ in answer.agencies if id_ in found)
    return Problem(
        "competence_contradiction",
        "Ngày {day} có nhiều cơ quan cùng được giao quyết định việc này: {agencies}. Cần sửa văn bản giao quyền.",
        params={"day": format_date(day), "agencies": names},
    )
