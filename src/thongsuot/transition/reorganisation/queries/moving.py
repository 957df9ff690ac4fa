"""A plan as the modules below take it: which agency leads to which, for what, and which dossiers go by name."""

from collections.abc import Sequence

from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.access import seeing
from thongsuot.registers.identity import queries as identity
from thongsuot.registers.units import queries as units
from thongsuot.transition.reorganisation import rules
from thongsuot.transition.reorganisation.queries import narrowing
from thongsuot.transition.reorganisation.queries.placing import Placement, placements
from thongsuot.transition.reorganisation.queries.plans import PlanRecord
from thongsuot.work.dossiers import rules as dossiers


def move_of(found: PlanRecord, run: int, placed: Sequence[Placement] | None = None) -> dossiers.Move:
    """The plan as dossiers take it. `placed`: where parts of split units lead, None: as it is found now."""
    if placed is None:
        placed = placements(viewer=SYSTEM, found=found)
    by_part = {
        (p.dossier_id, p.old_agency_id): p.new_agency_id for p in placed if p.new_agency_id is not None
    }
    by_line = {key: x.new_agency_id for key, x in narrowing.led(viewer=SYSTEM, found=found).items()}
    with seeing(SYSTEM):
        seats = identity.seats_at(viewer=SYSTEM, agency_ids=found.old_ids, day=found.day)
    going = rules.postings(found.lines, [(s.account_id, s.agency_id) for s in seats], found.account_words)
    ways = [
        dossiers.Way(line.old_agency_id, line.new_agency_id, line.territory_id, line.ground)
        for line in found.lines
        if line.takes in rules.WIDE
    ]
    return dossiers.Move(
        found.authority_id,
        found.ref(run),
        tuple(ways),
        found.ends,
        tuple(
            dossiers.Assigned(dossier, part, old, new)
            for (dossier, old), new in (by_part | by_line | found.dossier_words).items()
            for part in dossiers.Part
        ),
        tuple(dossiers.Posting(account, old, new) for (account, old), new in going.items()),
        narrow=narrowing.narrow_ways(found=found),
    )


def move_back_of(found: PlanRecord) -> dossiers.Move:
    """The undoing of a plan's present run: agencies that began with it lead back, where to one only."""
    known = units.agencies_by_id(agency_ids=found.new_ids)
    born = frozenset(a.id for a in known.values() if a.valid_from == found.day)
    came: dict[int, set[int]] = {}
    for line in found.lines:
        came.setdefault(line.new_agency_id, set()).add(line.old_agency_id)
    ways = tuple(
        dossiers.Way(new, min(olds), None, "undo")
        for new, olds in came.items()
        if new in born and len(olds) == 1
    )
    return dossiers.Move(found.authority_id, found.ref(), ways, born, back=True)
