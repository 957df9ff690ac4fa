"""Changes of units without a database: whatever is recorded, one truth a day, nothing lost, nothing doubled."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thongsuot.registers.units import rules
from thongsuot.registers.units.rules import (
    Change,
    ChangeKind,
    EdgeKind,
    HeldVersion,
    Level,
    NewUnit,
    Portion,
    Register,
    UnitType,
)

START, DAY = date(2025, 7, 1), date(2026, 12, 1)
PROVINCE = HeldVersion(1, 1, Level.PROVINCE, "01", "", "Tỉnh", UnitType.PROVINCE, None, 1, START, None)


def version(number: int) -> HeldVersion:
    code = f"{number:05d}"
    return HeldVersion(
        number, number, Level.COMMUNE, code, "", f"Xã {number}", UnitType.COMMUNE, 1, 1, START, None
    )


def register(count: int = 6) -> Register:
    return Register([PROVINCE, *(version(n) for n in range(10, 10 + count))])


def new(code: str, name: str = "Mới", type_: UnitType = UnitType.WARD) -> NewUnit:
    return NewUnit(code, name, type_)


def codes(problems: Sequence[object]) -> Counter[str]:
    return Counter(p.code for p in problems)  # type: ignore[attr-defined]


@st.composite
def histories(draw: st.DrawFn) -> list[Change]:
    """Changes that can be recorded one after another, on rising days; new codes may be those of the dead."""
    living = [f"{n:05d}" for n in range(10, 18)]
    free = [f"{n:05d}" for n in range(50, 80)]
    day, found = DAY, []
    for n in range(draw(st.integers(1, 6))):
        day += timedelta(days=draw(st.integers(1, 40)))
        old = draw(st.permutations(living))
        cut = draw(st.decimals("0.01", "0.99", places=2))
        kind = draw(st.sampled_from(["merge", "into", "split", "part", "retype", "rename"]))
        change = one_change(kind if len(living) > 2 else "split", day, old, free, cut, n)
        if change.kind in (ChangeKind.MERGE, ChangeKind.SPLIT):
            living = [c for c in living if c not in change.old] + [u.code for u in change.new]
        free = [code for code in free if code not in change.results]
        found.append(change)
    return found


def one_change(kind: str, day: date, old: list[str], free: list[str], cut: Decimal, n: int) -> Change:
    """A change of the first units of `old`; a merger takes the code of a dead unit when the cut is small."""

    def portion(code: str, share: Decimal) -> Portion:
        return Portion(old[0], code, area_share=share, people_share=share)

    match kind:
        case "merge":
            code = old[0] if cut < Decimal("0.5") else free[0]
            return Change(ChangeKind.MERGE, "1/NQ", day, old=tuple(old[:2]), new=(new(code),))
        case "into":
            return Change(ChangeKind.MERGE, "1/NQ", day, old=(old[0],), into=(old[1],))
        case "split":
            results = (new(free[0], "Một"), new(free[1], "Hai"))
            portions = (portion(free[0], cut), portion(free[1], 1 - cut))
            return Change(ChangeKind.SPLIT, "1/NQ", day, old=(old[0],), new=results, portions=portions)
        case "part":
            portions = (portion(old[1], cut),)
            return Change(
                ChangeKind.TRANSFER_PART, "1/NQ", day, old=(old[0],), into=(old[1],), portions=portions
            )
        case "retype":
            named = (new(old[0], f"R{n}", UnitType.SPECIAL_ZONE),)
            return Change(ChangeKind.RETYPE, "1/NQ", day, old=(old[0],), new=named)
        case _:
            named = (new(old[0], f"N{n}", UnitType.COMMUNE),)
            return Change(ChangeKind.RENAME, "1/NQ", day, old=(old[0],), new=named)


@settings(max_examples=150, deadline=None)
@given(histories(), st.randoms())
def test_whatever_is_recorded_one_truth_a_day_and_nothing_lost(changes: list[Change], chance: object) -> None:
    held = register(8)
    shuffled = sorted(changes, key=lambda _: chance.random())  # type: ignore[attr-defined]
    assert rules.record(shuffled, held) == ()
    for versions in held.versions.values():
        ordered = sorted(versions, key=lambda v: v.from_date)
        assert all(a.to_date is not None and a.to_date <= b.from_date for a, b in pairwise(ordered))
    last = max(change.effective for change in changes)
    for day in (START, *(change.effective for change in changes), last + timedelta(days=9)):
        bearers = Counter((v.level, v.code) for vs in held.versions.values() for v in vs if v.holds(day))
        assert max(bearers.values()) == 1
    steps = [
        rules.Step(s.old, s.new, s.day, *rules.known_shares(s.kind, s.area_share, s.people_share))
        for s in held.writing.shares
    ]
    for unit in range(10, 18):
        heirs = rules.heirs(unit, steps)
        assert sum(h.people or 0 for h in heirs.values()) == 1
        assert all(held.of_unit(heir, last) is not None for heir in heirs)


@settings(max_examples=60, deadline=None)
@given(histories())
def test_a_lost_share_is_noticed(changes: list[Change]) -> None:
    """The control of the test above: without one line of a conversion the sum is no longer the whole."""
    held = register(8)
    rules.record(changes, held)
    handed = [s for s in held.writing.shares if s.old in range(10, 18) and s.old != s.new]
    if not handed:
        return
    lost = handed[0]
    steps = [
        rules.Step(s.old, s.new, s.day, *rules.known_shares(s.kind, s.area_share, s.people_share))
        for s in held.writing.shares
        if s != lost
    ]
    alone = not [s for s in held.writing.shares if s.old == lost.old and s.day == lost.day and s != lost]
    heirs = rules.heirs(lost.old, steps)
    is_noticed = sum(h.people or 0 for h in heirs.values()) != 1 or any(
        held.of_unit(heir, changes[-1].effective) is None for heir in heirs
    )
    assert is_noticed or (alone and held.of_unit(lost.old, lost.day) is not None)


@given(histories(), st.data())
def test_undoing_the_last_change_gives_back_what_was(changes: list[Change], data: st.DataObject) -> None:
    before, held = register(8), register(8)
    assert rules.record(changes[:-1], before) == ()
    assert rules.record(changes, held) == ()
    last = changes[-1]
    n = len(changes) - 1
    touched = {unit for m, unit, _ in held.writing.touched if m == n}
    eve = [v for u in touched if (v := held.of_unit(u, last.effective - timedelta(days=1))) is not None]
    born = [u for u in touched if u not in {v.unit for v in eve}]
    shares = [s for s, m in held.writing.shares.items() if m == n]
    day = last.effective + timedelta(days=data.draw(st.integers(1, 50)))
    rules.restore(n + 1, day, eve, born, shares, "2/NQ", held)

    def living(found: Register) -> set[tuple[object, ...]]:
        now = (v for vs in found.versions.values() for v in vs if v.holds(day))
        return {(v.unit, v.code, v.name, v.type, v.parent) for v in now}

    assert living(held) == living(before)


MERGE = Change(ChangeKind.MERGE, "1/NQ", DAY, old=("00010", "00011"), new=(new("00010"),))
SPLIT = Change(
    ChangeKind.SPLIT,
    "1/NQ",
    DAY,
    old=("00012",),
    new=(new("00050"), new("00051")),
    portions=(Portion("00012", "00050"), Portion("00012", "00051")),
)


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (MERGE, {}),
        (SPLIT, {}),
        (replace(MERGE, act=" "), {"unit_change_without_act": 1}),
        (replace(MERGE, old=("00010", "99999")), {"unit_not_living": 1}),
        (replace(MERGE, old=("00010",)), {"unit_change_shape": 1}),
        (replace(MERGE, old=("00010", "00010")), {"unit_named_twice": 1}),
        (replace(MERGE, new=(new("00013"),)), {"unit_code_in_use": 1}),
        (
            replace(MERGE, new=(new("1", "", UnitType.CITY),)),
            {"unit_code_shape": 1, "unit_name_missing": 1, "unit_type_level": 1},
        ),
        (replace(MERGE, effective=START), {"unit_not_living": 2}),
        (replace(MERGE, at=datetime(2026, 11, 30, 16, 59, tzinfo=UTC)), {"unit_change_instant": 1}),
        (replace(MERGE, at=datetime(2026, 11, 30, 17, 0, tzinfo=UTC)), {}),
        (
            replace(MERGE, new=(NewUnit("00050", "M", UnitType.WARD, parent_code="77"),)),
            {"unit_parent_unknown": 1},
        ),
        (replace(MERGE, new=(), into=("00044",)), {"unit_not_living": 1}),
        (replace(SPLIT, portions=SPLIT.portions[:1]), {"unit_portion_missing": 1}),
        (replace(SPLIT, portions=(*SPLIT.portions, Portion("00012", "00013"))), {"unit_portion_stray": 1}),
        (
            replace(SPLIT, portions=tuple(replace(p, area_share=Decimal("0.4")) for p in SPLIT.portions)),
            {"unit_shares_not_whole": 1},
        ),
        (
            replace(SPLIT, portions=tuple(replace(p, people_share=Decimal(2)) for p in SPLIT.portions)),
            {"unit_share_range": 2, "unit_shares_not_whole": 1},
        ),
        (
            replace(SPLIT, portions=tuple(replace(p, kind=EdgeKind.WHOLE) for p in SPLIT.portions)),
            {"unit_portion_kind": 2},
        ),
        (
            Change(ChangeKind.RENAME, "1/NQ", DAY, old=("00010",), new=(new("00011", "Tên"),)),
            {"unit_code_kept": 1},
        ),
        (
            Change(
                ChangeKind.RENAME, "1/NQ", DAY, old=("00010",), new=(new("00010", "Xã 10", UnitType.COMMUNE),)
            ),
            {"unit_unchanged": 1},
        ),
        (
            Change(ChangeKind.ABOLISH, "1/NQ", DAY, level=Level.PROVINCE, old=("01",)),
            {"unit_has_children": 1},
        ),
        (Change(ChangeKind.CREATE, "1/NQ", DAY, new=(new("00050"),)), {"unit_parent_unknown": 1}),
    ],
)
def test_every_reason_is_told_at_once(change: Change, wanted: dict[str, int]) -> None:
    assert codes(rules.record([change], register())) == wanted


def test_problems_of_all_changes_are_told_with_the_number_of_each() -> None:
    wrong = [replace(MERGE, act=""), SPLIT, replace(SPLIT, old=("00099",))]
    found = rules.record(wrong, register())
    assert {(p.field, p.code) for p in found} >= {
        ("1.act", "unit_change_without_act"),
        ("3.old", "unit_not_living"),
    }


def test_changes_are_recorded_in_the_order_of_their_days() -> None:
    held = register()
    assert rules.record([SPLIT], held) == ()
    earlier = replace(MERGE, effective=DAY - timedelta(days=9), old=("00012", "00013"), new=(new("00060"),))
    assert codes(rules.record([earlier], held)) == {"unit_changed_later": 1}


def test_two_units_cannot_end_twice_and_a_new_unit_takes_the_code_of_a_dead_one() -> None:
    held = register()
    again = replace(
        SPLIT, old=("00010",), portions=tuple(replace(p, old_code="00010") for p in SPLIT.portions)
    )
    assert codes(rules.record([MERGE, again], held)) == {"unit_not_living": 1}
    held = register()
    swapped = replace(MERGE, old=("00012", "00013"), new=(new("00011"),))
    assert rules.record([swapped, MERGE], held) == ()
    taken = held.bearer(Level.COMMUNE, "00011", DAY)
    assert taken is not None
    assert taken.unit < 0


def test_a_unit_that_lives_through_a_day_says_what_it_kept() -> None:
    held = register()
    part = Change(ChangeKind.TRANSFER_PART, "1/NQ", DAY, old=("00010",), into=("00011",),
                  portions=(Portion("00010", "00011", people_share=Decimal("0.25")),))  # fmt: skip
    merge = Change(ChangeKind.MERGE, "1/NQ", DAY, old=("00012",), into=("00011",))
    assert rules.record([part, merge], held) == ()
    told = {(s.old, s.new): (s.kind, s.people_share) for s in held.writing.shares}
    assert told == {
        (10, 11): (EdgeKind.PART, Decimal("0.25")),
        (10, 10): (EdgeKind.PART, Decimal("0.75")),
        (12, 11): (EdgeKind.WHOLE, Decimal(1)),
        (11, 11): (EdgeKind.WHOLE, Decimal(1)),
    }
