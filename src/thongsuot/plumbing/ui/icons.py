"""Our own line icons on a 24 grid, two units thick; inline, so that they take the text's colour."""

PATHS: dict[str, str] = {
    "back": '<path d="M15 5 8 12l7 7"/>',
    "building": '<path d="M4 20h16M6 20V8l6-4 6 4v12M10 20v-4h4v4M10 10h.01M14 10h.01"/>',
    "calendar": '<rect x="4" y="5" width="16" height="15" rx="2"/><path d="M4 10h16M8 3v4M16 3v4"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3 2"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "down": '<path d="m6 9.5 6 6 6-6"/>',
    "download": '<path d="M12 4v11m-5-4.5 5 5 5-5M5 20h14"/>',
    "edit": '<path d="M5 19h3.5L19 8.5 15.5 5 5 15.5z"/>',
    "file": '<path d="M14 3H6v18h12V7zM14 3v4h4M9 13h6M9 17h6"/>',
    "forward": '<path d="m9 5 7 7-7 7"/>',
    "help": '<circle cx="12" cy="12" r="8.5"/><path d="M9.5 9.5a2.5 2.5 0 1 1 2.5 2.7v1.3M12 16.8h.01"/>',
    "home": '<path d="m4 11 8-7 8 7M6.5 9.5V20h11V9.5"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.8h.01"/>',
    "key": '<circle cx="8" cy="15" r="4.5"/><path d="m11.2 11.8 8.3-8.3M16 7l3 3"/>',
    "late": '<path d="M12 2.5 21.5 12 12 21.5 2.5 12zM12 8v5M12 16.2h.01"/>',
    "list": '<path d="M8.5 6H20M8.5 12H20M8.5 18H20M4 6h.01M4 12h.01M4 18h.01"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c1-4 4-5.5 7.5-5.5s6.5 1.5 7.5 5.5"/>',
    "phone": (
        '<path d="M6.5 3.5h3l1.5 4.5-2 1.5a11 11 0 0 0 5.5 5.5l1.5-2 4.5 1.5v3a2 2 0 0 1-2 2'
        'C11 20 4 13 4.5 5.5a2 2 0 0 1 2-2z"/>'
    ),
    "pin": (
        '<path d="M12 21.5c4.5-5 7-8.5 7-11.5a7 7 0 0 0-14 0c0 3 2.5 6.5 7 11.5z"/>'
        '<circle cx="12" cy="10" r="2.5"/>'
    ),
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "print": '<path d="M7 8.5V3.5h10v5M7 17H4v-8h16v8h-3M7 14h10v6.5H7z"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "sort": '<path d="m8 9.5 4-4 4 4M8 14.5l4 4 4-4"/>',
    "sort-down": '<path d="m7 14 5 5 5-5M12 19V5"/>',
    "sort-up": '<path d="m7 10 5-5 5 5M12 5v14"/>',
    "warn": '<path d="M12 4 21.5 20h-19zM12 10v5M12 17.3h.01"/>',
}

# The shapes of a status are told apart without colour: by outline, by fill, by what is cut out of them.
_RING = '<circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" stroke-width="2"/>'
SHAPES: dict[str, str] = {
    "quiet": _RING,
    "doing": _RING + '<path d="M8 2.5a5.5 5.5 0 0 1 0 11z"/>',
    "waiting": '<path d="M3.5 2h3v12h-3zM9.5 2h3v12h-3z"/>',
    "done": ('<path d="M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1zM4.3 8.2l2.7 2.8 4.8-5.3-1.1-1L7 8.8 5.4 7.1z"/>'),
    "soon": '<path d="M8 1 15.5 14.5H.5zM7.2 6h1.6v4H7.2zm0 5h1.6v1.6H7.2z"/>',
    "late": '<path d="M8 .5 15.5 8 8 15.5.5 8zM7.2 4h1.6v5H7.2zm0 6h1.6v1.7H7.2z"/>',
    "stopped": (
        '<path d="M5 1h6l4 4v6l-4 4H5l-4-4V5zm.9 3.8L4.8 5.9 6.9 8l-2.1 2.1 1.1 1.1L8 9.1l2.1 2.1'
        ' 1.1-1.1L9.1 8l2.1-2.1-1.1-1.1L8 6.9z"/>'
    ),
}


def icon(name: str) -> str:
    """A decorative icon; the word beside it says what it means. KeyError for a name that is not drawn."""
    return (
        '<svg class="icon" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor"'
        ' stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">'
        f"{PATHS[name]}</svg>"
    )


def shape(tone: str) -> str:
    """The shape of a status tone; KeyError for a tone that has none."""
    return (
        '<svg class="shape" viewBox="0 0 16 16" width="12" height="12" fill="currentColor"'
        f' fill-rule="evenodd" aria-hidden="true">{SHAPES[tone]}</svg>'
    )
