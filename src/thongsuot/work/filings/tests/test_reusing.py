"""Which earlier paper may stand for one that is asked for."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from thongsuot.work.dossiers.rules.files import FileKind
from thongsuot.work.filings import rules

DAY = date(2026, 11, 24)


@dataclass(frozen=True)
class Had:
    title: str = "Giấy khác"
    kind: FileKind = FileKind.ELECTRONIC
    added_at: datetime = datetime(2026, 9, 1, 3, tzinfo=UTC)
    paper_code: str = ""
    procedure_code: str = "1.001193"


ASKED = rules.PaperAsked(
    key="7", title="- Giấy xác nhận;", label="Giấy xác nhận", wanted_id=7, kept_under=("x",), codes=("KQ1",), months=6,
    results=("1.004873",),
)  # fmt: skip


def test_the_same_paper_the_same_name_or_a_named_result_and_nothing_else():
    fits = [
        Had(paper_code="KQ1"),
        Had(title="giấy xác  nhận"),
        Had(kind=FileKind.RESULT, procedure_code="1.004873"),
    ]
    others = [
        Had(), Had(paper_code="KQ2"), Had(kind=FileKind.RESULT),
        Had(kind=FileKind.RESULT, procedure_code="1.000894", paper_code="KQ1"),
    ]  # fmt: skip
    assert rules.fitting(ASKED, [*fits, *others], DAY) == tuple(fits)
    assert rules.fitting(replace(ASKED, kinds=("original",)), fits, DAY) == ()
    assert rules.fitting(replace(ASKED, codes=(), title="x", label="x"), [Had()], DAY) == ()


def test_what_is_too_old_is_not_offered():
    old = Had(paper_code="KQ1", added_at=datetime(2026, 5, 20, 3, tzinfo=UTC))
    assert rules.fitting(ASKED, [old], date(2026, 11, 20)) == (old,)
    assert rules.fitting(ASKED, [old], date(2026, 11, 21)) == ()
    assert rules.fitting(replace(ASKED, months=None), [old], date(2046, 11, 21)) == (old,)


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(1, 600))
def test_months_later_is_the_same_day_or_the_last_of_its_month(since: date, months: int) -> None:
    found = rules.later(since, months)
    assert (found.year * 12 + found.month) - (since.year * 12 + since.month) == months
    assert found.day == since.day or (found.day < since.day and (found + timedelta(1)).day == 1)
