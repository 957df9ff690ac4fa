"""Two windows on one draft: what each changed is kept, and where both changed the same, somebody is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import house_rule

AFTER_MOST = 20  # windows one after the other of which none reached the server
PAST_MOST = 1000  # saves that are remembered; a window older than that is compared as if nothing were known
KEYS_MOST, VALUE_MOST, ALL_MOST = 1500, 10_000, 300_000
Raw = Mapping[str, str]
Past = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Window:
    """A page on which somebody types: the revision that it was shown, and how often he had typed when it was sent.

    `after`: windows that were closed before the server had all their words, which this one shows again.
    """

    name: str
    base: int
    typed: int = 0
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """A question that another window answered meanwhile: `theirs` is what it wrote and what is kept."""

    key: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Merge:
    """`raw` to keep, `was`: the old values of what changes (empty: nothing to save), and what must be asked."""

    raw: dict[str, str]
    was: dict[str, str]
    conflicts: tuple[Conflict, ...]


@house_rule("two tabs: a conflict is shown, nothing is overwritten silently")
def merged(stored: Raw, past: Past, window: Window, given: Raw) -> Merge:
    """Take `given`, everything that stands in `window`, into `stored` with its history.

    A key that only this window changed is taken; one that only others changed stays as it is; one that both
    changed to different values stays as it is stored and is a conflict. What was under way while the same window
    sent something newer says nothing any more.
    """
    if any(step["by"] == window.name and step.get("typed", 0) > window.typed for step in past):
        return Merge(dict(stored), {}, ())
    known = _known(stored, past, window)
    raw, was, conflicts = dict(stored), {}, []
    for key, value in given.items():
        now = stored.get(key, "")
        before = known.get(key, now) if known is not None else None
        if value in (now, before):
            continue
        if now == before:
            raw[key], was[key] = value, now
        else:
            conflicts.append(Conflict(key, now))
    return Merge(raw, was, tuple(conflicts))


def _known(stored: Raw, past: Past, window: Window) -> dict[str, str] | None:
    """What the window was shown or wrote itself, where that was ever changed; None: too long ago to tell."""
    if past and past[0]["r"] > window.base + 1:
        return None
    later = [step for step in past if step["r"] > window.base]
    found: dict[str, str] = {}
    for step in reversed(later):
        found |= step["was"]
    for step in later:
        if step["by"] in (window.name, *window.after):
            found |= {key: step["now"][key] for key in step["was"]}
    return found


@house_rule("a draft remembers who replaced what, as far back as a window may stand open")
def remembered(past: Past, revision: int, window: Window, found: Merge) -> list[Mapping[str, Any]]:
    """The history with this save."""
    now = {key: found.raw[key] for key in found.was}
    step = {"r": revision, "by": window.name, "typed": window.typed, "was": found.was, "now": now}
    return [*past, step][-PAST_MOST:]


@house_rule("what a page does not say of itself is taken for a page that was shown the first revision")
def window_of(said: Raw) -> Window:
    """The window that sent these fields."""
    after = tuple(_name(one) for one in said.get("_after", "").split(" ")[-AFTER_MOST:])
    return Window(
        _name(said.get("_window", "")), _count(said.get("_base", "")), _count(said.get("_typed", "")),
        tuple(one for one in after if one),
    )  # fmt: skip


def _name(text: str) -> str:
    return text[:64] if text.isascii() and text.isalnum() else ""


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


@house_rule("a draft is a form that is filled in, not a store of files")
def size_problems(raw: Raw) -> list[Problem]:
    """Why this is too much to keep."""
    sizes = [len(key) + len(value) for key, value in raw.items()]
    if len(sizes) > KEYS_MOST or max(sizes, default=0) > VALUE_MOST or sum(sizes) > ALL_MOST:
        return [
            Problem("draft_big", "Bản nháp quá dài. Hãy viết gọn lại, hoặc nộp phần dài thành giấy tờ riêng.")
        ]
    return []


@house_rule("what no database can hold is no sign that anybody typed")
def storable(raw: Raw) -> dict[str, str]:
    """The same without NUL signs and halves of signs."""
    return {_whole(key): _whole(value) for key, value in raw.items()}


def _whole(text: str) -> str:
    return text.replace("\0", "").encode("utf-8", "ignore").decode()
