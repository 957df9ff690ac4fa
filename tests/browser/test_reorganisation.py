"""The switch board in Chromium: readable, reachable and inside its policy, before, blocked, refused and done."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.browser import browser
from tests.browser.desk import officer, tab_to
from tests.browser.test_desk import obstacles
from tests.people import ELSEWHERE, HERE, THERE, centre, committee, who
from thongsuot.edges.desk.tests.people import PROVINCE, received
from thongsuot.kernel.actor import SYSTEM
from thongsuot.registers.units import queries as units
from thongsuot.registers.units import services as register
from thongsuot.registers.units.rules import Change, ChangeKind, Portion
from thongsuot.transition.reorganisation import queries, reactions, services
from thongsuot.transition.reorganisation.events import Ordered
from thongsuot.transition.reorganisation.rules import Doing, PlanLine, Takes

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("province")]
PLANNER = "sapxep"


def planned(takes):
    """A plan by which HERE leads to ELSEWHERE, previewed: (plan id, agency in whose name)."""
    now = datetime.now(UTC)
    day = now.date()
    home = units.home_authority()
    by = units.agencies_of(authority_id=home, day=day, kind="province_committee")[0].id
    received(now)
    pairs = [(centre(HERE, day), centre(ELSEWHERE, day))]
    tree = units.agency_tree(agency_id=committee(HERE, day), day=day) - {pairs[0][0]}
    pairs += [(agency, committee(ELSEWHERE, day)) for agency in sorted(tree)]
    lines = [PlanLine(old, new, takes, act="NQ 1675/NQ-UBTVQH15") for old, new in pairs]
    plan = services.make_plan(actor=SYSTEM, now=now, agency_id=by, name=f"Thử {takes}", day=day, lines=lines)
    services.preview(actor=SYSTEM, now=now, agency_id=by, plan_id=plan)
    return plan, by


def divided():
    """HERE is divided between THERE and ELSEWHERE from today on; its id in the register."""
    now, half = datetime.now(UTC), Decimal("0.5")
    told = tuple(Portion(HERE, new, area_share=half, people_share=half) for new in (THERE, ELSEWHERE))
    split = Change(
        ChangeKind.SPLIT, "9/NQ", now.date(), clause="khoản 2", old=(HERE,), into=(THERE, ELSEWHERE), portions=told
    )  # fmt: skip
    here = units.unit_on(code=HERE, day=now.date()).exact.id
    register.record_changes(actor=SYSTEM, now=now, changes=[split])
    return here


def ordered(plan, by, doing):
    """An order, not begun yet."""
    now = datetime.now(UTC)
    digest = queries.report(viewer=SYSTEM, plan_id=plan, kind="preview").digest
    name = queries.plan(viewer=SYSTEM, plan_id=plan).name
    return services.order(
        actor=who(PLANNER, now.date()), now=now, agency_id=by, plan_id=plan, doing=doing, typed=name, seen=digest
    )  # fmt: skip


def test_every_page_of_a_plan_is_sound(site, window):
    opened = officer(window, PLANNER)
    blocked, _ = planned(Takes.CANDIDATE)
    plan, by = planned(Takes.ALL)
    key = (
        queries.board(viewer=SYSTEM, found=queries.plan(viewer=SYSTEM, plan_id=plan), now=datetime.now(UTC))
        .tiles[0]
        .key
    )
    waiting = ordered(plan, by, Doing.REHEARSE)
    old = centre(HERE, datetime.now(UTC).date())
    pages = (
        "",
        f"{blocked}/",
        f"{blocked}/places/{key}/",
        f"{blocked}/assign/{old}/",
        f"{blocked}/lines/1/",
        f"{plan}/orders/{waiting}/",
        f"{plan}/lines/",
        f"{plan}/places/all/deadlines/",
        f"{plan}/places/all/receipts/",
    )
    for address in pages:
        opened.page.goto(f"{site}/desk/reorganisation/{address}")
        assert obstacles(opened) == [], address
    for address in ("", "1/", f"who/?procedure=2.000986&unit={HERE}"):
        opened.page.goto(f"{site}/desk/mandates/{address}")
        assert obstacles(opened) == [], address
    for address in ("units/changes", "mandates"):
        opened.page.goto(f"{site}/desk/{address}/new/")
        browser.follow(opened.page, "main form .actions .primary")
        assert obstacles(opened, refused=True) == [], address
    reactions.carry_out_order(Ordered(waiting))
    opened.page.goto(f"{site}/desk/reorganisation/{plan}/orders/{waiting}/")
    assert obstacles(opened) == []
    opened.page.goto(f"{site}/desk/reorganisation/{plan}/order/activate/")
    opened.page.fill("#id_typed", "gì đó")
    browser.follow(opened.page, "main form .actions button")
    assert obstacles(opened, refused=True) == []
    assert opened.page.input_value("#id_typed") == "gì đó"


def test_the_parts_of_a_split_unit_are_sound_and_recorded_by_keyboard(site, window):
    opened = officer(window, PLANNER)
    plan, _ = planned(Takes.CANDIDATE)
    here = divided()
    page = opened.page
    page.goto(f"{site}/desk/reorganisation/{plan}/parts/")
    assert obstacles(opened) == []
    tab_to(page, f"main table a[href$='/parts/{here}/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/parts/*/")
    assert obstacles(opened) == []
    browser.follow(page, "main form .actions .primary")
    assert obstacles(opened, refused=True) == []
    page.fill("#id_street", "Lê Lợi")
    page.fill("#id_reason", "biên bản 3")
    page.press("#id_reason", "Enter")
    page.wait_for_selector("text=Rút lại một phần đã ghi ở đây")
    assert obstacles(opened) == []
    assert "Lê Lợi" in page.inner_text("main table")


def test_the_board_works_with_the_keyboard_alone(site, window):
    plan, _ = planned(Takes.CANDIDATE)
    opened = officer(window, PROVINCE)
    opened.page.goto(f"{site}/desk/reorganisation/{plan}/")
    assert browser.hidden_focus(opened.page) == []
    opened.page.goto(f"{site}/desk/reorganisation/{plan}/")
    tab_to(opened.page, ".standings a[href*='only=blocked']")
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_url("**only=blocked")
    tab_to(opened.page, ".tiles a")
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_url("**/places/**")
    tab_to(opened.page, ".notice a")
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_url("**/stranded/")
