"""Keeping views, dropping them, choosing the one with which one's list opens."""

from datetime import datetime
from uuid import UUID

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import NotFound, Problem, refuse_if
from thongsuot.kernel.ids import uuid7
from thongsuot.plumbing import access
from thongsuot.plumbing.commands import command, note
from thongsuot.work.views import rules
from thongsuot.work.views.models import FirstView, SavedView

NO_VIEW = Problem("no_such_view", "Không có danh sách này.")


@command("views.save", grant=False)
def save(
    *,
    actor: Actor,
    now: datetime,
    name: str,
    query: str,
    for_agency_id: int | None = None,
    opens: bool = False,
) -> UUID:
    """Keep a list under a name; `for_agency_id`: for all officers of that office; `opens`: the list opens with it.

    Raises `Refused` with every reason. Returns the view's id.
    """
    said = " ".join(name.split())
    taken = SavedView.objects.filter(account_id=actor.account_id or 0).values_list("name", flat=True)
    may = for_agency_id is None or access.may(
        actor=actor, verb=rules.SHARES, agency_id=for_agency_id, day=local_day(now)
    )
    refuse_if((*rules.view_problems(said, query, list(taken)), *rules.sharing_problems(may)))
    row = SavedView.objects.create(
        id=uuid7(), actor=actor.key, account_id=actor.account_id or 0, agency_id=for_agency_id, name=said,
        query=query, made_at=now,
    )  # fmt: skip
    if opens:
        _open_with(actor, row.id)
    note(subject=f"view:{row.id}", agency=for_agency_id, query=query)
    return row.id


@command("views.drop", grant=False)
def drop(*, actor: Actor, now: datetime, view_id: UUID) -> None:
    """Drop a view of one's own, also where others have it. Raises NotFound."""
    found, _ = SavedView.objects.filter(id=view_id, account_id=actor.account_id or 0).delete()
    if not found:
        raise NotFound(NO_VIEW)
    note(subject=f"view:{view_id}")


@command("views.open_with", grant=False)
def open_with(*, actor: Actor, now: datetime, view_id: UUID | None) -> None:
    """Let one's list open with a view; None: with everything again. Raises NotFound."""
    if view_id is not None and not SavedView.objects.filter(id=view_id).exists():
        raise NotFound(NO_VIEW)
    _open_with(actor, view_id)
    note(subject=f"view:{view_id}")


def _open_with(actor: Actor, view_id: UUID | None) -> None:
    FirstView.objects.filter(pk=actor.account_id or 0).delete()
    if view_id is not None:
        FirstView.objects.create(account_id=actor.account_id or 0, actor=actor.key, view_id=view_id)
