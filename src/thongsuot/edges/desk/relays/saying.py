"""Relays in words: how they stand, what was told of them, why something waits."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from thongsuot.kernel.errors import Problem
from thongsuot.plumbing.ui import formats, tables
from thongsuot.work.dossiers.rules import ACT_NAMES, Act
from thongsuot.work.relays import rules
from thongsuot.work.relays.queries import RelayRecord
from thongsuot.work.relays.rules import Direction, State

TONES = {
    State.SENDING: "waiting",
    State.KEPT: "soon",
    State.DECLINED: "stopped",
    State.RUNNING: "doing",
    State.DECIDED: "done",
    State.OVER: "stopped",
    State.HANDED: "done",
}


def status(relay: RelayRecord) -> tables.Status:
    """A relay's state as word and tone."""
    names = rules.IN_NAMES if relay.direction is Direction.IN else {}
    return tables.Status(_(names.get(relay.state) or rules.STATE_NAMES[relay.state]), TONES[relay.state])


def reasons(problems: Sequence[Mapping[str, Any]]) -> list[str]:
    """Kept problems as sentences."""
    return [Problem(p["code"], p["message"], p["field"], p["params"]).say(_) for p in problems]


def act(name: str) -> str:
    """What was done, in words; another version of the platform may know acts that this one does not."""
    return _(ACT_NAMES[Act(name)]) if name in list(Act) else name


def instant(text: str) -> datetime | None:
    """An instant as a story keeps it."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _when(text: str) -> str:
    found = instant(text)
    return formats.moment(found) if found else ""


def way(relay: RelayRecord) -> list[dict[str, Any]]:
    """The way as `ui/tracker.html` shows it."""
    here = str(relay.filing.get("desk") or "")
    first = {
        "state": "done",
        "title": _("Nộp tại quầy"),
        "who": here,
        "when": formats.moment(relay.received_at),
        "note": "",
    }
    told = [
        {
            "state": "done", "title": act(one["act"]), "who": one.get("holder", ""),
            "when": _when(one["at"]),
            "note": " ".join(filter(None, [one.get("reason", ""), "; ".join(one.get("wanted", ()))])),
        }
        for one in relay.story
    ]  # fmt: skip
    found = [first, *told]
    if relay.state not in rules.ENDED:
        found[-1]["state"] = "now"
    return found
