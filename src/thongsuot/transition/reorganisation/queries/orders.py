"""Orders to rehearse, carry out or undo a plan: what became of them, and how far the running one has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.errors import Problem, Word
from thongsuot.plumbing.access import reading
from thongsuot.transition.reorganisation.models import Order
from thongsuot.transition.reorganisation.rules import PARTS, Doing, OrderState

# The transaction of a switch says itself how far it is, in what other sessions may see of it before it commits.
MARK = "ts:plan:{plan}:{part}"
HOW_FAR = """select split_part(application_name, ':', 4) from pg_stat_activity
where datname = current_database() and application_name like %s order by xact_start limit 1"""


@dataclass(frozen=True, slots=True)
class OrderRecord:
    """`outcome`: moved, arrived, in_hand, digest, holds, seconds of the parts; empty until it is done."""

    id: int
    plan_id: int
    doing: Doing
    state: OrderState
    seen: str
    account_id: int
    agency_id: int
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    outcome: Mapping[str, Any]
    problems: tuple[Problem, ...]

    @property
    def is_open(self) -> bool:
        """Whether it is still to be carried out, or being carried out."""
        return self.state in (OrderState.WAITING, OrderState.RUNNING)


@reading
def orders(*, viewer: Actor, plan_id: int) -> tuple[OrderRecord, ...]:
    """The orders about a plan, the latest first."""
    return tuple(record(o) for o in Order.objects.filter(plan_id=plan_id).order_by("-id"))


@reading
def order(*, viewer: Actor, order_id: int) -> OrderRecord | None:
    """An order, None when there is none that the viewer may see."""
    found = Order.objects.filter(id=order_id).first()
    return record(found) if found else None


def how_far(*, plan_id: int) -> str:
    """The part of a switch (`rules.PARTS`) that is being done now; "" when none is under way."""
    with connection.cursor() as cursor:
        cursor.execute(HOW_FAR, [MARK.format(plan=plan_id, part="%")])
        row = cursor.fetchone()
    return row[0] if row else ""


def say_how_far(*, plan_id: int, done: str) -> None:
    """Let other sessions see that the part after `done` has begun in this transaction."""
    following = dict(pairwise(PARTS)).get(done, "")
    with connection.cursor() as cursor:
        mark = MARK.format(plan=plan_id, part=following or done)
        cursor.execute("select set_config('application_name', %s, true)", [mark])


def record(found: Order) -> OrderRecord:
    """An order as a record."""
    return OrderRecord(
        found.id, found.plan_id, Doing(found.doing), OrderState(found.state), found.seen, found.account_id,
        found.agency_id, found.asked_at, found.started_at, found.ended_at, found.outcome, _problems(found.problems),
    )  # fmt: skip


def kept(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """Problems as they are kept: they can still be said in any language."""
    return [
        {"code": p.code, "message": p.message, "field": p.field,
         "params": {k: {"word": str(v)} if isinstance(v, Word) else v for k, v in p.params.items()}}
        for p in problems
    ]  # fmt: skip


def _problems(found: Sequence[Mapping[str, Any]]) -> tuple[Problem, ...]:
    return tuple(
        Problem(
            p["code"],
            p["message"],
            p["field"],
            {k: Word(v["word"]) if isinstance(v, dict) else v for k, v in p["params"].items()},
        )
        for p in found
    )
