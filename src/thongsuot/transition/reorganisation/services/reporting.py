"""The report of a switch: counted anew, and on paper."""

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import NotFound, Problem
from thongsuot.plumbing import access
from thongsuot.registers.units import queries as units
from thongsuot.transition.reorganisation import conservation, papers, queries
from thongsuot.transition.reorganisation.queries import PlanRecord, ReportRecord
from thongsuot.transition.reorganisation.rules import PlanState


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


def balance_paper(*, plan_id: int) -> bytes:
    """The same report as a PDF on official paper. Raises NotFound."""
    plan, kept = _last(plan_id)
    ids = {e["agency"] for e in kept.body["balance"]["entries"]}
    ids |= {int(to) for e in kept.body["balance"]["entries"] for to in e["went"]}
    names = {a.id: a.name for a in units.agencies_by_id(agency_ids=frozenset(ids)).values()} | {
        0: papers.RECALLED
    }
    top = units.agencies_of(authority_id=plan.authority_id, day=plan.day, kind="province_committee")
    home = units.unit(unit_id=plan.authority_id, day=plan.day)
    return papers.balance_pdf(
        papers.BalanceData(
            agency=top[0].name if top else "", place=home.name if home else "", plan=plan.name,
            kind=papers.KINDS[kept.kind], day=plan.day, at=kept.at, moved=kept.body["moved"],
            lines=tuple(
                papers.BalanceLine(
                    names[e["agency"]], papers.item_in_words(e["item"]), e["before"],
                    "; ".join(f"{names[int(to)]} ({count})" for to, count in e["went"].items()), e["after"],
                    e["difference"],
                )
                for e in kept.body["balance"]["entries"]
            ),
            holds=kept.body["balance"]["holds"], digest=kept.digest,
        )
    )  # fmt: skip


def _last(plan_id: int) -> tuple[PlanRecord, ReportRecord]:
    plan = queries.plan(viewer=SYSTEM, plan_id=plan_id)
    kept = queries.report(viewer=SYSTEM, plan_id=plan_id, kind="activation")
    if plan is None or kept is None:
        raise NotFound(Problem("no_such_report", "Phương án này chưa được thực hiện lần nào.", "plan"))
    return plan, kept
