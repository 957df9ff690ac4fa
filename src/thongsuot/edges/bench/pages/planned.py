"""How each route comes to be seen, or why it is no page: one table that the suite holds complete."""

import re
from collections.abc import Iterable, Mapping

from django.urls import Resolver404, resolve

from thongsuot.edges.bench.access import routes

SENT, PIECE, FILE = "only sent to: no address opens it", "a piece of a page", "a file or data"
# Beginnings of addresses that no person reads.
ELSEWHERE: Mapping[str, str] = {
    "api/": "programs ask it; the page of the API has a test of its own",
    "exchange/": "other systems ask it",
    "gallery/": "parts of pages for those who make them, looked at in all looks by a test of its own",
    "livez": "machines ask it", "readyz": "machines ask it", "metrics": "machines ask it", "ngon-ngu/": SENT,
}  # fmt: skip
NO_PAGE: Mapping[str, str] = {
    **dict.fromkeys((
        "desk/dossiers/batch/", "desk/dossiers/<str:code>/to-khai/luu/", "desk/bulk/new/", "desk/mobile/moi/",
        "desk/deliveries/<str:code>/post/", "desk/signatures/sign-uploads/",
        "desk/originals/<str:code>/give-back/", "desk/mobile/<uuid:session_id>/ket-qua/", "desk/attention/read/",
        "desk/mobile/<uuid:session_id>/sync/", "desk/reorganisation/<int:plan_id>/preview/",
        "desk/signatures/sign/", "desk/signatures/seal/", "account/sessions/end/",
        "desk/signatures/certificates/<int:certificate_id>/revoke/", "account/tokens/<int:token_id>/revoke/",
        "desk/signatures/two-persons/<int:rule_id>/end/", "account/sessions/<uuid:sid>/end/",
        "nop-ho-so/<str:code>/<uuid:draft>/bo/", "nop-ho-so/<str:code>/<uuid:draft>/<slug:section>/luu/",
    ), SENT),
    **dict.fromkeys((
        "desk/agencies/", "desk/agencies/matters/", "desk/receive/procedures/", "desk/receive/communes/",
        "desk/receive/check/",
    ), PIECE),
    **dict.fromkeys((
        "desk/dossiers/slips/", "desk/dossiers/<str:code>/files/<uuid:file_id>/", "desk/flows/<str:code>/bpmn/",
        "desk/mobile/<uuid:session_id>/kit/", "desk/relays/<uuid:relay_id>/files/<uuid:file_id>/",
        "ho-so/<str:code>/giay-to/<uuid:file_id>/", "account/login/passkey/",
    ), FILE),
}  # fmt: skip
# Names in what `scene` made, in the order of the address's own parameters.
FILLED: Mapping[str, tuple[str, ...]] = {
    "desk/attention/<slug:kind>/": ("kind",),
    "desk/bags/<str:code>/": ("slip",),
    "desk/bulk/<uuid:run_id>/": ("run",),
    "desk/dossiers/<str:code>/": ("code",),
    "desk/dossiers/<str:code>/buoc/": ("stepped",),
    "desk/dossiers/<str:code>/fees/": ("code",),
    "desk/dossiers/<str:code>/files/": ("code",),
    "desk/dossiers/<str:code>/to-khai/": ("declared",),
    "desk/flows/<str:code>/": ("flow",),
    "desk/flows/<str:code>/placing/": ("flow",),
    "desk/imports/<uuid:book_id>/": ("book",),
    "desk/mobile/<uuid:session_id>/": ("session",),
    "desk/mobile/<uuid:session_id>/device/": ("session",),
    "desk/relays/<uuid:relay_id>/": ("relay",),
    "desk/reorganisation/<int:plan_id>/": ("plan",),
    "desk/reorganisation/<int:plan_id>/assign/<int:agency_id>/": ("plan", "agency"),
    "desk/reorganisation/<int:plan_id>/history/": ("plan",),
    "desk/reorganisation/<int:plan_id>/lines/": ("plan",),
    "desk/reorganisation/<int:plan_id>/lines/<int:number>/": ("plan", "line"),
    "desk/reorganisation/<int:plan_id>/order/<slug:doing>/": ("plan", "doing"),
    "desk/reorganisation/<int:plan_id>/orders/<int:order_id>/": ("plan", "order"),
    "desk/reorganisation/<int:plan_id>/parts/": ("plan",),
    "desk/reorganisation/<int:plan_id>/parts/<int:unit_id>/": ("plan", "split"),
    "desk/reorganisation/<int:plan_id>/places/<slug:key>/": ("plan", "place"),
    "desk/reorganisation/<int:plan_id>/places/<slug:key>/<slug:what>/": ("plan", "place", "what"),
    "desk/shifts/<uuid:handover_id>/": ("shift",),
    "desk/units/changes/<int:change_id>/": ("change",),
    "desk/webhooks/<int:receiver_id>/": ("receiver",),
    "ho-so-lien-tinh/<str:code>/": ("relay_code",),
    "ho-so-lien-tinh/<str:code>/bo-sung/": ("relay_code",),
    "ho-so/<str:code>/": ("code",),
    "ho-so/<str:code>/giay-to/": ("code",),
    "ho-so/<str:code>/noi-nhan/": ("code",),
    "ho-so/<str:code>/nop-phi/": ("priced",),
    "ho-so/<str:code>/nop-phi/<str:order>/": ("priced", "payment"),
    "ho-so/<str:code>/rut/": ("code",),
    "ho-so/<str:code>/to-khai/": ("declared",),
    "kiem-tra-chu-ky/<uuid:paper_id>/": ("paper",),
    "nop-ho-so/<str:code>/": ("procedure",),
    "thu-tuc/<str:code>/": ("procedure",),
}
# Links on other pages lead there, or what a person does in the browser before.
BY_LINKS = frozenset({
    "account/second-factor/passkeys/<int:pk>/", "account/second-factor/passkeys/<int:pk>/remove/",
    "desk/dossiers/<str:code>/<slug:slug>/", "desk/mandates/<int:mandate_id>/",
    "desk/officers/<str:username>/", "diem/<str:code>/", "don-vi/<str:code>/", "viec/<str:code>/",
    "nop-ho-so/<str:code>/<uuid:draft>/<slug:section>/", "nop-ho-so/<str:code>/<uuid:draft>/giay-to/",
    "nop-ho-so/<str:code>/<uuid:draft>/xem-lai/",
})  # fmt: skip
PLANTED = "desk/planted/<int:planted_id>/"
PARAMETER = re.compile(r"<[^>]+>")


def why_not(pattern: str) -> str:
    """Why a route is no page; "" for one that shows a page to a person."""
    if "." in pattern:
        return FILE
    begins = next((why for start, why in ELSEWHERE.items() if pattern.startswith(start)), "")
    return begins or NO_PAGE.get(pattern, "")


def every() -> frozenset[str]:
    """Patterns of all routes."""
    return frozenset(route.pattern for route in routes.every())


def pages(known: Iterable[str]) -> frozenset[str]:
    """Those of them that show a page to a person."""
    return frozenset(pattern for pattern in known if not why_not(pattern))


def forgotten(known: Iterable[str]) -> list[str]:
    """Pages whose address nobody knows how to fill in."""
    plain = {pattern for pattern in pages(known) if not PARAMETER.search(pattern)}
    return sorted(pages(known) - plain - FILLED.keys() - BY_LINKS)


def missed(known: Iterable[str], seen: Iterable[str]) -> list[str]:
    """Pages that were not seen."""
    return sorted(pages(known) - {*seen})


def plain() -> list[str]:
    """Addresses of all pages whose address says everything."""
    return [f"/{pattern}" for pattern in sorted(pages(every())) if not PARAMETER.search(pattern)]


def filled(names: Mapping[str, object]) -> list[str]:
    """Addresses of what was made."""
    found = []
    for pattern, wanted in FILLED.items():
        values = iter(wanted)
        found.append("/" + PARAMETER.sub(lambda _, values=values: str(names[next(values)]), pattern))  # type: ignore[misc]
    return found


def route(address: str) -> str:
    """The pattern of an address; "" for one that leads nowhere."""
    try:
        return str(resolve(address.partition("?")[0].partition("#")[0]).route)
    except Resolver404:
        return ""
