"""Until when an applicant adds what is missing: named by whoever asks, never shorter than the law gives; then nothing."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.people import NOW, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.deadlines import AfterPause, Term, TimeUnit
from thongsuot.kernel.errors import Refused
from thongsuot.kernel.tests.calendars import at
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.catalogue.queries import ClockRuleRecord, SupplementLaw
from thongsuot.work.dossiers import queries, services
from thongsuot.work.dossiers.rules import State, is_unanswered, stands, until_problems
from thongsuot.work.dossiers.tests.test_stands import doing, stand
from thongsuot.work.notices import queries as notices

TODAY = date(2026, 3, 4)
COUNTER, PROCESSOR, STRANGER = "motcua.thuanhoa", "xuly.thuanhoa", "motcua.phubai"


@given(st.integers(-400, 400), st.none() | st.integers(1, 200))
def test_an_announced_day_is_to_come_and_not_before_the_laws(days, by_law):
    until = TODAY + timedelta(days=days)
    law = None if by_law is None else TODAY + timedelta(days=by_law)
    found = until_problems(until=until, by_law=law, today=TODAY, must_name=law is not None)
    assert (found == ()) == (1 <= days <= 366 and (by_law is None or days >= by_law))


def test_a_day_must_be_named_only_where_the_law_says_so_and_gives_none_itself():
    def codes(by_law, must_name):
        return [p.code for p in until_problems(until=None, by_law=by_law, today=TODAY, must_name=must_name)]

    assert codes(None, False) == []
    assert codes(TODAY, True) == []
    assert codes(None, True) == ["until_missing"]


def test_the_announced_day_is_the_applicants_as_a_whole():
    assert [is_unanswered(until=TODAY, today=TODAY + timedelta(days=n)) for n in (-1, 0, 1)] == [
        False,
        False,
        True,
    ]
    assert not is_unanswered(until=None, today=TODAY)


def test_where_nobody_names_a_day_it_is_the_laws_and_the_clock_does_not_care():
    now = doing(at(TODAY, "10:00"))
    ask = {"wanted": ("Sơ đồ",), "reason": "Thiếu"}
    without = stands.ask_for_more(stand(), now, **ask)
    assert "until" not in without.detail
    by_law = stands.Doing(
        now.agency_id, 7, now.now, now.day, now.calendar, None, Term(15, TimeUnit.DAY), True
    )
    found = stands.ask_for_more(stand(), by_law, **ask)
    assert found.detail["until"] == "2026-03-19"
    assert found.stand == without.stand
    named = stands.ask_for_more(stand(), now, until=date(2026, 3, 12), **ask)
    assert named.detail["until"] == "2026-03-12"


def asked(now=NOW, **more):
    receipt = services.receive(actor=who(COUNTER), now=now, agency_id=centre(), filing=filing())
    services.forward(actor=who(COUNTER), now=now, agency_id=centre(), dossier_ids=[receipt.id])
    services.ask_for_more(
        actor=who(PROCESSOR), now=now, agency_id=committee(), dossier_ids=[receipt.id], wanted=("Giấy chứng sinh",),
        reason="Mờ", **more,
    )  # fmt: skip
    return receipt


def says_the_law(monkeypatch, term):
    law = ClockRuleRecord(AfterPause.CONTINUE, "", None, "Điều 1", SupplementLaw(term, "Điều 2"))
    monkeypatch.setattr(catalogue, "clock_rule", lambda **_: law)


@pytest.mark.usefixtures("province")
def test_the_day_is_kept_with_the_request_and_read_for_many():
    day = NOW.date() + timedelta(days=9)
    named, unnamed = asked(until=day), asked()
    ids = [named.id, unnamed.id]
    assert queries.announced(viewer=who(PROCESSOR), dossier_ids=ids) == {named.id: day}
    assert queries.announced(viewer=who(STRANGER), dossier_ids=ids) == {}
    steps = queries.steps_of(viewer=SYSTEM, dossier_id=named.id)
    assert queries.announced_until(steps) == day


@pytest.mark.usefixtures("province")
def test_the_law_of_the_procedure_is_asked(monkeypatch):
    says_the_law(monkeypatch, Term(10, TimeUnit.WORKING_DAY))
    with pytest.raises(Refused, match="until_too_soon"):
        asked(until=NOW.date() + timedelta(days=3))
    receipt = asked()
    assert queries.announced(viewer=SYSTEM, dossier_ids=[receipt.id])[receipt.id] > NOW.date()
    says_the_law(monkeypatch, None)
    with pytest.raises(Refused, match="until_missing"):
        asked()


@pytest.mark.usefixtures("province")
def test_what_the_pack_says_of_it_is_read():
    def said(code):
        return catalogue.clock_rule(procedure_code=code, day=NOW.date()).supplement

    assert said("1.005399").term == Term(10, TimeUnit.DAY)
    assert said("1.115242").term is None
    assert said("1.013225") is None


@pytest.mark.usefixtures("province")
def test_when_the_day_is_over_the_dossier_still_waits():
    receipt = asked(until=NOW.date() + timedelta(days=2))
    record = queries.dossier(viewer=SYSTEM, dossier_id=receipt.id)
    assert record.state is State.WAITING


@pytest.mark.usefixtures("province")
def test_an_applicant_is_reminded_once_and_only_while_there_is_time():
    day = NOW.date() + timedelta(days=9)
    receipt, unnamed, answered = asked(until=day), asked(), asked(until=day)
    services.supplement(actor=who(COUNTER), now=NOW, agency_id=centre(), dossier_ids=[answered.id])

    def remind(days):
        return services.remind(actor=SYSTEM, now=NOW + timedelta(days=days))

    assert [remind(5), remind(10)] == [0, 0]
    assert [remind(6), remind(6), remind(9)] == [1, 0, 0]
    told = notices.of_dossier(viewer=SYSTEM, dossier_id=receipt.id)
    assert [one.kind for one in told] == ["supplement_soon"]
    assert told[0].params == {"code": receipt.code, "day": f"{day:%d/%m/%Y}"}
    for other in (unnamed, answered):
        assert notices.of_dossier(viewer=SYSTEM, dossier_id=other.id) == ()
