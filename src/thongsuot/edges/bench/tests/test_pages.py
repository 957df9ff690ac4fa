"""The gate of pages: each limit can fail, and no route goes by without being planned for or told why not."""

import re

import pytest

from thongsuot.edges.bench import pages
from thongsuot.edges.bench.pages import measure, planned
from thongsuot.edges.bench.report import Report
from thongsuot.edges.desk.tests.people import HEAD
from thongsuot.edges.portal.tests.people import logged_in
from thongsuot.plumbing.cli import machine
from thongsuot.plumbing.cli.trouble import Trouble

GOOD = {
    "routes_without_visit": 0, "first_kb": 60, "heaviest_next_kb": 15, "axe_violations": 0, "obstacles": 0,
    "keyboard_intake": 1, "control_heavy_kb": 40, "control_violations": 1, "control_routes_without_visit": 1,
}  # fmt: skip
BAD = {
    "routes_without_visit": 1, "first_kb": 60.1, "heaviest_next_kb": 15.1, "axe_violations": 1, "obstacles": 1,
    "keyboard_intake": 0, "control_heavy_kb": 15, "control_violations": 0, "control_routes_without_visit": 0,
}  # fmt: skip


@pytest.mark.parametrize("figure", GOOD)
def test_each_limit_can_fail(figure):
    assert Report("pages", GOOD, measure.limits()).holds
    assert not Report("pages", {**GOOD, figure: BAD[figure]}, measure.limits()).holds


def test_without_chromium_the_gate_says_so_at_once(monkeypatch):
    monkeypatch.setattr(machine, "chromium", lambda: None)
    with pytest.raises(Trouble) as said:
        pages.run(quick=True)
    assert "Chromium" in str(said.value)


def test_every_route_is_planned_for_or_says_why_it_is_no_page():
    assert planned.forgotten(planned.every()) == []
    assert planned.forgotten({*planned.every(), planned.PLANTED}) == [planned.PLANTED]
    assert planned.missed([*planned.every(), planned.PLANTED], planned.every()) == [planned.PLANTED]


def test_the_tables_name_only_what_there_is():
    known, listed = planned.every(), {*planned.NO_PAGE, *planned.FILLED, *planned.BY_LINKS}
    assert known >= listed
    assert len(listed) == len(planned.NO_PAGE) + len(planned.FILLED) + len(planned.BY_LINKS)
    assert not {start for start in planned.ELSEWHERE if not any(one.startswith(start) for one in known)}
    assert {"", "desk/", "account/login/", "desk/reorganisation/"} <= planned.pages(known)


def test_what_is_only_sent_to_opens_for_nobody(province):
    client, nothing = logged_in(HEAD), "00000000-0000-7000-8000-000000000000"
    sent = [pattern for pattern, why in planned.NO_PAGE.items() if why == planned.SENT]
    for pattern in sent:
        filled = re.sub(r"<int:\w+>", "7", re.sub(r"<uuid:\w+>", nothing, pattern))
        assert client.get("/" + re.sub(r"<\w+:\w+>", "x", filled)).status_code == 405, pattern
    assert len(sent) > 10


def test_addresses_are_filled_in_so_that_they_lead_back_to_their_route():
    numbers, ids = (
        {"plan", "line", "order", "split", "change", "receiver", "agency"},
        {"run", "book", "session"},
    )
    ids |= {"relay", "shift", "paper"}
    names = {name for wanted in planned.FILLED.values() for name in wanted}
    given = {name: 7 if name in numbers else "x" for name in names}
    given |= dict.fromkeys(ids, "00000000-0000-7000-8000-000000000000")
    assert [planned.route(address) for address in planned.filled(given)] == [*planned.FILLED]
    assert planned.route("/nowhere/at/all/") == ""
