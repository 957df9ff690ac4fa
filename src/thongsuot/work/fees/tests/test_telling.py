"""What form 05 says of the money: what the ledger held when the dossier was stopped."""

from datetime import timedelta

import pytest
from tests.people import HERE, NOW, centre, committee, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.access import seeing
from thongsuot.work.dossiers import ports
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services as dossier_services
from thongsuot.work.dossiers.papers import assembling
from thongsuot.work.dossiers.papers.tests.reading import pages
from thongsuot.work.fees.tests.scene import COUNTER, PRICE, STRANGER, collect, received, record, refund

pytestmark = pytest.mark.usefixtures("province")
LATER = NOW + timedelta(minutes=5)


def stopped(receipt):
    """The words of form 05."""
    for user, agency, verb, more in (
        (COUNTER, centre(HERE), dossier_services.forward, {"to_agency_id": committee(HERE)}),
        ("lanhdao.thuanhoa", committee(HERE), dossier_services.stop, {"reason": "Người nộp đề nghị"}),
    ):
        verb(actor=who(user), now=LATER, agency_id=agency, dossier_ids=[receipt.id], **more)
    return printed(receipt)


def printed(receipt):
    steps = dossiers.steps_of(viewer=SYSTEM, dossier_id=receipt.id)
    told = assembling.Told(record(receipt, SYSTEM), (), steps, "https://mau.vn/1")
    with seeing(SYSTEM):
        return " ".join(pages(assembling.printed(told, "stop-notice")))


def test_nothing_taken_is_said_and_what_came_after_the_paper_is_not_on_it():
    words = "Nghĩa vụ tài chính: chưa thu khoản phí, lệ phí nào theo sổ thu."
    assert words in stopped(received())
    late = received()
    collect(late, at=LATER + timedelta(minutes=1))
    assert words in stopped(late)


def test_what_was_taken_and_given_back_stands_with_the_numbers_of_its_receipts():
    receipt = received()
    made = collect(receipt)
    back = refund(receipt, PRICE, reason="Thu nhầm", ground="Biên bản số 1")
    words = stopped(receipt)
    assert f"đã thu 10.000 đ theo biên lai số {made.number:07} (" in words
    assert (
        f"/BL-{made.year % 100:02}); đã trả lại 10.000 đ theo phiếu hoàn trả số {back.number:07} (" in words
    )


def test_a_stranger_is_told_of_no_money():
    receipt = received()
    collect(receipt)
    with seeing(who(STRANGER)):
        assert ports.money_moved(receipt.id, until=LATER) == ()
    with seeing(who(COUNTER)):
        assert [one.vnd for one in ports.money_moved(receipt.id, until=LATER)] == [PRICE]
