"""Whose installation this is, as far as a screen shows it. An edge that knows the packs fulfils the port."""

from collections.abc import Callable
from dataclasses import dataclass

from thongsuot.plumbing.ui import colours


@dataclass(frozen=True, slots=True)
class Look:
    """`place` stands under the wordmark ("Thành phố …"); `accent` is `#rrggbb`.

    `demo` shows on every page that nothing here is real. Empty texts are simply not shown.
    """

    place: str = ""
    accent: str = colours.NEUTRAL
    help_phone: str = ""
    help_hours: str = ""
    demo: bool = False


_sources: list[Callable[[], Look]] = []


def provide(source: Callable[[], Look]) -> None:
    """Let `source` answer from now on (the last one counts). It is asked on every page: keep it cheap."""
    _sources.append(source)


def current() -> Look:
    """The look of this installation; a neutral one until somebody provides it."""
    return _sources[-1]() if _sources else Look()
