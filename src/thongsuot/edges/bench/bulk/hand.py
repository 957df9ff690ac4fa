"""A worker process of its own: carries out one run until it is through or killed. `later`: the control's wrong order."""

import sys
import time
from typing import Any
from uuid import UUID


def main(run: str, part: str, order: str) -> None:
    """Carry out `run` in parts of so many dossiers."""
    import django

    django.setup()
    from thongsuot.work.bulk import rules
    from thongsuot.work.bulk.rules import Deed

    rules.PART[Deed.ASSIGN] = int(part)
    if order == "later":
        _outcomes_later(UUID(run))
    else:
        _in_order(UUID(run))


def _in_order(run_id: UUID) -> None:
    """What the worker does when it is given the run."""
    from datetime import UTC, datetime

    from thongsuot.registers.identity import queries as people
    from thongsuot.work.bulk import queries, services

    account = queries.account_of(run_id=run_id)
    assert account is not None
    services.carry_on_to_end(
        actor_on=lambda day: people.actor_for(account_id=account, day=day),
        clock=lambda: datetime.now(UTC),
        run_id=run_id,
    )


def _outcomes_later(run_id: UUID) -> None:
    """The control: the deeds are committed first, what became of them is written afterwards."""
    from datetime import UTC, datetime
    from unittest.mock import patch

    from thongsuot.plumbing import access
    from thongsuot.registers.identity import queries as people
    from thongsuot.work.bulk import queries
    from thongsuot.work.bulk.services import carrying

    waiting: list[tuple[Any, ...]] = []
    write, place = carrying._write, carrying._place
    account = queries.account_of(run_id=run_id)
    assert account is not None
    with (
        patch.object(carrying, "_write", lambda run, became: waiting.append((run, became))),
        patch.object(carrying, "_place", lambda *given, is_last: waiting.append((given, is_last))),
    ):
        while True:
            now = datetime.now(UTC)
            actor = people.actor_for(account_id=account, day=now.date())
            if not carrying.carry_on(actor=actor, now=now, run_id=run_id).goes_on:
                return
            time.sleep(0.1)  # the other transaction comes a little later
            with access.seeing(actor):
                write(*waiting[0])
                given, is_last = waiting[1]
                place(*given, is_last=is_last)
            waiting.clear()


if __name__ == "__main__":
    main(*sys.argv[1:])
