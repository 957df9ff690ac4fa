"""Which paper of an earlier dossier may stand for one that is asked for now."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol, TypeVar

from thongsuot.kernel.dates import local
from thongsuot.kernel.law import house_rule, law
from thongsuot.kernel.names import fold
from thongsuot.work.dossiers.rules.files import FileKind
from thongsuot.work.filings.rules.attaching import PaperAsked

AGAIN = "lai_"  # before the key of a paper in a draft: the files of earlier dossiers that stand for it


class Had(Protocol):
    """A paper that somebody has handed in or been given before."""

    @property
    def title(self) -> str: ...
    @property
    def kind(self) -> FileKind: ...
    @property
    def added_at(self) -> datetime: ...
    @property
    def paper_code(self) -> str: ...
    @property
    def procedure_code(self) -> str: ...


H = TypeVar("H", bound=Had)


@law("NĐ 118/2025/NĐ-CP", "Điều 17")
def fitting(asked: PaperAsked, had: Iterable[H], day: date) -> tuple[H, ...]:
    """Those of the person's own papers that are the one asked for: the catalogue's same paper, one of the same name, or
    the result of a procedure that the form names; not older than the form allows. Where the original must be shown,
    none."""
    if not asked.is_sendable:
        return ()
    return tuple(
        one for one in had if _is_same(asked, one) and _is_valid(asked, local(one.added_at).date(), day)
    )


def _is_same(asked: PaperAsked, one: Had) -> bool:
    if one.kind is FileKind.RESULT:
        return one.procedure_code in asked.results
    names = {_plain(asked.title), _plain(asked.label)}
    return (bool(one.paper_code) and one.paper_code in asked.codes) or _plain(one.title) in names


def _plain(name: str) -> str:
    return fold(name).strip(" -+*.;:")


def _is_valid(asked: PaperAsked, since: date, day: date) -> bool:
    return asked.months is None or day <= later(since, asked.months)


@house_rule("a paper that is valid for months ends on the same day of the last one, or on its last day")
def later(since: date, months: int) -> date:
    """The same day so many months later."""
    year, month = divmod(since.month - 1 + months, 12)
    year, month = since.year + year, month + 1
    return date(year, month, min(since.day, monthrange(year, month)[1]))
