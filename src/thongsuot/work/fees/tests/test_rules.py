"""The ledger, the quote, the QR code and the comparison, as properties first."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.kernel.errors import Refused
from thongsuot.work.fees import rules
from thongsuot.work.fees.papers.words import in_words
from thongsuot.work.fees.rules import Account, Balance, Difference, Line, Money, Relief, Tariff

AMOUNT = st.integers(1, 10**9)
DAY = date(2026, 1, 1)
FREE, PRICED = Line("1", "FEE", 0), Line("2", "SERVICE_FEE", 8000)
ASKED = Line("3", "SERVICE_FEE", None, "HĐND quyết định", by_council=True)
POOR = Relief("poor", "Hộ nghèo", 100, "", "", "Điều 10", DAY)


def applied(balance: Balance, postings: tuple[rules.Posting, ...], kind: str) -> Balance:
    """What the ledger holds after the postings."""
    by = {p.account: p.vnd for p in postings}
    money = sum(by.get(a, 0) for a in (Account.CASH, Account.BANK, Account.GATEWAY))
    return Balance(
        balance.charged - by.get(Account.INCOME, 0),
        balance.due + by.get(Account.DUE, 0),
        balance.owed - by.get(Account.OWED, 0),
        balance.paid + (money if kind == "pay" else 0),
        balance.refunded - (money if kind == "refund" else 0),
    )


@given(st.lists(st.tuples(st.sampled_from(["assess", "pay", "late", "refund"]), AMOUNT), max_size=12))
def test_whatever_happens_both_sides_are_even_and_nothing_falls_below_nothing(acts):
    balance = Balance()
    for act, vnd in acts:
        if act == "assess":
            postings = rules.assessed(vnd=vnd, before=balance)
        elif act == "refund":
            most = balance.paid - balance.refunded
            if not most:
                continue
            postings = rules.refunded(vnd=min(vnd, most), out_of=Account.CASH, before=balance)
        else:
            postings = rules.collected(vnd=vnd, into=Account.CASH, before=balance, is_ended=act == "late")
        assert rules.is_even(postings)
        balance = applied(balance, postings, "pay" if act == "late" else act)
        assert min(balance.charged, balance.due, balance.owed, balance.paid, balance.refunded) >= 0
        # what was taken and not given back is what was charged, less what is still due, plus what we owe
        assert balance.paid - balance.refunded == balance.charged - balance.due + balance.owed


@given(AMOUNT)
def test_no_more_is_paid_back_than_was_kept(vnd):
    with pytest.raises(Refused):
        rules.refunded(vnd=vnd + 1, out_of=Account.CASH, before=Balance(paid=vnd, charged=vnd))


def test_what_comes_after_a_withdrawal_is_owed_back():
    late = rules.collected(
        vnd=8000, into=Account.GATEWAY, before=Balance(charged=8000, due=8000), is_ended=True
    )
    assert {p.account: p.vnd for p in late} == {Account.GATEWAY: 8000, Account.OWED: -8000}


def state(balance=None, *, assessed=False, free=False, question=False, ended=False):
    return rules.money_state(
        balance=balance or Balance(), is_assessed=assessed, is_free=free, is_question=question, is_ended=ended
    )


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (state(free=True), Money.NONE),
        (state(question=True), Money.OPEN),
        (state(), Money.DUE),
        (state(Balance(8000, 8000), assessed=True), Money.DUE),
        (state(Balance(8000, 3000, 0, 5000), assessed=True), Money.PART),
        (state(Balance(8000, 0, 0, 8000), assessed=True), Money.PAID),
        (state(Balance(8000, 0, 8000, 16000), assessed=True, ended=True), Money.OWED),
        (state(Balance(0, 0, 0, 8000, 8000), assessed=True, ended=True), Money.REFUNDED),
        (state(Balance(8000, 8000), assessed=True, ended=True), Money.LAPSED),
        (state(question=True, ended=True), Money.NONE),
    ],
)
def test_the_state_of_the_money(found, wanted):
    assert found is wanted


def tariff(vnd, **more):
    return Tariff(**{"procedure_code": "1", "case": "", "channel": "", "kind": "SERVICE_FEE", "vnd": vnd, "name": "n",
                     "ground": "NQ 1", "valid_from": DAY, **more})  # fmt: skip


def test_a_zero_of_the_council_is_a_question_until_its_tariff_is_known():
    asked = rules.quote(published=[ASKED], tariffs=[], case="", channel="DIRECT")
    assert asked.is_open
    assert asked.vnd is None
    assert not asked.is_free
    known = rules.quote(
        published=[ASKED], tariffs=[tariff(5000), tariff(2000, channel="ONLINE")], case="", channel="ONLINE"
    )
    assert known.vnd == 2000
    assert known.lines[0].ground == "NQ 1"


def test_several_published_amounts_are_a_choice_and_none_is_free():
    assert rules.Quote((PRICED, Line("4", "SERVICE_FEE", 2000))).is_open
    assert rules.Quote(()).is_free
    assert rules.Quote((FREE,)).vnd == 0


@given(AMOUNT, st.integers(1, 100))
def test_a_relief_takes_off_its_part_and_never_more(vnd, percent):
    left = rules.reduced(vnd, Relief("r", "", percent, "", "", "", DAY))
    assert 0 <= left < vnd
    assert left * 100 <= vnd * (100 - percent)


def problems(*charges, asked=(PRICED, ASKED), ground=""):
    found = rules.charge_problems(
        charges, asked=rules.Quote(asked), reliefs=[POOR], field_code="G15-TP07", free_ground=ground
    )
    return {problem.field for problem in found}


def test_an_amount_that_nobody_published_needs_its_ground():
    assert problems(rules.Charge("3", "SERVICE_FEE", 5000)) == {"ground-3"}
    assert problems(rules.Charge("2", "SERVICE_FEE", 9000, 0, "none")) == {
        "ground-2",
        "quantity-2",
        "relief-2",
    }
    assert problems(rules.Charge("2", "SERVICE_FEE", 8000, 2, "poor")) == set()
    assert problems() == {"free_ground"}
    assert problems(ground="NQ 1 miễn") == set()
    assert problems(asked=(FREE,)) == set()


def test_lines_are_summed_after_their_reliefs():
    lines = [rules.Charge("2", "FEE", 2000, 3), rules.Charge("3", "FEE", 8000, 1, "poor")]
    assert rules.total(lines, [POOR]) == 6000


def test_the_checksum_of_published_examples():
    assert rules.crc16("123456789") == "29B1"  # the check value of CRC-16/CCITT-FALSE
    known = (
        "00020101021138480010A00000072701300006970403011621129950446040255204581253037045802VN"
        "5910PHUONG CAC6005HANOI62110307NPS68696304"
    )
    assert rules.crc16(known) == "5802"


@given(
    st.from_regex(r"[0-9]{6}", fullmatch=True), st.from_regex(r"[0-9A-Za-z]{1,19}", fullmatch=True),
    st.none() | AMOUNT, st.text(max_size=60),
)  # fmt: skip
def test_a_qr_code_is_read_as_it_was_written(bank_bin, account, vnd, text):
    payload = rules.vietqr(bank_bin=bank_bin, account=account, vnd=vnd, text=text)
    found = rules.read_vietqr(payload)
    assert (found["bank_bin"], found["account"], found["vnd"]) == (bank_bin, account, str(vnd or ""))
    assert len(found["text"]) <= 25


@given(st.integers(0, 60), st.sampled_from("0123456789AZ"))
def test_a_changed_sign_is_noticed(at, sign):
    payload = rules.vietqr(bank_bin="970436", account="0123456789", vnd=8000, text="TS 123")
    changed = payload[:at] + sign + payload[at + 1 :]
    if changed != payload:
        with pytest.raises(Refused):
            rules.read_vietqr(changed)


@pytest.mark.parametrize("text", ["", "xin chào", "0002010102", "A" * 40])
def test_other_texts_are_no_qr_code(text):
    with pytest.raises(Refused):
        rules.read_vietqr(text)


def test_an_account_that_no_bank_has_is_refused_with_every_reason():
    with pytest.raises(Refused) as refused:
        rules.vietqr(bank_bin="97", account="12 34", vnd=0)
    assert {p.field for p in refused.value.problems} == {"bank_bin", "account", "vnd"}


ROWS = st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(1, 3)), max_size=8)


@given(ROWS, ROWS)
def test_every_number_stands_once_and_the_gaps_make_up_the_difference(ours, theirs):
    found = rules.compare([rules.Booked(*row) for row in ours], [rules.Stated(*row) for row in theirs])
    assert len({one.ref for one in found}) == len(found)
    assert sum(one.gap for one in found) == sum(v for _, v in theirs) - sum(v for _, v in ours)
    assert all(
        (one.difference is Difference.MATCHED) == (one.gap == 0 and one.ours is not None) for one in found
    )


def test_the_four_kinds_of_difference():
    ours = [rules.Booked("a", 1), rules.Booked("b", 2), rules.Booked("c", 3)]
    theirs = [rules.Stated("a", 1), rules.Stated("b", 9), rules.Stated("d", 4)]
    found = {one.ref: one.difference for one in rules.compare(ours, theirs)}
    assert found == {
        "a": Difference.MATCHED,
        "b": Difference.WRONG_AMOUNT,
        "c": Difference.MISSING_THERE,
        "d": Difference.MISSING_HERE,
    }


@pytest.mark.parametrize(
    ("vnd", "words"),
    [
        (0, "Không đồng"),
        (8000, "Tám nghìn đồng"),
        (15_000, "Mười lăm nghìn đồng"),
        (21_000, "Hai mươi mốt nghìn đồng"),
        (105_000, "Một trăm linh năm nghìn đồng"),
        (1_005_010, "Một triệu không trăm linh năm nghìn không trăm mười đồng"),
        (2_000_000_300, "Hai tỷ ba trăm đồng"),
    ],
)
def test_amounts_in_words(vnd, words):
    assert in_words(vnd) == words


@given(st.integers(0, 10**12 - 2))
def test_two_amounts_never_read_alike(vnd):
    assert in_words(vnd) != in_words(vnd + 1)


ONLINE = rules.Payment("gateway", "vnpay:1", True)
AT_PORTAL = rules.Payment("gateway", "dvcqg:1", True)
BY_QR = rules.Payment("bank", "FT1", True)
OFFLINE = [
    rules.Payment("cash", "", False),
    rules.Payment("cash", "", True),
    rules.Payment("bank", "FT2", False),
]


@given(st.lists(st.sampled_from([ONLINE, AT_PORTAL, BY_QR, *OFFLINE])))
def test_paid_online_is_what_came_in_no_other_way(payments):
    found = rules.paid_online(payments)
    assert (found is None) == (not payments or any(one in OFFLINE for one in payments))
    assert (found is rules.PaidAt.NATIONAL) == (found is not None and AT_PORTAL in payments)
