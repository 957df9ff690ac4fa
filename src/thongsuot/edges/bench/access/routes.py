"""Every route with the methods it answers and the expectation that its view states."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from thongsuot.kernel.actor import Kind

# Addresses of libraries and of the machine room: what may be seen there is no person's data.
OPEN = (
    "livez",
    "readyz",
    "metrics",
    "accent.css",
    "ngon-ngu/",
    "gallery/",
    "api/v1/",
    "api/v1/docs",
    "api/v1/openapi.json",
)

# Pages that also ask for a grant: of this verb somewhere, or over the whole authority.
RECEIVE = "dossiers.receive"
NEEDS = {
    "desk/closures/": "calendars.close",
    "desk/officers/": "identity.grant",
    "desk/officers/<str:username>/": "identity.grant",
    "desk/staff/": "dossiers.assign",
    "desk/fees/": "fees.close_counter",
    "desk/flows/<str:code>/placing/": "steps.place",
    "desk/fees/accounts/": "fees.resolve",
    "desk/portal/": "sync.resend",
    "desk/webhooks/": "sync.subscribe",
    "desk/relays/new/": "relays.file",
    "desk/relays/connections/": "relays.connect",
    "desk/webhooks/<int:receiver_id>/": "sync.subscribe",
    "desk/signatures/two-persons/": "signatures.require_two",
    "desk/imports/": "imports.upload",
    "desk/receive/": RECEIVE,
    "desk/receive/procedures/": RECEIVE,
    "desk/receive/communes/": RECEIVE,
    "desk/receive/check/": RECEIVE,
    "desk/reorganisation/new/": "reorganisation.plan",
    "desk/units/changes/new/": "units.change",
    "desk/mandates/new/": "catalogue.record_mandate",
}
OVERSEERS = (
    "desk/agencies/",
    "desk/agencies/matters/",
    "desk/jobs/",
    "desk/reorganisation/",
    "desk/units/changes/",
    "desk/mandates/",
    "desk/mandates/who/",
    "desk/statistics/",
    "api/v1/mandates",
    "api/v1/reorganisations",
)

# Steps of logging in and of second factors: open or shut by how far the account has come, not by who it is.
BY_STATE = ("account/inactive/", "account/login/", "account/second-factor/")


@dataclass(frozen=True, slots=True)
class Route:
    """One address pattern: `kinds` who may open it at all (None: nobody said), `about_dossier` whether it names one."""

    pattern: str
    methods: tuple[str, ...]
    kinds: frozenset[Kind] | None
    about_dossier: bool

    @property
    def is_open(self) -> bool:
        """Whether it belongs to the machine room."""
        return self.pattern in OPEN


def every(resolver: URLResolver | None = None, before: str = "") -> Iterator[Route]:
    """All routes of the site, in the order of the addresses."""
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from every(entry, pattern)
        elif isinstance(entry, URLPattern):
            yield from _routes(pattern, entry.callback)


def silent(found: Iterable[Route]) -> list[str]:
    """The patterns of the routes that say nothing."""
    return [route.pattern for route in found if route.kinds is None and not route.is_open]


def _routes(pattern: str, view: Callable[..., Any]) -> Iterator[Route]:
    operations = getattr(getattr(view, "__self__", None), "operations", None) or _operations(view)
    if operations is None:
        yield _route(pattern, ("GET", "POST"), view)
        return
    for operation in operations:
        yield _route(pattern, tuple(operation.methods), operation.view_func)


def _operations(view: Callable[..., Any]) -> Any:
    """The operations behind a view of the API, which wraps them in a closure."""
    for cell in getattr(view, "__closure__", None) or ():
        content = cell.cell_contents
        if hasattr(content, "operations"):
            return content.operations
    return None


def _route(pattern: str, methods: tuple[str, ...], view: Callable[..., Any]) -> Route:
    expects = None
    seen: Any = view
    while seen is not None and expects is None:
        expects = getattr(seen, "expects", None)
        seen = getattr(seen, "__wrapped__", None)
    kinds = frozenset(expects["kinds"]) if expects else None
    about = pattern.startswith(("desk/dossiers/<", "ho-so/<", "api/v1/dossiers/<", "api/v1/dossiers/{"))
    return Route(pattern, methods, kinds, about)
