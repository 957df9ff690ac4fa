"""Filings that a benchmark hands in: real procedures at the province's real centres, made-up people."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers.rules import Applicant, Filing, PaperGiven

PAPERS = 3


@dataclass(frozen=True, slots=True)
class Desk:
    """A counter, and the commune that it stands in."""

    agency_id: int
    territory_code: str


def desks(day: date) -> list[Desk]:
    """Every commune centre of the loaded province."""
    found = []
    authority = units.home_authority()
    assert authority is not None, "no province is loaded"
    for centre in units.agencies_of(authority_id=authority, day=day, kind="commune_centre"):
        unit = units.unit(unit_id=centre.unit_id, day=day) if centre.unit_id else None
        if unit is not None:
            found.append(Desk(centre.id, unit.code))
    return found


def procedures(day: date, authority_code: str) -> list[str]:
    """Codes of communal procedures with a term and at least three papers."""
    codes = []
    for offer in catalogue.offered(authority_code=authority_code, day=day, level="ward"):
        version = catalogue.version_on(code=offer.code, day=day)
        if (
            version
            and version.terms
            and len({p.case for p in version.papers}) == 1
            and len(version.papers) >= PAPERS
        ):
            codes.append(offer.code)
        if len(codes) == 40:
            break
    return codes


def filing(rnd: random.Random, desk: Desk, code: str, day: date, elsewhere: Desk | None = None) -> Filing:
    """One filing with three papers; every tenth is for another commune."""
    version = catalogue.version_on(code=code, day=day)
    assert version is not None
    wanted = [*(p for p in version.papers if p.required), *(p for p in version.papers if not p.required)]
    needed = max(PAPERS, sum(p.required for p in wanted))
    number = rnd.randrange(10**6)
    return Filing(
        procedure_code=code,
        territory_code=(elsewhere or desk).territory_code,
        applicant=Applicant(
            name=f"Nguyễn Thử Nghiệm {_word(number)}",
            citizen_id=f"046099{number:06d}",
            phone=f"09{rnd.randrange(10**8):08d}",
            address="Số 1, đường Thử Nghiệm",
        ),
        case=version.papers[0].case if version.papers else "",
        papers=tuple(PaperGiven(p.name, p.id, originals=1) for p in wanted[:needed]),
    )


def maker(day: date) -> Callable[[str, str], Filing]:
    """A maker of faultless filings: of a procedure, for a territory, always the same from the start."""
    rnd = random.Random(5)
    return lambda code, territory_code: filing(rnd, Desk(0, territory_code), code, day)


def _word(number: int) -> str:
    return "".join("abcdeghiklmnopqrstuv"[int(digit)] for digit in f"{number:06d}").capitalize()
