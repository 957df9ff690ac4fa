"""The saved views above the list, each with how many dossiers it shows: counted to a hundred and no further."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from thongsuot.plumbing.http.request import Request
from thongsuot.work.views import queries

MOST = 99


def shown(request: Request, query: str, count: Callable[[str], int]) -> list[dict[str, Any]]:
    """The officer's views. `query`: of the list that is looked at; `count`: of a view's dossiers, up to `MOST` + 1."""
    found = []
    for one in queries.views(viewer=request.actor):
        n = count(one.query)
        found.append(
            {
                "name": one.name,
                "url": f"{reverse('desk:worklist')}?{one.query or 'all=1'}",
                "count": f"{MOST}+" if n > MOST else str(n),
                "is_current": one.query == query,
                "is_shared": one.agency_id is not None,
            }
        )
    return found
