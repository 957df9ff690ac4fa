"""Two windows on one draft: what each changed is kept, and where both changed the same, somebody is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import house_rule

PAST_MOST = 1000  # saves that are remembered; a window older than that is compared as if nothing were known
KEYS_MOST, VALUE_MOST, ALL_MOST = 1500, 10_000, 300_000
Raw = Mapping[str, str]
Past = Sequence[Mapping[str, Any]]


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
def merged(stored: Raw, past: Past, base: int, window: str, given: Raw) -> Merge:
    """Take `given`, typed in `window` by somebody who was shown revision `base`, into `stored` with its history.

    A key that only this window changed is taken; one that only others changed stays as it is; one that both
    changed to different values stays as it is stored and is a conflict.
    """
    known = _known(stored, past, base, window)
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


def _known(stored: Raw, past: Past, base: int, window: str) -> dict[str, str] | None:
    """What the window was shown or wrote itself, where that was ever changed; None: too long ago to tell."""
    if past and past[0]["r"] > base + 1:
        return None
    later = [step for step in past if step["r"] > base]
    found: dict[str, str] = {}
    for step in reversed(later):
        found |= step["was"]
    for step in later:
        if step["by"] == window:
            found |= {key: step["now"][key] for key in step["was"]}
    return found


@house_rule("a draft remembers who replaced what, as far back as a window may stand open")
def remembered(past: Past, revision: int, window: str, found: Merge) -> list[Mapping[str, Any]]:
    """The history with this save."""
    step = {"r": revision, "by": window, "was": found.was, "now": {key: found.raw[key] for key in found.was}}
    return [*past, step][-PAST_MOST:]


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
