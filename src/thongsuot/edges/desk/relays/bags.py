"""The bags of a relay in words: where they are, what may be put into one."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from thongsuot.edges.desk import page
from thongsuot.edges.desk.relays import saying
from thongsuot.kernel.dates import instant
from thongsuot.plumbing.ui import forms
from thongsuot.work.relays import rules, services
from thongsuot.work.relays.queries import RelayRecord
from thongsuot.work.relays.rules import BagState, Direction

EVENING = time(17, 0)
TONES = {BagState.ON_WAY: "doing", BagState.ARRIVED: "done", BagState.MISSING: "late"}


def shown(bag: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """A bag as the page shows it."""
    if bag is None:
        return None
    state = BagState(bag["state"])
    return {
        "word": _(rules.BAG_NAMES[state]), "tone": TONES[state], "slip": bag["slip"], "carrier": bag.get("carrier", ""),
        "note": bag.get("note", ""), "originals": bag.get("originals", ""), "result": bag.get("result", ""),
        "expected": saying.instant(str(bag.get("expected_at", ""))),
    }  # fmt: skip


def place(found: RelayRecord) -> str:
    """Where the originals are of what was filed here; "" when none were handed in, or it was filed elsewhere."""
    if found.direction is not Direction.OUT or not handed_in(found):
        return ""
    states = [BagState(bag["state"]) if bag else None for bag in (found.bag, found.back)]
    return _(rules.PLACE_NAMES[rules.originals_place(bag=states[0], back=states[1])])


def handed_in(found: RelayRecord) -> int:
    """How many originals were handed in for it, those of supplements too."""
    told = [*found.filing.get("papers", ()), *(paper for one in found.supplements for paper in one["papers"])]
    return sum(int(one.get("originals") or 0) for one in told)


def is_unsent(found: RelayRecord) -> bool:
    """Whether originals are here that no bag took yet."""
    if found.bag is not None and found.bag["state"] == BagState.ON_WAY:
        return False
    return handed_in(found) > (int(found.bag.get("total", 0)) if found.bag else 0)


def held(found: RelayRecord) -> int:
    """How many originals of a relay that came in are here."""
    bag = found.bag
    return int(bag.get("total") or 0) if bag and bag["state"] != BagState.ON_WAY else 0


def number(asked: QueryDict) -> int:
    """How many originals the form says; -1, which no rule lets pass, when that is no number."""
    text = page.asked(asked, "originals", 4) or "0"
    return int(text) if text.isascii() and text.isdigit() else -1


def expected(asked: QueryDict) -> datetime | None:
    """The evening of the day that the form says."""
    day = forms.read_day(page.asked(asked, "expected", 20))
    return instant(day, EVENING) if day else None


def done(asked: QueryDict, given: Mapping[str, Any]) -> str:
    """Hand a bag over, or record that one came; what to say then. Raises `Refused`."""
    if asked["go"] == "arrive":
        services.record_arrival(
            **given, is_whole=asked.get("whole") == "1", note_=page.asked(asked, "note", 500)
        )
        return _("Đã ghi túi giấy tờ đến; tỉnh kia được báo.")
    bag: dict[str, Any] = {
        "carrier": page.asked(asked, "carrier", 300), "seal_number": page.asked(asked, "seal", 60),
        "expected_at": expected(asked),
    }  # fmt: skip
    if asked["go"] == "send":
        code = services.send_originals(**given, **bag)
        return _("Đã bàn giao bản chính, phiếu {code}. Hãy in phiếu cho vào túi.").format(code=code)
    code = services.send_back(
        **given, **bag, result=page.asked(asked, "result", 300), originals=number(asked)
    )
    return _("Đã bàn giao túi trả về, phiếu {code}. Hãy in phiếu cho vào túi.").format(code=code)
