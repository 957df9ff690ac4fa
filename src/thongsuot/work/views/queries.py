"""Reading saved views: one's own, and those of the offices one works for."""

from dataclasses import dataclass
from uuid import UUID

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing.access import reading
from thongsuot.work.views.models import FirstView, SavedView


@dataclass(frozen=True, slots=True)
class ViewRecord:
    """A saved view. `agency_id` None: only its maker has it; `query` as the list's address says it."""

    id: UUID
    account_id: int
    agency_id: int | None
    name: str
    query: str
    is_first: bool


@reading
def views(*, viewer: Actor) -> tuple[ViewRecord, ...]:
    """The viewer's views, his own first, then by name."""
    first = _first(viewer)
    rows = SavedView.objects.order_by("name", "id")
    found = [_record(row, first) for row in rows]
    return tuple(sorted(found, key=lambda one: one.account_id != viewer.account_id))


@reading
def first(*, viewer: Actor) -> str | None:
    """With which query the viewer's list opens; None: with that of everything."""
    chosen = FirstView.objects.filter(pk=viewer.account_id or 0).values("view_id")
    return SavedView.objects.filter(id__in=chosen).values_list("query", flat=True).first()


def _first(viewer: Actor) -> UUID | None:
    return FirstView.objects.filter(pk=viewer.account_id or 0).values_list("view_id", flat=True).first()


def _record(row: SavedView, first: UUID | None) -> ViewRecord:
    return ViewRecord(row.id, row.account_id, row.agency_id, row.name, row.query, row.id == first)
