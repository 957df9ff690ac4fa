"""The way through the pages: a citizen's, then every officer's."""

import sys
from datetime import UTC, datetime

from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, sync_playwright

from thongsuot.edges.bench.access import people
from thongsuot.edges.bench.intake import filings
from thongsuot.edges.bench.journey import intake
from thongsuot.edges.bench.pages import accounts, looking, planned, scene
from thongsuot.edges.bench.pages.scene import Made
from thongsuot.edges.bench.pages.walking import Walk
from thongsuot.edges.packs import checking, provinces
from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.names import fold
from thongsuot.plumbing import access
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries as dossiers

BIRTH = "1.001193"
START = ("/desk/", "/desk/dossiers/")
OFFICERS = ("/desk/",)
OTHER = "congdan2"  # a citizen without a dossier: his account gets second factors


def figures(*, quick: bool) -> dict[str, float]:
    """Receive without a mouse, make what the pages show, and look at each."""
    with intake.served() as site, sync_playwright() as playwright:
        chromium = looking.launch(playwright)
        walk = Walk(site.replace("127.0.0.1", "localhost"), 1 if quick else 4, () if quick else START)
        try:
            done = _keyboard(chromium, walk.site)
            made = scene.build()
            addresses = planned.filled(made.names)
            weighed = _citizens(chromium, walk, made, addresses)
            _officers(chromium, walk, made, addresses)
        finally:
            chromium.close()
    every = planned.every()
    missed = planned.missed(every, walk.visits)
    for line in (*walk.violations, *walk.obstacles, *(f"not visited: {pattern}" for pattern in missed)):
        print(f"  {line}", file=sys.stderr)
    return {
        "routes": len(planned.pages(every)), "routes_visited": len(walk.visits), "routes_without_visit": len(missed),
        "pages": sum(walk.visits.values()), **weighed, "axe_violations": len(walk.violations),
        "obstacles": len(walk.obstacles), "keyboard_intake": done,
        "control_routes_without_visit": len(planned.missed([planned.PLANTED], walk.visits)),
    }  # fmt: skip


def _officers(chromium: Browser, walk: Walk, made: Made, addresses: list[str]) -> None:
    """One account of every role, each with his own window, then those whose things were made."""
    everybody = [
        people.bearer(username, name=role, relation="", sees=True)
        for role, username in _one_of_each_role().items()
    ]
    known = [one for one in (*planned.plain(), *addresses) if one.startswith(OFFICERS)]
    for person in (*everybody, *made.officers):
        unseen = walk.unseen(known)
        if unseen or person in everybody:
            with looking.window(chromium) as opened:
                walk.enter(opened, person)
                walk.go(opened, [*START, *unseen])


def _citizens(chromium: Browser, walk: Walk, made: Made, addresses: list[str]) -> dict[str, float]:
    """Nobody in particular, then a citizen who is logged in; every page weighed."""
    firsts, nexts = {"": 0.0}, {"": 0.0}
    with looking.window(chromium, width=looking.PHONE) as opened:
        scale = looking.Scale(opened.page, f"{walk.site}/")

        def weigh(address: str) -> None:
            firsts[address] = looking.weights(opened.page).transferred / 1000
            nexts[address] = scale.weigh().transferred / 1000

        plain = [one for one in planned.plain() if not one.startswith((*OFFICERS, accounts.OWN))]
        walk.go(opened, plain, weigh)
        accounts.walk(opened, walk, OTHER, _password(), weigh)
        opened.page.context.clear_cookies()
        walk.enter(opened, made.applicant)
        walk.enter(opened, made.holds)
        own = [one for one in addresses if not one.startswith(OFFICERS)]
        walk.go(opened, ["/cua-toi/", *own, *_filing(opened, walk.site)], weigh)
        opened.page.goto(f"{walk.site}/tro-giup/")
        looking.plant_violation(opened.page)
        violations = len(looking.axe_violations(opened.page))
        looking.plant_weight(opened.page)
        heavy = scale.weigh().transferred / 1000
    for kind, most, weighed in (("first", looking.FIRST_PAGE, firsts), ("next", looking.NEXT_PAGE, nexts)):
        for address, weight in weighed.items():
            if weight > most / 1000:
                print(f"  {address}: {weight:.1f} kB as a {kind} page", file=sys.stderr)
    print(f"  heaviest after the home page: {max(nexts, key=nexts.__getitem__)}", file=sys.stderr)
    return {
        "first_kb": round(max(firsts.values()), 1), "heaviest_next_kb": round(max(nexts.values()), 1),
        "control_heavy_kb": round(heavy, 1), "control_violations": violations,
    }  # fmt: skip


def _filing(opened: looking.Window, site: str) -> list[str]:
    """Addresses of a declaration that has just been begun."""
    opened.page.goto(f"{site}/nop-ho-so/{BIRTH}/")
    looking.follow(opened.page, "main form.form button.primary")
    step = opened.page.url.removeprefix(site).partition("?")[0]
    base = step.rstrip("/").rpartition("/")[0]
    return [step, f"{base}/giay-to/", f"{base}/xem-lai/"]


def _password() -> str:
    """Of all accounts of the demonstration, as its pack says."""
    gathered, _faults = checking.gather(checking.find(settings.PACKS_DIR, provinces.default()))
    assert gathered is not None, "the stage has just loaded it"
    return str(gathered.documents["demo"][1]["accounts"]["password"])


def _one_of_each_role() -> dict[str, str]:
    """Role → a demo officer who has it, of those who have not just been shut out."""
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            """select distinct on (r.code) r.code, a.username from role_grant g join role r on r.id = g.role_id
               join account a on a.id = g.account_id where a.is_demo and a.is_active and upper(g.valid) is null
               order by r.code, a.id"""
        )
        return dict(cursor.fetchall())


def _keyboard(chromium: Browser, site: str) -> float:
    """Whether a dossier received by keys alone is there."""
    day = datetime.now(UTC).date()
    desk = filings.desks(day)[0]
    centre = units.agency(agency_id=desk.agency_id)
    assert centre is not None
    assert centre.parent_id is not None
    counter = people.bearer(
        people.officers_at(centre.parent_id)["counter"], name="counter", relation="", sees=True
    )
    commune = units.unit_on(code=desk.territory_code, day=day).units[0]
    with looking.window(chromium, extra_http_headers=dict(counter.headers)) as opened:
        code, _hands = intake.receive(opened.page, site, BIRTH, fold(commune.full_name))
    return float(dossiers.dossier_by_code(viewer=SYSTEM, code=code) is not None)
