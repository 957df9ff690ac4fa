"""From page to page by the links that stand on them, some addresses of every route; nothing is sent anywhere."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Error, Response

from thongsuot.edges.bench.access.people import Person
from thongsuot.edges.bench.pages import looking, planned
from thongsuot.edges.bench.pages.looking import Window

DOWNLOAD = "Download is starting"
VAIN = 3  # addresses of a route that did not open, after which nobody asks for more of it
LINKS = """[...document.querySelectorAll("a[href]")]
  .map((link) => new URL(link.getAttribute("href"), document.baseURI).href)"""  # drawings have links of another kind
# The farthest of the looks, one at each width.
LOOKS = ((looking.PHONE, "light"), (looking.SCREEN, "dark-contrast"))
ANSWERS: Mapping[str, int] = {"account/inactive/": 403}  # pages that are shown with another status than 200


@dataclass(slots=True)
class Walk:
    """What was seen; `each`: at how many addresses of a route one looks, `always`: whoever comes, at these too."""

    site: str
    each: int
    always: tuple[str, ...] = ()
    visits: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)
    obstacles: list[str] = field(default_factory=list)
    pages: frozenset[str] = field(default_factory=lambda: planned.pages(planned.every()))

    def go(self, opened: Window, seeds: Iterable[str], look: Callable[[str], None] = lambda _: None) -> None:
        """Walk in this window from `seeds` wherever links lead; `look` is told each address while its page is open."""
        first = [*seeds]  # opened by everybody: one's own lists lead to one's own pages
        todo, known, vain = [*first], set[str](), Counter[str]()
        while todo:
            address = todo.pop(0)
            route = planned.route(address)
            is_wanted = address in self.always or (self._is_wanted(route) and vain[route] < VAIN)
            if address in known or not (is_wanted or address in first):
                continue
            known.add(address)
            if not self._opens(opened, address, ANSWERS.get(route, 200)):
                vain[route] += 1
                continue
            if is_wanted:
                self.visits[route] += 1
                look(address)
                self._look(opened, address, str(ANSWERS.get(route, "")))
            opened.faults.clear()
            todo += [found for found in map(self._within, opened.page.evaluate(LINKS)) if found]

    def unseen(self, addresses: Iterable[str]) -> list[str]:
        """Those of routes that nobody has seen yet."""
        return [one for one in addresses if not self.visits[planned.route(one)]]

    def enter(self, opened: Window, person: Person) -> None:
        """From now on this window is his."""
        cookies = [{"name": name, "value": value, "url": self.site} for name, value in person.cookies.items()]
        opened.page.context.add_cookies(cookies)  # type: ignore[arg-type]

    def _opens(self, opened: Window, address: str, status: int) -> bool:
        """Whether it is a page, and for this person: others lead on at once or are refused."""
        answer = self._answer(opened, address)
        is_here = urlsplit(opened.page.url).path == urlsplit(address).path
        is_page = answer is not None and answer.headers.get("content-type", "").startswith("text/html")
        is_open = answer is not None and answer.status == status and is_page and is_here
        if not is_open:
            opened.faults.clear()
        return is_open

    def _answer(self, opened: Window, address: str) -> Response | None:
        try:
            return opened.page.goto(self.site + address)
        except Error as error:
            if DOWNLOAD in error.message:  # a table as a file
                return None
            raise

    def _is_wanted(self, route: str) -> bool:
        return route in self.pages and self.visits[route] < self.each

    def _within(self, address: str) -> str:
        """The part after the site's own name; "" for what leads elsewhere."""
        return address.removeprefix(self.site).partition("#")[0] if address.startswith(self.site) else ""

    def _look(self, opened: Window, address: str, expected: str) -> None:
        for width, theme in LOOKS:
            opened.page.set_viewport_size({"width": width, "height": 800})
            opened.page.emulate_media(**looking.THEMES[theme])  # type: ignore[arg-type]
            found = looking.axe_violations(opened.page)
            self.violations += [f"{address} {width}: {line}" for line in found]
            told = looking.obstacles(opened, expected=expected, only=())
            self.obstacles += [f"{address} {width}: {line}" for line in told]
