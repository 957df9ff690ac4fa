"""Paying less: asked for with a paper, charged at once, confirmed or refused, told on the papers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.people import HERE, NOW, TODAY, Program, centre, who

from thongsuot.kernel.errors import Forbidden, NotFound, Refused
from thongsuot.work.fees import models, queries, rules, services
from thongsuot.work.fees.papers.assembling import slip_lines
from thongsuot.work.fees.rules import Money
from thongsuot.work.fees.rules.claims import Claim, relieved
from thongsuot.work.fees.tests.scene import (
    COUNTER,
    PRICE,
    STRANGER,
    charge,
    collect,
    holder,
    received,
    record,
    standing,
    withdrawn,
)

PROOF = "Giấy chứng nhận hộ nghèo số 12/2026"
POOR = rules.Relief("poor", "Hộ nghèo", 50, "", "SERVICE_FEE", "Luật", TODAY)


@given(st.lists(st.tuples(st.sampled_from(["FEE", "SERVICE_FEE"]), st.integers(0, 9)), max_size=5))
def test_a_relief_taken_off_and_taken_away_leaves_what_was(kinds):
    before = [rules.Charge(str(n), kind, vnd) for n, (kind, vnd) in enumerate(kinds)]
    given_all = {"quote": rules.Quote(()), "relief": POOR, "field_code": ""}
    less = relieved(charged=before, holds=True, **given_all)
    assert all((one.relief_code == "poor") == (one.kind == "SERVICE_FEE") for one in less)
    assert list(relieved(charged=less, holds=False, **given_all)) == before
    assert rules.total(less, [POOR]) <= rules.total(before, [POOR])


def test_what_a_person_must_decide_is_not_charged_by_a_relief():
    quote = rules.Quote((rules.Line("1", "FEE", None),))
    assert relieved(quote=quote, charged=None, relief=POOR, field_code="", holds=True) is None


def claim(receipt, *, viewer=None, relief="ho_ngheo", proof=PROOF, **more):
    return services.claim_relief(
        actor=viewer or holder(receipt), now=NOW, dossier_id=receipt.id, relief=relief, proof=proof, **more
    )


def decide(receipt, confirms, *, user=COUNTER, reason=""):
    return services.decide_relief(
        actor=who(user),
        now=NOW,
        agency_id=centre(HERE),
        dossier_id=receipt.id,
        confirms=confirms,
        reason=reason,
    )


def lines(receipt):
    return queries.charged_lines(queries.transfers_of(viewer=who(COUNTER), dossier_id=receipt.id))


@pytest.mark.usefixtures("province")
class TestAClaim:
    def test_it_is_charged_at_once_told_as_open_and_confirmed(self):
        receipt = received()
        made = claim(receipt)
        assert (made.state, made.percent) == (Claim.CLAIMED, 100)
        assert standing(receipt).to_pay == 0
        ((_, vnd, said),) = slip_lines(lines(receipt))
        assert vnd == "0 đ"
        assert "chờ xác nhận" in said
        assert PROOF in said
        assert decide(receipt, True).state is Claim.CONFIRMED
        ((_, _, said),) = slip_lines(lines(receipt))
        assert "chờ xác nhận" not in said
        assert standing(receipt).money is Money.NONE
        with pytest.raises(NotFound):
            decide(receipt, False, reason="x")

    def test_refused_the_whole_is_due_again_and_the_reason_is_told(self):
        receipt = received()
        claim(receipt)
        with pytest.raises(Refused) as refused:
            decide(receipt, False)
        assert {p.field for p in refused.value.problems} == {"reason"}
        decide(receipt, False, reason="Giấy đã hết hạn")
        assert standing(receipt).to_pay == PRICE
        (one,) = queries.claims_of(viewer=holder(receipt), record=record(receipt))
        assert (one.state, one.reason) == (Claim.REFUSED, "Giấy đã hết hạn")
        assert claim(receipt, relief="nguoi_cao_tuoi").state is Claim.CLAIMED  # another ground may be named

    def test_what_was_paid_before_is_owed_back(self):
        receipt = received()
        collect(receipt)
        claim(receipt)
        assert standing(receipt).balance.owed == PRICE

    def test_an_officer_who_enters_it_has_seen_the_paper(self):
        receipt = received()
        made = claim(receipt, viewer=who(COUNTER), agency_id=centre(HERE))
        assert made.state is Claim.CONFIRMED

    @pytest.mark.parametrize(("wrong", "field"), [({"relief": "x"}, "relief"), ({"proof": " "}, "proof")])
    def test_the_ground_must_fit_and_the_paper_be_named(self, wrong, field):
        with pytest.raises(Refused) as refused:
            claim(received(), **wrong)
        assert {p.field for p in refused.value.problems} == {field}

    def test_one_at_a_time_and_none_when_it_is_over(self):
        receipt = received()
        claim(receipt)
        with pytest.raises(Refused) as refused:
            claim(receipt)
        assert refused.value.problems[0].code == "claimed_already"
        gone = received()
        withdrawn(gone)
        with pytest.raises(Refused):
            claim(gone)

    def test_while_the_price_is_an_open_question_it_waits_and_is_then_told(self):
        models.FeeTariff.objects.all().delete()
        receipt = received()
        claim(receipt)
        assert standing(receipt).money is Money.OPEN
        line = standing(receipt).quote.lines[0]
        services.assess(
            actor=who(COUNTER), now=NOW, agency_id=centre(HERE), dossier_id=receipt.id,
            charges=[charge(7000, key=line.key)],
        )  # fmt: skip
        decide(receipt, True)
        assert standing(receipt).to_pay == 0

    def test_strangers_neither_ask_nor_decide_nor_see(self):
        receipt = received()
        with pytest.raises((Forbidden, NotFound)):
            claim(receipt, viewer=holder(received()))
        claim(receipt)
        with pytest.raises((Forbidden, NotFound)):
            decide(receipt, True, user=STRANGER)
        assert queries.claims_of(viewer=who(STRANGER), record=record(receipt)) == ()

    def test_programs_ask_and_decide_too(self):
        receipt, counter = received(), Program(COUNTER)
        here = f"dossiers/{receipt.code}/fees"
        assert "ho_ngheo" in {one["code"] for one in counter.call(here)["reliefs"]}
        body = {"agency_id": centre(HERE), "relief": "ho_ngheo", "proof": PROOF}
        assert Program(STRANGER).call(f"{here}/relief", body, status=404)
        done = counter.call(f"{here}/relief", body)
        assert (done["to_pay"], done["claims"][0]["state"]) == (0, "confirmed")
        other = received()
        claim(other)
        there = f"dossiers/{other.code}/fees/relief/decide"
        body = {"agency_id": centre(HERE), "confirms": False}
        assert counter.call(there, body, status=422)["code"] == "reason_missing"
        assert counter.call(there, {**body, "reason": "Hết hạn"})["to_pay"] == PRICE
