"""The minutes of a shift that was handed over, as PDF: what was listed, what stood otherwise, both signatures."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from thongsuot.kernel.dates import local_day
from thongsuot.kernel.money import format_vnd
from thongsuot.plumbing import paper
from thongsuot.plumbing.paper import Signature, dates
from thongsuot.registers.identity import queries as identity
from thongsuot.registers.units import queries as units
from thongsuot.work.shifts.queries import HandoverRecord
from thongsuot.work.shifts.rules import HEADINGS, Listed

_HERE = Path(__file__).parent
TITLE = "Biên bản bàn giao ca"
UNNUMBERED = (
    "\N{NO-BREAK SPACE}" * 10 + "/BB-BGC"
)  # minutes get their number from the office's own book, by hand
PRINTED = (
    2000  # codes of one heading on the paper: of more it says how many, the signed list itself holds them all
)
NO_CASH = "Không thu tiền mặt trong ca."


def minutes_pdf(shift: HandoverRecord, *, is_demo: bool) -> bytes:
    """PDF/A-2a, PDF/UA-1; the same handover in the same state gives the same bytes, whoever prints it, any day."""
    day = local_day(shift.at)
    agency = units.agency(agency_id=shift.agency_id)
    above = units.agency(agency_id=agency.parent_id) if agency and agency.parent_id else None
    where = units.unit(unit_id=agency.unit_id, day=day) if agency and agency.unit_id else None
    name = agency.name if agency else ""
    names = identity.names(account_ids=[shift.leaver_id, shift.taker_id])
    leaver, taker = names.get(shift.leaver_id, ""), names.get(shift.taker_id, "")
    record = {
        "superior": above.name if above else "",
        "agency": name.removesuffix(f" {where.full_name[:1].lower()}{where.full_name[1:]}")
        if above and where
        else name,
        "where": name,
        "place": where.name if where else "",
        "number": UNNUMBERED,
        "issued_in_words": dates.day_in_words(day),
        "is_demo": is_demo,
        "period": f"Ca từ {dates.instant_in_figures(shift.from_at)} đến {dates.instant_in_figures(shift.at)}",
        "made": dates.instant_in_words(shift.at),
        "leaver": leaver,
        "taker": taker,
        "parts": [
            {"name": name, "count": len(found), **_codes("codes", found)}
            for name, found in (
                (name, list(shift.listed.codes.get(key, ()))) for key, name in HEADINGS.items()
            )
        ],
        "cash": _cash(shift.listed),
        "reason": shift.reason,
        "differences": [_difference(key, one) for key, one in shift.differences.items()],
        "taken_reason": shift.taken_reason,
        "digest": shift.digest,
        "places": [_place("Người giao ca", leaver, shift.at), _place("Người nhận ca", taker, shift.taken_at)],
    }
    return paper.render_many(_HERE / "minutes.typ", [record], title=TITLE, at=shift.at)


def _cash(listed: Listed) -> list[str]:
    lines = [
        f"Biên bản chốt quầy số {one['number']:02}/{one['year']}: theo sổ {format_vnd(one['expected_vnd'])}, "
        f"đếm được {format_vnd(one['counted_vnd'])}."
        for one in listed.closings
    ]
    if listed.unclosed:
        lines.append(f"Chưa chốt: {listed.unclosed} khoản, {format_vnd(listed.unclosed_vnd)}.")
    return lines or [NO_CASH]


def _difference(key: str, one: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": HEADINGS[key], **_codes("gone", one["gone"]), **_codes("came", one["came"])}


def _codes(name: str, found: Sequence[str]) -> dict[str, Any]:
    """The codes that are printed, and how many more there are."""
    return {name: list(found[:PRINTED]), f"{name}_more": max(0, len(found) - PRINTED)}


def _place(post: str, name: str, at: datetime | None) -> dict[str, Any]:
    """Who signed with his account needs not sign again; who has not, signs here or there."""
    note = f"(Đã ký bằng tài khoản lúc {dates.instant_in_figures(at)})" if at else "(Ký, ghi rõ họ tên)"
    found = Signature(post=post, name=name, note=note)
    return {"lines": found.lines(), "name": found.name, "note": found.note}
