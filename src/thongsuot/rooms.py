"""The one ordered list of rooms and modules. Settings, urls and the architecture tests read it.

A room may import the rooms above it in this list, never those below. Inside a room the modules
of a later level may import those of an earlier one; modules on one level never import each other.
"""

ROOMS: dict[str, tuple[tuple[str, ...], ...]] = {
    "registers": (
        ("units",),
        ("addresses", "calendars", "identity"),
        ("catalogue",),
        ("flows", "forms", "points"),
    ),
    "work": (
        ("notices",),
        ("dossiers",),
        ("clocks", "custody", "fees", "filings", "imports", "mobile", "signatures", "steps", "views"),
        ("books", "bulk", "shifts", "sync"),
        ("relays",),
    ),
    "transition": (("reorganisation",),),
    "edges": (("portal", "desk", "exchange", "packs", "bench", "terminal"),),
}


def modules() -> list[str]:
    """Dotted names of every module, lowest first: `registers.units`, `registers.identity`, …"""
    return [f"{room}.{module}" for room, levels in ROOMS.items() for level in levels for module in level]
