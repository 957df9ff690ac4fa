"""The balance of a past switch, counted anew by anybody: from the plan's lines and the dossiers' own journals."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from thongsuot.transition.reorganisation.conservation import goods
from thongsuot.transition.reorganisation.conservation.balance import digest
from thongsuot.transition.reorganisation.conservation.book import read
from thongsuot.transition.reorganisation.conservation.looking import rows
from thongsuot.transition.reorganisation.conservation.stands import Stand

STEPS = """select s.dossier_id::text, (s.detail->>'competent')::bigint, (s.detail->>'holder')::bigint, s.state,
    d.territory_id, s.competent_agency_id, s.holder_agency_id
  from dossier_step s join dossier d on d.id = s.dossier_id
  where s.act = 'move' and s.detail->>'ref' = %s and not s.detail ? 'undo' and s.detail->>'batch' in ('bulk', 'late')"""
LEFT = """select count(*) from dossier where is_open and authority_id = %s
  and (competent_agency_id = any(%s::bigint[]) or holder_agency_id = any(%s::bigint[]))"""


@dataclass(frozen=True, slots=True)
class Recount:
    """`findings` in English; none: the report is true. `moved`: dossiers whose journals tell of the switch."""

    moved: int
    findings: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.findings


def recount(plan_id: int, ref: str, body: dict[str, Any], printed: str, *, is_standing: bool) -> Recount:
    """Compare a report (`body`, with the digest `printed` on it) with what the database says now.

    is_standing: the switch was not undone, so no open dossier may lie at an agency that it ended.
    """
    book = read(plan_id, ref, back=False)
    findings = [] if digest(body) == printed else ["the report's digest is not that of its content"]
    went: Counter[tuple[str, int, int]] = Counter()
    steps = rows(STEPS, ref)
    for id_, competent, holder, state, land, to_competent, to_holder in steps:
        was = Stand(competent, holder, None, state, land)
        if (to_competent, to_holder) != book.wanted(id_, was):
            findings.append(f"dossier {id_} went to {to_competent}/{to_holder} against the plan")
        went[f"dossiers.competent.{state}", competent, to_competent] += competent != to_competent
        went[f"dossiers.holder.{state}", holder, to_holder] += holder != to_holder
    told = {
        (e["item"], e["agency"], int(to)): count
        for e in body["balance"]["entries"]
        if e["item"].startswith("dossiers.")
        for to, count in e["went"].items()
    }
    if told != dict(+went):
        findings.append("the journals of the dossiers do not add up to the report")
    if len(steps) != body["moved"]:
        findings.append(f"{body['moved']} dossiers were reported, the journals tell of {len(steps)}")
    ends = sorted(book.ends)
    if is_standing and (left := rows(LEFT, book.authority, ends, ends)[0][0]):
        findings.append(f"{left} open dossiers lie at agencies that ended")
    entries = body["balance"]["entries"]
    findings += goods.findings(plan_id, ref, book, entries, is_standing=is_standing)
    return Recount(len(steps), tuple(findings))
