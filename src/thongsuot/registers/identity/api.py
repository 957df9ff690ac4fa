"""Over HTTP a program learns who it is. Tokens are made at the command line, never here."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from thongsuot.plumbing.http.guards import login_required

router = Router(tags=["identity"])


class GrantOut(Schema):
    """Verbs at agencies during [from_date, to_date); `authority_id` when it reaches all of a province."""

    verbs: list[str]
    agency_ids: list[int]
    authority_id: int | None
    from_date: date
    to_date: date | None


class MeOut(Schema):
    """The account behind the token, and what it may do today."""

    account_id: int
    kind: str
    name: str
    day: date
    grants: list[GrantOut]


@router.get("", response=MeOut)
@login_required
def me(request: HttpRequest) -> Any:
    """The caller and its grants; 401 without a token or session that counts."""
    actor = request.actor  # type: ignore[attr-defined]
    return {
        "account_id": actor.account_id,
        "kind": actor.kind,
        "name": actor.name,
        "day": actor.day,
        "grants": [
            {
                "verbs": sorted(g.verbs),
                "agency_ids": sorted(g.agency_ids),
                "authority_id": g.authority_id,
                "from_date": g.from_date,
                "to_date": g.to_date,
            }
            for g in actor.grants
        ],
    }
