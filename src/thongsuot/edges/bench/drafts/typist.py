"""Somebody who fills in a declaration in Chromium, section by section, and what may happen to him meanwhile."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import parse_qs, urlsplit

from thongsuot.edges.bench.drafts.site import Site

PAUSE_MS = 2600  # a little longer than the pause after which the page saves; by the page's clock, nobody waits for it
SAID_MS = 8000
LETS_GO_MS = 15_000
LOOK_MS = 100
LOGIN = "/account/login/"
Answers = Mapping[str, Mapping[str, str]]  # section → key of the answer → what is typed


@dataclass(slots=True)
class Run:
    """One declaration: what was typed into which draft, and what happened on the way."""

    site: Site
    context: Any
    session: Callable[[], Mapping[str, str]]  # begins one: its cookie
    answers: Answers
    kinds: dict[str, str]  # key of an answer → the kind of its field, as far as one has looked
    places: Mapping[tuple[str, str], str] = field(default_factory=dict)  # (section, key) → mishap
    page: Any = None
    typed: dict[str, str] = field(default_factory=dict)
    mishaps: Counter[str] = field(default_factory=Counter)
    unannounced: int = 0
    astray: int = 0  # log-ins that did not lead back to the same section

    @property
    def draft_id(self) -> str:
        return str(urlsplit(self.page.url).path.split("/")[3])

    def log_in(self) -> None:
        """Be logged in from here on."""
        cookies = self.session().items()
        self.context.add_cookies([{"name": n, "value": v, "url": self.site.address} for n, v in cookies])


def fill_in(run: Run, procedure: str, mishaps: Sequence[str], random: Random) -> None:
    """The whole declaration up to its last page; each mishap at a place of its own."""
    run.log_in()
    run.context.clock.install()
    run.page = run.context.new_page()
    run.page.goto(f"{run.site.address}/nop-ho-so/{procedure}/")
    with run.page.expect_navigation():
        run.page.click("main form.form button.primary")
    places = [(section, key) for section, keys in run.answers.items() for key in keys]
    run.places = dict(zip(random.sample(places, len(mishaps)), mishaps, strict=True))
    for section, answers in run.answers.items():
        for key, value in answers.items():
            if key not in run.typed:  # perhaps another window answered it
                put(run, run.page, key, value)
                run.typed[key] = value
            if what := run.places.get((section, key)):
                run.mishaps[what] += 1
                MISHAPS[what](run, section)
        go_on(run, section)


def put(run: Run, page: Any, key: str, value: str) -> None:
    """Type an answer, or choose it."""
    field_ = page.locator(f"[name='{key}']").first
    if key not in run.kinds:
        run.kinds[key] = field_.evaluate("(field) => field.tagName === 'SELECT' ? 'select' : field.type")
    kind = run.kinds[key]
    if kind == "select":
        field_.select_option(value)
    elif kind == "radio":
        page.locator(f"[name='{key}'][value='{value}']").check()
    else:
        field_.fill(value)


def go_on(run: Run, section: str) -> None:
    """Press “next”; a log-in on the way is done, and must lead back to where one was."""
    from playwright.sync_api import TimeoutError as TookTooLong

    for _try in range(4):
        try:
            with run.page.expect_navigation(timeout=LETS_GO_MS):
                run.page.locator(".actions [name=go][value=next]").click()
        except TookTooLong:
            if not stays(run):
                raise
            run.log_in()  # as the page says: in another window
            continue
        if LOGIN in run.page.url:
            back(run, section)
        elif f"/{section}/" not in urlsplit(run.page.url).path:
            return
    raise RuntimeError(f"{section} did not end: {run.page.inner_text('main')[:600]}")


def reopen(run: Run, section: str, address: str) -> None:
    """Open the page again where one was; whoever is asked to log in does."""
    run.page.goto(address)
    if LOGIN in run.page.url:
        back(run, section)


def back(run: Run, section: str) -> None:
    """Log in where one was sent to, and go where that leads."""
    wanted = parse_qs(urlsplit(run.page.url).query).get("next", [""])[0]
    run.astray += f"/{section}/" not in wanted
    run.log_in()
    run.page.goto(f"{run.site.address}{wanted}")


def the_line_is_cut(run: Run, section: str) -> None:
    """What is typed without a line is said to be unsaved, and is saved when the line is back."""
    run.context.set_offline(True)
    put_again(run, list(run.typed)[-1])
    said_to_fail(run)
    run.context.set_offline(False)


def said_to_fail(run: Run) -> None:
    """The pause after which the page saves goes by; that it could not must be said."""
    run.page.clock.fast_forward(PAUSE_MS)
    said = run.page.locator("[data-saving]:is([data-state=failed], [data-state=unkept])")
    try:
        said.wait_for(state="attached", timeout=SAID_MS)
    except Exception:  # a figure, not a fault of the run
        run.unannounced += 1


def sent_without_a_line(run: Run, section: str) -> None:
    """“Next” is pressed while there is no line: the browser shows its own page, and one goes back and goes on.

    What no store of the browser took stays where it is: such a page does not let go.
    """
    address, failed = run.page.url, list[str]()

    def note(request: Any) -> None:
        if request.is_navigation_request():
            failed.append(request.url)

    run.page.on("requestfailed", note)
    run.context.set_offline(True)
    try:
        run.page.locator(".actions [name=go][value=next]").click(timeout=3000, no_wait_after=True)
        for _ in range(SAID_MS // LOOK_MS):
            if failed or stays(run):
                break
            run.page.wait_for_timeout(LOOK_MS)
    finally:
        run.context.set_offline(False)
    if failed:
        reopen(run, section, address)


def stays(run: Run) -> bool:
    """Whether the page says that what stands on it is nowhere else."""
    return bool(run.page.locator("[data-saving][data-state=unkept]").count())


def the_session_ends(run: Run, section: str) -> None:
    """The browser's session is over; whoever goes on is asked to log in."""
    names = set(run.session())
    kept = [one for one in run.context.cookies() if one["name"] not in names]
    run.context.clear_cookies()
    run.context.add_cookies(kept)


def logged_out_elsewhere(run: Run, section: str) -> None:
    """In another tab one logs out and closes it."""
    other = run.context.new_page()
    other.goto(f"{run.site.address}/account/logout/")
    if LOGIN not in other.url:  # the session may have ended by itself before
        with other.expect_navigation():
            other.locator("main form button").first.click()
    other.close()


def the_tab_is_closed(run: Run, section: str) -> None:
    """Closed at once, as people close it (the page is told), and opened again.

    Where the browser asks first, because what was typed is nowhere else, one stays until it is saved.
    """
    address, asked = run.page.url, list[str]()
    # A browser asks only those who pressed a key on the page, as all do who type.
    run.page.keyboard.press("End")

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    run.page.on("dialog", stay)
    fresh = run.context.new_page()
    run.page.close(run_before_unload=True)
    while not (asked or run.page.is_closed()):
        fresh.wait_for_timeout(LOOK_MS)
    if asked:
        run.log_in()
        with run.page.expect_response(lambda response: response.url.endswith("/luu/") and response.ok):
            run.page.clock.fast_forward(PAUSE_MS)
        with run.page.expect_event("close"):
            run.page.close(run_before_unload=True)
    run.page = fresh
    reopen(run, section, address)


def the_server_is_killed(run: Run, section: str) -> None:
    """Killed while one types; what could not be saved is said, and the server comes back."""
    run.site.kill()
    put_again(run, list(run.typed)[-1])
    said_to_fail(run)
    run.site.start()


def a_second_window_writes(run: Run, section: str) -> None:
    """Another window of the same browser answers a question of this section that stands empty here."""
    keys = list(run.answers[section])
    later = [key for key in keys if key not in run.typed]
    if not later:
        return
    other = run.context.new_page()
    other.goto(run.page.url)
    if LOGIN in other.url:
        run.log_in()
        other.goto(run.page.url)
    put(run, other, later[-1], run.answers[section][later[-1]])
    with other.expect_navigation():
        other.locator(".actions [name=go][value=later]").click()
    other.close()
    run.typed[later[-1]] = run.answers[section][later[-1]]


def the_store_is_full(run: Run, section: str) -> None:
    """The browser takes no more into its own store: the server's is enough."""
    run.page.evaluate(
        """() => { let text = "x".repeat(1 << 20); for (let n = 0; text; n++) {
             try { localStorage.setItem("full" + n, text); } catch { text = text.slice(0, text.length >> 1); } } }"""
    )
    put_again(run, list(run.typed)[-1])
    with run.page.expect_response(lambda response: response.url.endswith("/luu/")):
        run.page.clock.fast_forward(PAUSE_MS)


def put_again(run: Run, key: str) -> None:
    """Type the last answer once more: the same words, typed now."""
    field_ = run.page.locator(f"[name='{key}']").first
    if field_.evaluate("(field) => field.type === 'text'"):
        field_.fill("")
    put(run, run.page, key, run.typed[key])


MISHAPS: dict[str, Callable[[Run, str], None]] = {
    "line_cut": the_line_is_cut,
    "sent_offline": sent_without_a_line,
    "session_ended": the_session_ends,
    "logged_out": logged_out_elsewhere,
    "tab_closed": the_tab_is_closed,
    "server_killed": the_server_is_killed,
    "second_window": a_second_window_writes,
    "store_full": the_store_is_full,
}
