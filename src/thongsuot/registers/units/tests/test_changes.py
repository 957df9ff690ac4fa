"""Changes in the real register: bitemporal, reversible, and safe from a reload of the files."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection

from thongsuot.kernel.actor import ANONYMOUS, SYSTEM, Actor, Grant, Kind
from thongsuot.kernel.errors import Forbidden, NotFound, Refused
from thongsuot.registers.units import queries as units
from thongsuot.registers.units import services
from thongsuot.registers.units.rules import Change, ChangeKind, EdgeKind, Level, NewUnit, Portion, UnitType
from thongsuot.registers.units.tests import fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
DAY = date(2027, 1, 1)
EVE = DAY - timedelta(days=1)
HALF = Decimal("0.5")
# Phường Thuận Hóa and Phường Phú Xuân become one ward under the code of the first.
MERGE = Change(
    ChangeKind.MERGE,
    "9/NQ-UBTVQH16",
    DAY,
    clause="khoản 1",
    old=("19789", "19753"),
    new=(NewUnit("19789", "Kinh Thành", UnitType.WARD),),
)
SPLIT = Change(
    ChangeKind.SPLIT,
    "9/NQ-UBTVQH16",
    DAY,
    clause="khoản 2",
    old=("19909",),
    new=(NewUnit("19999", "Dương Nỗ Mới", UnitType.WARD),),
    into=("19777",),
    portions=(
        Portion("19909", "19999", area_share=HALF, people_share=Decimal("0.9")),
        Portion("19909", "19777", area_share=HALF, people_share=Decimal("0.1")),
    ),
)
CONTENTS = """select coalesce(string_agg(r, ' ' order by r), '') from (
  select row(u.level, u.first_code, v.code, v.name, v.type, v.valid, v.origin, v.parent_id, v.change_id)::text as r
    from unit_version v join unit u on u.id = v.unit_id where v.withdrawn_at is null
  union all select row(s.old_id, s.new_id, s.day, s.kind, s.note, s.clause, s.change_id)::text from unit_share s
    where s.withdrawn_at is null
  union all select row(id, abolished)::text from unit where abolished is not null) x"""


def contents() -> str:
    with connection.cursor() as cursor:
        cursor.execute(CONTENTS)
        return str(cursor.fetchone()[0])


def record(*changes: Change, now: datetime = NOW) -> tuple[units.ChangeRecord, ...]:
    return services.record_changes(actor=SYSTEM, now=now, changes=changes)


def names(found: units.Found) -> set[str]:
    return {u.full_name for u in found.units}


def test_a_merge_ends_two_units_and_founds_one_under_a_code_that_goes_on() -> None:
    old = units.unit_on(code="19789", day=EVE).exact
    change = record(MERGE)[0]
    new = units.unit_on(code="19789", day=DAY).exact
    assert old is not None
    assert new is not None
    assert (old.id != new.id, new.full_name, new.origin) == (True, "Phường Kinh Thành", "9/NQ-UBTVQH16")
    assert names(units.successors(code="19753", day=EVE)) == {"Phường Kinh Thành"}
    shares = units.successors(code="19753", day=EVE).shares
    assert [(s.resolution, s.clause, s.people_share) for s in shares] == [("9/NQ-UBTVQH16", "khoản 1", 1)]
    assert change.happens_at == datetime(2026, 12, 31, 17, 0, tzinfo=UTC)
    assert len(units.communes_of(province_code="46", day=DAY)) == 39
    assert len(units.communes_of(province_code="46", day=EVE)) == 40


def test_both_questions_of_time_are_answered() -> None:
    record(MERGE, SPLIT)
    before = {"day": DAY, "known_at": NOW - timedelta(seconds=1)}
    assert names(units.unit_on(code="19789", **before)) == {"Phường Thuận Hóa"}
    assert names(units.successors(code="19789", day=EVE, known_at=before["known_at"])) == {"Phường Thuận Hóa"}
    assert len(units.communes_of(province_code="46", **before)) == 40
    assert units.changes(effective=DAY, known_at=before["known_at"]) == ()
    assert len(units.changes(effective=DAY)) == 2
    hue = units.unit_on(code="46", day=DAY, level="province").exact
    assert hue is not None
    assert len(units.children(unit_id=hue.id, **before).units) == 40
    assert len(units.children(unit_id=hue.id, day=DAY).units) == 39
    assert len(units.predecessors(code="19789", **before).units) == 6
    assert names(units.predecessors(code="19789", day=DAY)) == {"Phường Thuận Hóa", "Phường Phú Xuân"}


def test_shares_are_composed_over_two_reorganisations() -> None:
    """A ward of 2025 stands today for what its ward of 2025 became in 2027."""
    record(MERGE, SPLIT)
    heirs = units.heirs(code="19909", day=date(2025, 6, 30), on=DAY)
    assert [(h.unit.name, h.area_share, h.people_share) for h in heirs] == [
        ("Vỹ Dạ", HALF, Decimal("0.1")),
        ("Dương Nỗ Mới", HALF, Decimal("0.9")),
    ]
    through = units.heirs(code="19780", day=date(2025, 6, 30), on=DAY)  # Phường Đúc → Thuận Hóa → Kinh Thành
    assert [(h.unit.name, h.people_share) for h in through] == [("Kinh Thành", 1)]
    assert [s.resolution for s in through[0].path] == ["1675/NQ-UBTVQH15", "9/NQ-UBTVQH16"]
    split = units.heirs(code="00007", day=date(2025, 6, 30), on=DAY)  # nobody published its shares
    assert len(split) > 1
    assert {h.people_share for h in split} == {None}
    assert units.heirs(code="99999", day=EVE, on=DAY) == ()


def test_a_reload_of_the_files_leaves_what_was_recorded() -> None:
    record(MERGE, SPLIT)
    recorded = contents()
    assert fixtures.load(SYSTEM, LATER).changes == 0
    assert contents() == recorded


def test_the_files_still_correct_what_came_before_the_change() -> None:
    record(MERGE)
    sources = fixtures.sources()
    from thongsuot.registers.units.tests.test_rules import changed

    at = next(n for n, row in enumerate(sources.communes) if row["code"] == "19753")
    fixtures.load_sources(changed(sources, "communes", at, name="Phú Xuân Cũ"), SYSTEM, LATER)
    assert names(units.unit_on(code="19753", day=EVE)) == {"Phường Phú Xuân Cũ"}
    assert units.unit_on(code="19753", day=DAY).exact is None
    assert names(units.unit_on(code="19789", day=DAY)) == {"Phường Kinh Thành"}
    services.withdraw_change(actor=SYSTEM, now=LATER, change_id=units.changes(effective=DAY)[0].id)
    assert names(units.unit_on(code="19753", day=DAY)) == {"Phường Phú Xuân Cũ"}


def test_a_change_withdrawn_before_its_day_leaves_everything_as_it_was() -> None:
    before = contents()
    first, second = record(MERGE, SPLIT)
    assert contents() != before
    for change in (second, first):
        services.withdraw_change(actor=SYSTEM, now=LATER, change_id=change.id)
    assert contents() == before
    assert units.changes(effective=DAY) == ()
    assert len(units.changes(effective=DAY, known_at=NOW)) == 2  # as we knew it then
    withdrawn = units.change(change_id=first.id)
    assert withdrawn is not None
    assert withdrawn.withdrawn_at == LATER
    assert record(MERGE, now=LATER)[0].id > second.id  # and may be recorded again
    assert fixtures.load(SYSTEM, LATER).changes == 0


def test_a_change_in_effect_is_undone_by_a_later_fact() -> None:
    merged = record(MERGE)[0]
    born = units.unit_on(code="19789", day=DAY).exact
    day = date(2027, 3, 1)
    back = services.counter_change(actor=SYSTEM, now=LATER, change_id=merged.id, effective=day, act="10/NQ")
    assert (back.kind, back.counter_of, back.act) == (ChangeKind.SPLIT, merged.id, "10/NQ")
    again, before = units.unit_on(code="19789", day=day).exact, units.unit_on(code="19789", day=EVE).exact
    assert again is not None
    assert before is not None
    assert born is not None
    assert (again.id, again.full_name) == (before.id, "Phường Thuận Hóa")
    assert names(units.unit_on(code="19789", day=date(2027, 2, 28))) == {"Phường Kinh Thành"}
    assert names(units.successors(code="19789", day=DAY)) == {"Phường Thuận Hóa", "Phường Phú Xuân"}
    assert len(units.communes_of(province_code="46", day=day)) == 40
    with pytest.raises(Refused, match="unit_change_built_upon"):
        services.counter_change(actor=SYSTEM, now=LATER, change_id=merged.id, effective=date(2027, 4, 1))
    assert fixtures.load(SYSTEM, LATER).changes == 0


@pytest.mark.parametrize(
    ("now", "code"),
    [
        (datetime(2026, 12, 31, 17, 0, tzinfo=UTC), "unit_change_in_effect"),
        (LATER, "unit_change_built_upon"),
    ],
)
def test_reasons_not_to_withdraw(now: datetime, code: str) -> None:
    change = record(MERGE)[0]
    if code == "unit_change_built_upon":
        rename = Change(ChangeKind.RENAME, "11/NQ", date(2027, 2, 1), old=("19789",),
                        new=(NewUnit("19789", "Tên Khác", UnitType.WARD),))  # fmt: skip
        record(rename)
    with pytest.raises(Refused, match=code):
        services.withdraw_change(actor=SYSTEM, now=now, change_id=change.id)
    with pytest.raises(Refused, match="unit_counter_too_early"):
        services.counter_change(actor=SYSTEM, now=now, change_id=change.id, effective=DAY)
    with pytest.raises(NotFound):
        services.withdraw_change(actor=SYSTEM, now=now, change_id=0)


def test_the_retypings_of_2026_are_changes_told_by_the_pack() -> None:
    told = units.changes(act="388/NQ-UBTVQH16")
    assert (len(told), {c.kind for c in told}, {c.source for c in told}) == (
        12,
        {ChangeKind.RETYPE},
        {"pack"},
    )
    assert len([c for c in units.changes() if c.source == "pack"]) == 25
    with pytest.raises(Refused, match="unit_change_of_pack"):
        services.withdraw_change(actor=SYSTEM, now=NOW, change_id=told[0].id)
    lives = units.history(code="07294")
    assert [(c.kind, c.effective, c.act) for c in lives[1].changes] == [
        (ChangeKind.RETYPE, date(2026, 9, 20), "388/NQ-UBTVQH16")
    ]


def test_provinces_merge_with_all_that_is_below_them() -> None:
    merge = Change(ChangeKind.MERGE, "5/QH16", DAY, level=Level.PROVINCE, old=("46",), into=("48",))
    record(merge)
    city = units.unit_on(code="48", day=DAY, level="province").exact
    assert city is not None
    assert len(units.communes_of(province_code="48", day=DAY)) == 94 + 40
    ward = units.unit_on(code="19789", day=DAY).exact
    assert ward is not None
    assert (ward.parent_id, ward.province_code) == (city.id, "48")
    assert fixtures.load(SYSTEM, LATER).changes == 0


def test_only_the_province_of_an_officer_is_his_to_change() -> None:
    root = units.agency_by_code(code="H57")
    assert root is not None
    grant = Grant(frozenset({"units.change"}), frozenset({root.id}), date(2026, 1, 1))
    officer = Actor(Kind.OFFICER, 7, "o", grants=(grant,), day=date(2026, 11, 22))
    found = services.record_change(actor=officer, now=NOW, change=MERGE, agency_id=root.id)
    assert found.kind is ChangeKind.MERGE
    elsewhere = Change(
        ChangeKind.RENAME, "1/NQ", DAY, old=("00004",), new=(NewUnit("00004", "X", UnitType.WARD),)
    )
    with pytest.raises(Forbidden, match="unit_of_another_province"):
        services.record_change(actor=officer, now=NOW, change=elsewhere, agency_id=root.id)
    for stranger in (ANONYMOUS, Actor(Kind.CITIZEN, 2, "c"), Actor(Kind.OFFICER, 8, "x")):
        with pytest.raises(Forbidden):
            services.record_change(actor=stranger, now=NOW, change=MERGE, agency_id=root.id)
        for verb in (services.withdraw_change, services.counter_change):
            with pytest.raises(Forbidden):
                verb(
                    actor=stranger,
                    now=NOW,
                    change_id=found.id,
                    agency_id=root.id,
                    **({"effective": DAY} if verb is services.counter_change else {}),
                )  # type: ignore[operator]


def test_nothing_is_written_when_anything_is_wrong() -> None:
    before = contents()
    with pytest.raises(Refused) as refused:
        record(MERGE, Change(ChangeKind.ABOLISH, "", DAY, old=("99999",)))
    assert {p.code for p in refused.value.problems} == {"unit_change_without_act", "unit_not_living"}
    assert contents() == before


def test_no_agency_ever_goes() -> None:
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="append-only"):
        cursor.execute("delete from agency")


def test_forty_changes_cost_as_many_statements_as_one(django_assert_max_num_queries: object) -> None:
    wards = units.communes_of(province_code="46", day=EVE)
    many = [
        Change(ChangeKind.RENAME, "1/NQ", DAY, old=(u.code,), new=(NewUnit(u.code, f"{u.name} Mới", u.type),))
        for u in wards
    ]
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        services.record_change(actor=SYSTEM, now=NOW, change=many[0])
    with django_assert_max_num_queries(30 + len(many)):  # type: ignore[operator] - one more to tell of each
        record(*many[1:])
    assert all(u.name.endswith(" Mới") for u in units.communes_of(province_code="46", day=DAY))


def test_taking_over_a_function_moves_no_territory() -> None:
    take = Change(ChangeKind.TAKE_OVER_FUNCTION, "12/NQ", DAY, old=("19789",), into=("19753",))
    before = contents()
    change = record(take)[0]
    assert contents() == before
    assert (len(change.old), len(change.new)) == (1, 1)
    assert EdgeKind.WHOLE not in {s.kind for s in units.successors(code="19789", day=EVE).shares}
