"""An asked agency that does not answer in the time that the law gives it has agreed; elsewhere silence is nothing."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.people import committee, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.deadlines import AfterPause, Term, TimeUnit
from thongsuot.kernel.errors import Conflict, Refused
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.catalogue.queries import ClockRuleRecord
from thongsuot.work.steps import rules, services
from thongsuot.work.steps.rules import Outcome
from thongsuot.work.steps.tests.test_services import (
    PROCESSOR,
    STRANGER,
    THERE,
    ask,
    at,
    done,
    standing,
    to_assessment,
)

ARTICLE = "Trình tự thực hiện của thủ tục"
moments = st.none() | st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1))


@given(moments, moments)
def test_nobody_has_longer_to_answer_than_the_law_gives(asked, by_law):
    until = rules.answer_until(asked, by_law)
    assert until in (asked, by_law)
    assert all(until <= one for one in (asked, by_law) if one is not None)


def says_the_law(monkeypatch, silence):
    law = ClockRuleRecord(AfterPause.CONTINUE, silence, Term(2, TimeUnit.WORKING_DAY), ARTICLE)
    monkeypatch.setattr(catalogue, "clock_rule", lambda **_: law)


@pytest.mark.usefixtures("province")
def test_silence_is_consent_where_the_law_says_so_and_the_dossier_goes_on(monkeypatch):
    says_the_law(monkeypatch, "asked")
    id_ = to_assessment()
    first, second = ask(id_, [committee(THERE), committee("19774")], days=30)
    asked = standing(id_).opinions("xac_minh")
    assert {one.silence for one in asked} == {ARTICLE}
    due = asked[0].due_at
    assert due < at(24 * 7)  # thirty days were asked for; the law gives two
    services.give_opinion(
        actor=who(STRANGER),
        now=at(3),
        agency_id=committee(THERE),
        dossier_id=id_,
        number=first,
        said="Đồng ý.",
    )
    with pytest.raises(Refused, match="opinions_open"):
        done(id_, "xac_minh", PROCESSOR, committee(), outcome="du")
    assert not services.is_silent(now=due - timedelta(seconds=1))
    assert services.take_silence(actor=SYSTEM, now=due - timedelta(seconds=1)) == 0
    assert services.is_silent(now=due)
    assert [services.take_silence(actor=SYSTEM, now=due) for _ in range(2)] == [1, 0]
    found = {one.number: one for one in standing(id_).opinions("xac_minh")}
    assert found[first].outcome == Outcome.ANSWERED
    silent = found[second]
    assert (silent.outcome, silent.said, silent.officer_id) == (Outcome.SILENT, ARTICLE, None)
    with pytest.raises(Conflict, match="step_left"):
        services.give_opinion(
            actor=SYSTEM, now=due, agency_id=committee("19774"), dossier_id=id_, number=second, said="Không."
        )
    done(id_, "xac_minh", PROCESSOR, committee(), outcome="du")
    assert [p.step for p in standing(id_).open()] == ["ky"]


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize("silence", ["", "deciding"])
def test_elsewhere_a_question_stays_open_until_somebody_answers(monkeypatch, silence):
    says_the_law(monkeypatch, silence)
    id_ = to_assessment()
    ask(id_, [committee(THERE)])
    assert not services.is_silent(now=at(24 * 90))
    assert services.take_silence(actor=SYSTEM, now=at(24 * 90)) == 0
    assert len([one for one in standing(id_).opinions("xac_minh") if one.is_open]) == 1
