"""Closing a drawer, and a day of an account beside the bank's statement."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.people import HERE, NOW, TODAY, centre, who

from thongsuot.kernel.errors import Forbidden, NotFound, Refused
from thongsuot.work.fees import queries, rules, services
from thongsuot.work.fees.rules import Balance, Difference
from thongsuot.work.fees.tests.scene import (
    COUNTER,
    PRICE,
    STRANGER,
    TREASURER,
    collect,
    holder,
    received,
    refund,
    standing,
)

HEAD = "Ngày,Số giao dịch,Số tiền,Nội dung\n"


def statement(*rows):
    return rules.read_statement(HEAD + "\n".join(rows))


def test_a_statement_is_read_as_banks_write_it():
    (line,) = rules.read_statement(
        '\ufeffNgày giao dịch;Mã giao dịch;Ghi có;Diễn giải\n20/11/2026;FT1;10.000;"a;  b"\n'
    )
    assert (line.day, line.ref, line.vnd, line.text) == (TODAY, "FT1", 10_000, "a; b")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "column_missing"),
        ("Ngày,Số tiền\n", "column_missing"),
        (HEAD, "statement_empty"),
        (HEAD + "31/02/2026,FT1,5,x", "line_unreadable"),
        (HEAD + "20/11/2026,FT1,mười,x", "line_unreadable"),
        (HEAD + "20/11/2026,,5,x", "line_unreadable"),
        (HEAD + "20/11/2026,FT1,-5,x", "line_unreadable"),
    ],
)
def test_what_cannot_be_read_is_refused_as_a_whole(text, code):
    with pytest.raises(Refused) as refused:
        rules.read_statement(text)
    assert code in {p.code for p in refused.value.problems}


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text):
    for given_text in (text, HEAD + text):
        lines, problems = (), None
        try:
            lines = rules.read_statement(given_text)
        except Refused as refused:  # and nothing else
            problems = refused.problems
        assert problems is None or len(problems) > 0
        assert all(line.ref and line.vnd > 0 for line in lines)


@given(st.text("xyz .-1", max_size=20), st.text("xyz .-1", max_size=20))
def test_the_code_is_found_whatever_stands_around_it(before, after):
    assert rules.order_code_in(f"{before} ts23456789ab {after}") == "TS23456789AB"
    assert rules.order_code_in(before) == ""
    assert rules.order_code_in("TS23456789AB TS23456789AC") == ""


def close(counted, user=COUNTER, **more):
    return services.close_counter(
        actor=who(user), now=NOW, agency_id=centre(HERE), counted_vnd=counted, **more
    )


def load(*rows, user=TREASURER):
    return services.load_statement(actor=who(user), now=NOW, agency_id=centre(HERE), lines=statement(*rows))


def resolve(ref, user=TREASURER, **more):
    return services.resolve(
        actor=who(user), now=NOW, agency_id=centre(HERE), day=TODAY, external_ref=ref, **more
    )


def day():
    shown = queries.account_day(viewer=who(TREASURER), agency_id=centre(HERE), day=TODAY)
    return {one.found.ref: one for one in shown}


@pytest.mark.usefixtures("province")
class TestADrawer:
    def test_it_is_counted_once_and_a_difference_is_explained(self):
        with pytest.raises(Refused):
            close(0)
        collect(received())
        collect(received(), method="bank", external_ref="FT1")  # not in the drawer
        with pytest.raises(Refused) as refused:
            close(PRICE - 1)
        assert {p.field for p in refused.value.problems} == {"explanation"}
        made = close(PRICE - 1000, explanation="Thiếu tiền lẻ")
        assert (made.number, made.gap, made.expected_vnd) == (1, -1000, PRICE)
        with pytest.raises(Refused):
            close(0)
        collect(received())
        assert close(PRICE).number == 2
        found = queries.closing(viewer=who(TREASURER), closing_id=made.id)
        assert [t.vnd for t in found[1]] == [PRICE]

    def test_each_officer_has_his_own(self):
        receipt = received()
        collect(receipt)
        refund(receipt, PRICE)
        at = {"agency_id": centre(HERE), "day": TODAY}
        mine = queries.drawer(viewer=who(COUNTER), officer_id=who(COUNTER).account_id, **at)
        other = queries.drawer(viewer=who(TREASURER), officer_id=who(TREASURER).account_id, **at)
        assert (mine.expected, other.expected) == (PRICE, -PRICE)

    def test_strangers_close_and_see_nothing(self):
        collect(received())
        made = close(PRICE)
        with pytest.raises(Forbidden):
            close(PRICE, user=STRANGER)
        assert queries.closing(viewer=who(STRANGER), closing_id=made.id) is None
        assert queries.closings(viewer=who(STRANGER), agency_ids=[centre(HERE)]) == ()


@pytest.mark.usefixtures("province")
class TestAnAccount:
    def test_one_click_books_what_the_bank_has_and_we_have_not(self):
        receipt = received()
        order = services.order(actor=holder(receipt), now=NOW, dossier_id=receipt.id, way="vietqr")
        row = f"20/11/2026,FT77,10.000,CHUYEN TIEN {order.code} NGUYEN VAN A"
        assert load(row) == 1
        assert load(row) == 0  # the same file again changes nothing
        assert day()["FT77"].found.difference is Difference.MISSING_HERE
        assert resolve("FT77") is Difference.MISSING_HERE
        assert standing(receipt).balance == Balance(PRICE, 0, 0, PRICE, 0)
        assert day()["FT77"].found.difference is Difference.MATCHED
        with pytest.raises(NotFound):
            resolve("FT77")

    def test_the_four_kinds_stand_apart_and_what_cannot_be_booked_needs_words(self):
        for ref in ("FT1", "FT2", "FT3"):
            collect(received(), method="bank", external_ref=ref)
        load("20/11/2026,FT1,10000,x", "20/11/2026,FT2,9000,x", "20/11/2026,FT9,5000,khong ro")
        shown = {ref: one.found.difference for ref, one in day().items()}
        assert shown == {
            "FT1": Difference.MATCHED,
            "FT2": Difference.WRONG_AMOUNT,
            "FT3": Difference.MISSING_THERE,
            "FT9": Difference.MISSING_HERE,
        }
        for ref in ("FT2", "FT3", "FT9"):
            with pytest.raises(Refused):
                resolve(ref)
            resolve(ref, reason="Chờ ngân hàng xác minh")
        assert not any(one.is_open for one in day().values())

    def test_the_part_that_the_bank_has_above_ours_is_owed_back(self):
        receipt = received()
        order = services.order(actor=holder(receipt), now=NOW, dossier_id=receipt.id, way="vietqr")
        collect(receipt, method="bank", external_ref="FT5")
        load(f"20/11/2026,FT5,12000,{order.code}")
        assert day()["FT5"].found.difference is Difference.WRONG_AMOUNT
        resolve("FT5")
        assert standing(receipt).balance.owed == 2000
        assert not day()["FT5"].is_open

    def test_others_neither_load_nor_settle_nor_see(self):
        load("20/11/2026,FT1,10000,x")
        for user in (STRANGER, COUNTER):
            with pytest.raises(Forbidden):
                load("20/11/2026,FT2,1,x", user=user)
            with pytest.raises(Forbidden):
                resolve("FT1", user=user, reason="x")
        assert queries.account_day(viewer=who(STRANGER), agency_id=centre(HERE), day=TODAY) == ()
