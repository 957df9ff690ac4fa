"""The verbs on a real province: what is due, taken, given back; numbers without gaps; who may not."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from tests.people import HERE, NOW, TODAY, centre, who

from thongsuot.kernel.errors import Conflict, Forbidden, NotFound, Refused
from thongsuot.plumbing.access import seeing
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.work.fees import models, queries, rules, services
from thongsuot.work.fees.rules import Balance, Money
from thongsuot.work.fees.tests.scene import (
    COUNTER,
    PRICE,
    STRANGER,
    TREASURER,
    assess,
    charge,
    collect,
    holder,
    received,
    record,
    refund,
    standing,
    withdrawn,
)

pytestmark = pytest.mark.usefixtures("province")


def test_the_councils_tariff_answers_what_the_catalogue_leaves_open():
    receipt = received()
    stand = standing(receipt)
    assert stand.money is Money.DUE
    assert stand.to_pay == PRICE
    assert stand.quote.lines[0].by_council
    assert stand.quote.lines[0].ground
    made = collect(receipt)
    assert made.number is not None
    assert made.detail["lines"][0]["due_vnd"] == PRICE
    stand = standing(receipt)
    assert stand.money is Money.PAID
    assert stand.balance == Balance(PRICE, 0, 0, PRICE, 0)


def test_without_a_tariff_nobody_pays_and_nothing_is_silently_free():
    models.FeeTariff.objects.all().delete()
    receipt = received()
    assert standing(receipt).money is Money.OPEN
    with pytest.raises(Refused) as refused:
        collect(receipt)
    assert {p.code for p in refused.value.problems} == {"fees_open"}
    with pytest.raises(Refused) as refused:
        assess(receipt)
    assert {p.field for p in refused.value.problems} == {"free_ground"}
    assess(receipt, charge(7000))
    assert standing(receipt).to_pay == 7000
    assess(receipt, free_ground="NQ 3/2026: không thu")
    assert standing(receipt).money is Money.NONE


def test_a_second_assessment_books_the_difference_and_owes_back_what_was_paid_above_it():
    receipt = received()
    collect(receipt)
    line = standing(receipt).quote.lines[0]
    assess(receipt, rules.Charge(line.key, line.kind, PRICE, relief_code="ho_ngheo"))
    stand = standing(receipt)
    assert stand.money is Money.OWED
    assert stand.balance.owed == PRICE
    refund(receipt, PRICE)
    assert standing(receipt).money is Money.REFUNDED


def test_reliefs_are_dated_and_belong_to_their_field():
    receipt = received()
    found = record(receipt)
    version = catalogue.version(version_id=found.procedure_version_id)
    known = {r.code for r in queries.reliefs(authority_id=found.authority_id, day=TODAY)}
    assert {"ho_ngheo", "ho_tich_dung_han"} <= known
    assert not queries.reliefs(authority_id=found.authority_id, day=replace_year(2015))
    assert version.field_code == "G15-TP07"
    with pytest.raises(Refused) as refused:
        assess(receipt, charge(1000, relief_code="nobody"))
    assert {p.field for p in refused.value.problems} == {"relief-x"}


def replace_year(year):
    return TODAY.replace(year=year)


def test_a_withdrawn_dossier_owes_nothing_and_gets_its_money_back():
    paid, unpaid = received(), received()
    collect(paid)
    withdrawn(paid)
    withdrawn(unpaid)
    assert standing(unpaid).money is Money.NONE
    with pytest.raises(Refused):
        collect(unpaid)
    with pytest.raises(Refused) as refused:
        refund(paid, PRICE + 1, reason=" ", method="shells")
    assert {p.field for p in refused.value.problems} == {"reason", "method"}
    with pytest.raises(Refused) as refused:
        refund(paid, PRICE + 1)
    assert {p.field for p in refused.value.problems} == {"vnd"}
    slip = refund(paid, PRICE, ground="Điều 18")
    assert slip.number == 1
    assert standing(paid).money is Money.REFUNDED


def test_numbers_of_a_year_follow_each_other_also_past_a_refusal():
    first = collect(received())
    with pytest.raises(Refused):
        collect(received(), PRICE + 1)
    second = collect(received())
    assert second.number == first.number + 1
    next_year = collect(received(), at=NOW.replace(year=2027))
    assert (next_year.year, next_year.number) == (2027, 1)


def test_the_same_number_of_a_bank_is_booked_once():
    collect(received(), method="bank", external_ref="FT26325001")
    other = received()
    with pytest.raises(Conflict):
        collect(other, method="bank", external_ref="FT26325001")
    assert standing(other).balance.paid == 0
    with pytest.raises(Refused) as refused:
        collect(other, method="bank")
    assert {p.field for p in refused.value.problems} == {"external_ref"}


def test_what_somebody_else_changed_is_not_overwritten():
    receipt = received()
    assess(receipt, charge(5000), seen_vnd=0)
    with pytest.raises(Conflict):
        assess(receipt, charge(6000), seen_vnd=0)


def test_strangers_take_no_money_and_see_none():
    receipt = received()
    collect(receipt)
    for verb in (collect, refund, assess):
        with pytest.raises((Forbidden, NotFound)):
            verb(receipt, *(() if verb is assess else (PRICE,)), user=STRANGER)
    with pytest.raises(NotFound):  # in his own centre's name
        services.collect(
            actor=who(STRANGER), now=NOW, agency_id=centre("19960"), dossier_id=receipt.id, vnd=PRICE
        )
    assert queries.transfers_of(viewer=who(STRANGER), dossier_id=receipt.id) == ()
    assert len(queries.transfers_of(viewer=holder(receipt), dossier_id=receipt.id)) == 2
    with pytest.raises(Forbidden):  # the counter takes, it does not pay back
        refund(receipt, PRICE, user=COUNTER)
    with pytest.raises(NotFound):
        services.collect(actor=who(TREASURER), now=NOW, agency_id=centre(HERE), dossier_id=uuid4(), vnd=PRICE)


def wrong(statement, *params):
    """The error of the database by its own code; None when it let the statement pass."""
    try:
        with seeing(who(TREASURER)), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, params)
    except DatabaseError as error:
        return getattr(error.__cause__, "sqlstate", None)
    return None


def test_the_database_itself_proves_the_sums():
    made = collect(received())
    add = "insert into fee_posting (transfer_id, account, vnd) values (%s, 'owed', %s)"
    assert wrong(add, made.id, 5) == "TS010"
    twice = add + ", (%s, 'gateway', %s)"
    assert wrong(twice, made.id, 5, made.id, -5) == "TS011"  # even, but then we would be owed below nothing
    assert wrong(twice, made.id, -5, made.id, 5) is None
    assert wrong("update fee_transfer set vnd = 1") == "TS001"
    assert wrong("delete from fee_transfer") == "TS001"
    assert wrong("update fee_counter set last = last + 2") == "TS012"


def test_what_was_decided_stays_known_when_the_pack_changes():
    receipt = received()
    collect(receipt)
    models.FeeTariff.objects.update(vnd=99)
    assert standing(receipt).balance.charged == PRICE
    assert replace(standing(receipt).balance) == Balance(PRICE, 0, 0, PRICE, 0)
