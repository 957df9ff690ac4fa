"""Closing a drawer, and a day of an account beside the bank's statement."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.people import HERE, NOW, TODAY, centre, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Forbidden, NotFound, Refused
from thongsuot.plumbing import sheets
from thongsuot.work.fees import queries, rules, services
from thongsuot.work.fees.rules import Balance, Difference, Match, named_in
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


HEADINGS = {
    "day": ["Ngày", "Ngày giao dịch"], "ref": ["Số giao dịch", "Mã giao dịch"], "vnd": ["Số tiền", "Ghi có"],
    "text": ["Nội dung", "Diễn giải"], "debit": ["Ghi nợ"],
}  # fmt: skip


def read(text):
    return rules.read_statement(sheets.open_book(text.encode(), most_rows=100).sheets[0].rows, HEADINGS)


def statement(*rows):
    return read(HEAD + "\n".join(rows))


def test_a_statement_is_read_as_banks_write_it():
    (line,) = read('\ufeffNgày giao dịch;Mã giao dịch;Ghi có;Diễn giải\n20/11/2026;FT1;10.000;"a;  b"\n')
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
        read(text)
    assert code in {p.code for p in refused.value.problems}


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text):
    for given_text in (text, HEAD + text):
        lines, problems = (), None
        try:
            lines = read(given_text)
        except Refused as refused:  # and nothing else
            problems = refused.problems
        assert problems is None or len(problems) > 0
        assert all(line.ref and line.vnd > 0 for line in lines)


def test_a_bank_writes_its_name_above_and_the_sum_below_and_what_went_out_is_passed_over():
    rows = [
        ["NGÂN HÀNG MÔ PHỎNG"], ["Số tài khoản", "0000000057"], [],
        ["STT", "Ngày giao dịch", "Mã giao dịch", "Ghi nợ", "Ghi có", "Diễn giải"],
        [1.0, datetime(2026, 11, 20, 8, 30), "FT1", "", 10000.0, "TS 2345"],
        [2.0, datetime(2026, 11, 20, 9, 30), "FT2", 5000.0, "", "phí dịch vụ"],
        [3.0, "20/11/2026 10:05:00", 77.0, "", "+12,000.00", "x"],
        ["", "", "", 5000.0, 22000.0, "Tổng cộng"],
    ]  # fmt: skip
    found = rules.read_statement(rows, HEADINGS)
    assert [(one.day, one.ref, one.vnd) for one in found] == [(TODAY, "FT1", 10_000), (TODAY, "77", 12_000)]


CODE = "TS23456789AB"
AROUND = st.text("xyzđÀ .-1/", max_size=20)


@given(AROUND, AROUND, st.lists(st.sampled_from([" ", "-", ".", ""]), min_size=11, max_size=11))
def test_the_code_is_found_whatever_stands_around_and_inside_it(before, after, signs):
    spelled = "".join(map("".join, zip(CODE, [*signs, ""], strict=True))).lower()
    assert named_in(f"{before} {spelled} {after}", prefixes=()).codes == (CODE,)
    assert named_in(before, prefixes=()).codes == ()
    assert named_in("TS23456789AB TS23456789AC", prefixes=()).codes == (CODE, "TS23456789AC")


@pytest.mark.parametrize(
    ("text", "cut"), [("NOP PHI TS234567", "TS234567"), ("TS23456", ""), (f"{CODE} TS234567", "")]
)
def test_a_code_that_was_cut_is_its_beginning_at_the_end(text, cut):
    assert named_in(text, prefixes=()).cut == cut


def test_the_code_of_a_dossier_is_found_without_its_dashes():
    prefixes = ("H57.10", "000.10.57.H57")
    assert "H57.10-261120-0001" in named_in("le phi h5710 261120 0001", prefixes=prefixes).dossiers
    assert "000.10.57.H57-20261120-00012" in named_in("0001057h572026112000012", prefixes=prefixes).dossiers
    assert named_in("nop phi", prefixes=prefixes).dossiers == ()


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


@pytest.mark.usefixtures("province")
class TestAStatement:
    def unbooked(self, user=TREASURER):
        found = queries.unbooked(viewer=who(user), agency_id=centre(HERE), day=TODAY)
        return {one.line.ref: one.match for one in found}

    def book(self, *refs, user=TREASURER):
        return services.book_statement(actor=who(user), now=NOW, agency_id=centre(HERE), refs=refs)

    def ordered(self):
        receipt = received()
        return receipt, services.order(
            actor=holder(receipt), now=NOW, dossier_id=receipt.id, way="vietqr"
        ).code

    def test_what_matches_is_booked_at_once_and_the_rest_waits_for_a_person(self):
        named = [self.ordered() for _ in range(5)]
        codes = [code for _, code in named]
        by_dossier = received()
        squeezed = "".join(sign for sign in by_dossier.code if sign.isalnum())
        collect(named[4][0])
        rows = [
            f"20/11/2026,FT1,10000,NOP PHI {codes[0][:2]}-{codes[0][2:].lower()} xin cảm ơn",
            f"20/11/2026,FT2,10000,cut {codes[1][:9]}",
            f"20/11/2026,FT3,9000,{codes[2]}",
            f"20/11/2026,FT4,12000,{codes[3]}",
            f"20/11/2026,FT5,10000,{codes[4]}",
            f"20/11/2026,FT6,10000,le phi {squeezed}",
            f"20/11/2026,FT7,10000,{codes[0]}",
            "20/11/2026,FT8,10000,khong ro",
        ]
        load(*rows)
        assert self.unbooked() == {
            "FT1": Match.EXACT, "FT2": Match.EXACT, "FT6": Match.EXACT, "FT3": Match.TOO_LITTLE,
            "FT4": Match.TOO_MUCH, "FT5": Match.TWICE, "FT7": Match.TWICE, "FT8": Match.UNKNOWN,
        }  # fmt: skip
        everything = [f"FT{n}" for n in range(1, 9)]
        assert self.book(*everything) == 3
        load(*rows)  # the same file again
        assert self.book(*everything) == 0
        for receipt in (named[0][0], named[1][0], by_dossier):
            assert standing(receipt).balance == Balance(PRICE, 0, 0, PRICE, 0)
        assert standing(named[2][0]).balance.paid == 0
        resolve("FT4")  # one click: what is too much is owed back
        assert standing(named[3][0]).balance.owed == 2000
        resolve("FT3")
        assert standing(named[2][0]).to_pay == 1000
        resolve("FT8", reason="Trả lại người chuyển")
        assert self.unbooked() == {"FT5": Match.TWICE, "FT7": Match.TWICE}

    def test_a_line_is_not_booked_for_a_dossier_of_another_office(self):
        _, code = self.ordered()
        services.load_statement(
            actor=SYSTEM, now=NOW, agency_id=centre("19960"), lines=statement(f"20/11/2026,FT1,10000,{code}")
        )
        assert queries.target_of(viewer=SYSTEM, agency_id=centre("19960"), text=code, day=TODAY) is None

    def test_others_neither_see_nor_book_the_lines(self):
        _, code = self.ordered()
        load(f"20/11/2026,FT1,10000,{code}")
        for user in (STRANGER, COUNTER):
            assert self.unbooked(user) == {}
            with pytest.raises(Forbidden):
                self.book("FT1", user=user)

    def test_the_packs_headings_read_what_banks_give(self):
        text = "Ngày giao dịch;Số tham chiếu;Số tiền ghi nợ;Số tiền ghi có;Mô tả\n20/11/2026;FT9;;10.000;x\n"
        (line,) = queries.statement(text.encode(), authority_id=None)
        assert (line.ref, line.vnd, line.text) == ("FT9", 10_000, "x")
