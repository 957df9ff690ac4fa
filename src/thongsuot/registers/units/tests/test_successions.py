"""Agencies that follow one another, and their seals."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.kernel.actor import ANONYMOUS, SYSTEM, Actor, Grant, Kind
from thongsuot.kernel.errors import Forbidden, Refused
from thongsuot.registers.units import queries as units
from thongsuot.registers.units import rules, services
from thongsuot.registers.units.rules import SealKind, SuccessionKind
from thongsuot.registers.units.services import AgencyChange, NewSeal
from thongsuot.registers.units.tests import fixtures

db = [pytest.mark.django_db, pytest.mark.usefixtures("province")]
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
DAY, NEXT = date(2027, 1, 1), date(2027, 6, 1)
EVE = DAY - timedelta(days=1)
DAYS = st.dates(date(2025, 1, 1), date(2027, 1, 1))


@given(DAYS, st.none() | DAYS, st.none() | DAYS, st.none() | DAYS, DAYS)
def test_a_recalled_seal_or_one_of_a_dead_agency_never_seals(
    issued: date, recalled: date | None, begins: date | None, ends: date | None, day: date
) -> None:
    may = rules.may_seal(issued_on=issued, recalled_on=recalled, agency_from=begins, agency_to=ends, day=day)
    refused = day < issued or (recalled is not None and day >= recalled) or (ends is not None and day >= ends)
    assert may == (not refused and (begins is None or begins <= day))


def agency(code: str) -> units.AgencyRecord:
    found = units.agency_by_code(code=code)
    assert found is not None
    return found


def change(old: str, new: str, day: date = DAY, **more: Any) -> AgencyChange:
    return AgencyChange(old, new, day, SuccessionKind.MERGE, "5/NQ-HĐND", **more)


def record(*changes: AgencyChange) -> tuple[units.SuccessionRecord, ...]:
    return services.record_agency_changes(actor=SYSTEM, now=NOW, changes=changes)


class TestAgencies:
    pytestmark = db

    def test_who_follows_is_asked_over_several_changes(self) -> None:
        record(change("H57.09", "H57.10"), change("H57.10", "H57.12", NEXT))
        first, second, third = (agency(c) for c in ("H57.09", "H57.10", "H57.12"))
        assert (first.valid_to, second.valid_to, third.valid_to) == (DAY, NEXT, None)
        assert units.agency_successors(agency_id=first.id, day=EVE) == (first,)
        assert units.agency_successors(agency_id=first.id, day=DAY) == (second,)
        assert units.agency_successors(agency_id=first.id, day=NEXT) == (third,)
        assert units.agency_predecessors(agency_id=third.id, day=NEXT) == (first, second)
        assert units.agency_predecessors(agency_id=third.id, day=DAY) == ()
        assert [s.old_id for s in units.agency_successions(day=DAY, authority_id=first.authority_id)] == [
            first.id
        ]

    def test_a_reload_and_a_withdrawal(self) -> None:
        told = record(change("H57.09", "H57.10"), change("H57.11", "H57.10", ends_old=False))
        rows = fixtures.rows("hue/agencies.csv")
        assert services.load_agencies(actor=SYSTEM, now=NOW, authority_code="H57", rows=rows).changes == 0
        assert agency("H57.09").valid_to == DAY
        assert agency("H57.11").valid_to is None
        assert len(units.agency_successors(agency_id=agency("H57.11").id, day=DAY)) == 2
        services.withdraw_agency_changes(actor=SYSTEM, now=NOW, succession_ids=[s.id for s in told])
        assert agency("H57.09").valid_to is None
        assert units.agency_successions(day=DAY) == ()

    def test_every_reason_at_once_and_nothing_written(self) -> None:
        with pytest.raises(Refused) as refused:
            record(change("H57.09", "H57.09"), change("H57.999", "H62"), change("H57.09", "H57.10"))
        assert [(p.field, p.code) for p in refused.value.problems] == [
            ("1.new", "agency_follows_itself"),
            ("2.old", "agency_not_living"),
            ("2.new", "agency_not_living"),
        ]
        assert agency("H57.09").valid_to is None

    def test_only_the_own_province(self) -> None:
        root = agency("H57")
        verbs = frozenset({"agencies.change", "seals.issue", "seals.recall"})
        officer = Actor(
            Kind.OFFICER, 7, "o", grants=(Grant(verbs, frozenset({root.id}), DAY - timedelta(365)),)
        )
        given = {"actor": officer, "now": NOW, "agency_id": root.id}
        assert len(services.record_agency_changes(changes=[change("H57.09", "H57.10")], **given)) == 1
        with pytest.raises(Forbidden):
            services.record_agency_changes(changes=[change("H01", "H57")], **given)
        seal = NewSeal(agency("H01").id, SealKind.PLAIN, "X", DAY)
        with pytest.raises(Forbidden):
            services.issue_seals(seals=[seal], **given)
        stranger = {"actor": ANONYMOUS, "now": NOW, "agency_id": root.id}
        for call in (
            lambda: services.record_agency_changes(changes=[], **stranger),
            lambda: services.withdraw_agency_changes(succession_ids=[], **stranger),
            lambda: services.issue_seals(seals=[], **stranger),
            lambda: services.recall_seals(numbers=[], day=DAY, minutes="", **stranger),
            lambda: services.give_back_seals(numbers=[], **stranger),
        ):
            with pytest.raises(Forbidden):
                call()


class TestSeals:
    pytestmark = db

    def test_a_seal_lives_until_it_is_recalled(self) -> None:
        own = agency("H57.09")
        seals = [NewSeal(own.id, SealKind.PLAIN, f"57-{n}", date(2025, 7, 1)) for n in range(3)]
        issued = services.issue_seals(actor=SYSTEM, now=NOW, seals=seals)
        assert all(seal.may_seal(EVE) for seal in issued)
        services.recall_seals(actor=SYSTEM, now=NOW, numbers=["57-0", "57-1"], day=DAY, minutes="12/BB")
        ids = frozenset({own.id})
        loaded = len(units.seals_of(agency_ids=ids, day=date(2025, 7, 1))) - 3
        assert [s.number for s in units.seals_of(agency_ids=ids, day=DAY) if s in issued] == ["57-2"]
        assert len(units.seals_of(agency_ids=ids, day=EVE)) == loaded + 3
        assert services.give_back_seals(actor=SYSTEM, now=NOW, numbers=["57-0"]) == 1
        record(change("H57.09", "H57.10"))
        assert units.seals_of(agency_ids=ids, day=DAY) == ()  # the agency is dead, whatever its seals
        assert len(units.seals_of(agency_ids=ids)) == loaded + 3

    def test_every_reason_at_once(self) -> None:
        own = agency("H57.09")
        seal = NewSeal(own.id, SealKind.PLAIN, "57-0", DAY)
        services.issue_seals(actor=SYSTEM, now=NOW, seals=[seal])
        dead = NewSeal(agency("H62").id, SealKind.PLAIN, "62-0", DAY)
        with pytest.raises(Refused) as refused:
            services.issue_seals(actor=SYSTEM, now=NOW, seals=[seal, dead])
        assert [p.code for p in refused.value.problems] == ["seal_number_used", "seal_of_dead_agency"]
        with pytest.raises(Refused) as refused:
            services.recall_seals(
                actor=SYSTEM,
                now=NOW,
                numbers=["57-0", "?"],
                day=EVE,
                minutes=" ",
                destroyed_on=date(2020, 1, 1),
            )
        assert [p.code for p in refused.value.problems] == [
            "seal_not_issued",
            "no_seal",
            "seal_without_minutes",
            "seal_destroyed_early",
        ]
        services.recall_seals(
            actor=SYSTEM, now=NOW, numbers=["57-0"], day=DAY, minutes="1/BB", destroyed_on=NEXT
        )
        with pytest.raises(Refused, match="seal_recalled"):
            services.recall_seals(actor=SYSTEM, now=NOW, numbers=["57-0"], day=DAY, minutes="1/BB")
        assert services.give_back_seals(actor=SYSTEM, now=NOW, numbers=["57-0"]) == 0  # it was destroyed
