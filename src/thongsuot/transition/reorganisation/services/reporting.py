"""The report of a switch: counted anew, and on paper."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.plumbing import access
from thongsuot.registers.units import queries as units
from thongsuot.transition.reorganisation import conservation, papers, queries
from thongsuot.transition.reorganisation.queries import PlanRecord, ReportRecord
from thongsuot.transition.reorganisation.rules import PlanState

if TYPE_CHECKING:  # what reads signatures takes long to import, and every command imports the verbs
    from thongsuot.plumbing import signing

FORMAT = "thong-suot/balance/1"


def balance(*, plan_id: int) -> tuple[ReportRecord, conservation.Recount]:
    """The report of a plan's last activation, and what counting it anew gives. Anybody may ask: no personal data.

    Raises NotFound when the plan was never carried out.
    """
    plan, kept = _last(plan_id)
    with access.seeing(SYSTEM):
        counted = conservation.recount(
            plan_id, plan.ref(kept.run), kept.body, kept.digest, is_standing=plan.state is PlanState.ACTIVATED
        )
    return kept, counted


def balance_paper(*, plan_id: int, key_place: str | None = None, now: datetime | None = None) -> bytes:
    """The same report as a PDF on official paper, which carries the report itself (`verify_paper` reads it).

    key_place: sign it as `plumbing.signing.load` names keys, at `now` (aware). Raises NotFound, Refused.
    """
    plan, kept = _last(plan_id)
    top = units.agencies_of(authority_id=plan.authority_id, day=plan.day, kind="province_committee")
    home = units.unit(unit_id=plan.authority_id, day=plan.day)
    place = home.full_name if home else ""
    lines, body = _lines(kept), kept.body
    pdf = papers.balance_pdf(
        papers.BalanceData(
            agency=top[0].name if top else "", place=place, plan=plan.name,
            grounds=tuple(dict.fromkeys(line.act for line in plan.lines if line.act)),
            kind=papers.KINDS[kept.kind], day=plan.day, at=kept.at, moved=body["moved"], arrived=body["arrived"],
            by_part=body.get("by_part", 0), olds=len(plan.old_ids), news=len(plan.new_ids), totals=_totals(kept),
            lines=lines, holds=body["balance"]["holds"], digest=kept.digest, report=_report_of(plan, kept),
        )
    )  # fmt: skip
    if key_place is None or now is None:
        return pdf
    from thongsuot.plumbing import signing

    key = signing.load(key_place)
    return signing.sign(pdf, key=key, reason=papers.TITLE, place=place, at=now)


@dataclass(frozen=True, slots=True)
class VerifiedPaper:
    """What a paper of a balance is worth. `findings` in English; none: the data say what the paper says.

    `signatures`: each with who, when, whether whole and believed; empty when nobody signed.
    """

    plan_id: int
    run: int
    digest: str
    moved: int
    signatures: "tuple[signing.SignatureReport, ...]"
    findings: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        return not self.findings


def verify_paper(*, pdf: bytes, now: datetime, trust: "signing.Trust | None" = None) -> VerifiedPaper:
    """Count anew, from the data, what the report inside a paper says. Anybody may ask: no personal data.

    Raises Refused when the file carries no report, NotFound when this installation has no such plan.
    """
    from thongsuot.plumbing import signing

    signatures = signing.verify(pdf, trust=trust or signing.Trust.of_folder(), at=now)
    told = _inside(pdf)
    plan = queries.plan(viewer=SYSTEM, plan_id=told["plan"])
    if plan is None:
        raise NotFound(Problem("no_such_plan", "Không có phương án này.", "plan"))
    kept = queries.report(viewer=SYSTEM, plan_id=plan.id, kind="activation", run=told["run"])
    findings = (
        [] if kept is not None and kept.digest == told["digest"] else ["no such report was ever kept here"]
    )
    findings += [
        f"signature {s.field} is broken or the file was changed after it" for s in signatures if not _whole(s)
    ]
    is_standing = plan.state is PlanState.ACTIVATED and plan.run == told["run"]
    with access.seeing(SYSTEM):
        counted = conservation.recount(
            plan.id, plan.ref(told["run"]), told["body"], told["digest"], is_standing=is_standing
        )
    return VerifiedPaper(
        plan.id, told["run"], told["digest"], counted.moved, signatures, (*findings, *counted.findings)
    )


def _whole(signature: "signing.SignatureReport") -> bool:
    return signature.intact and signature.later != "changes"


def _report_of(plan: PlanRecord, kept: ReportRecord) -> str:
    """The report as the paper carries it: ASCII, so that no printing changes a letter of it."""
    told = {
        "format": FORMAT, "plan": plan.id, "name": plan.name, "day": plan.day.isoformat(), "run": kept.run,
        "kind": kept.kind, "at": kept.at.isoformat(), "digest": kept.digest, "body": kept.body,
    }  # fmt: skip
    return json.dumps(told, sort_keys=True)


def _inside(pdf: bytes) -> dict[str, Any]:
    from thongsuot.plumbing.paper.attached import attached

    carried = attached(pdf, papers.REPORT)
    try:
        told: Any = json.loads(carried or b"")
        is_ours = told["format"] == FORMAT and told["body"]["balance"]["entries"] is not None
        is_ours = (
            is_ours
            and isinstance(told["plan"], int)
            and isinstance(told["run"], int)
            and bool(told["digest"])
        )
    except (ValueError, KeyError, TypeError):
        is_ours = False
    if not is_ours:
        message = "Tệp này không mang báo cáo cân đối của Thông Suốt."
        raise Refused(Problem("no_report_inside", message, "file"))
    found: dict[str, Any] = told
    return found


def _lines(kept: ReportRecord) -> tuple[papers.BalanceLine, ...]:
    entries = kept.body["balance"]["entries"]
    ids = {e["agency"] for e in entries} | {int(to) for e in entries for to in e["went"]}
    known = units.agencies_by_id(agency_ids=frozenset(ids))
    names = {a.id: a.short_name or a.name for a in known.values()} | {0: papers.RECALLED}
    return tuple(
        papers.BalanceLine(
            names[e["agency"]], papers.item_in_words(e["item"]), e["before"],
            "; ".join(f"{names[int(to)]} ({papers.number(count)})" for to, count in e["went"].items()), e["after"],
            e["difference"],
        )
        for e in entries
    )  # fmt: skip


def _totals(kept: ReportRecord) -> tuple[papers.BalanceTotal, ...]:
    """The entries of all agencies together, kind by kind, in the order in which they first come."""
    sums: dict[str, list[int]] = {}
    for e in kept.body["balance"]["entries"]:
        own = sums.setdefault(papers.item_in_words(e["item"]), [0, 0, 0, 0])
        for n, value in enumerate((e["before"], sum(e["went"].values()), e["after"], e["difference"])):
            own[n] += value
    return tuple(papers.BalanceTotal(item, *values) for item, values in sorted(sums.items()))


def _last(plan_id: int) -> tuple[PlanRecord, ReportRecord]:
    plan = queries.plan(viewer=SYSTEM, plan_id=plan_id)
    kept = queries.report(viewer=SYSTEM, plan_id=plan_id, kind="activation")
    if plan is None or kept is None:
        raise NotFound(Problem("no_such_report", "Phương án này chưa được thực hiện lần nào.", "plan"))
    return plan, kept
