"""Bags at the desk: packed from a list or by scanner, handed over, scanned at the other end; strangers see nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from tests.people import HERE, THERE, centre, filing, who

from thongsuot.edges.desk.tests.people import CITIZEN, COUNTER, STRANGER, browser, moved, received
from thongsuot.kernel.actor import SYSTEM
from thongsuot.work.custody import queries
from thongsuot.work.custody.rules import SlipState
from thongsuot.work.dossiers import services as work
from thongsuot.work.dossiers.rules import PaperGiven

pytestmark = pytest.mark.usefixtures("province")
OTHER_END, BAGS = "xuly.phubai", "/desk/bags/"


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


def sent(now):
    """A dossier with papers received here for THERE, and sent there."""
    given = filing(THERE, papers=(*filing().papers, PaperGiven("Giấy chứng sinh", None, 1)))
    seat = centre(HERE, now.date())
    receipt = work.receive(actor=who(COUNTER, now.date()), now=now, agency_id=seat, filing=given)
    work.forward(actor=who(COUNTER, now.date()), now=now, agency_id=seat, dossier_ids=[receipt.id])
    return receipt.code


def packed(now, *codes, **more):
    expected = (now + timedelta(days=1)).strftime("%d/%m/%Y")
    answer = browser(COUNTER, now).post(BAGS, {"codes": "\n".join(codes), "expected": expected, **more})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def test_a_bag_goes_from_the_list_to_the_other_end_by_scanner(now):
    one, other = sent(now), sent(now)
    assert one in browser(COUNTER, now).get(BAGS).content.decode()
    bag = packed(now, one, row=[other])
    here, there = browser(COUNTER, now), browser(OTHER_END, now)
    assert here.get(f"{bag}phieu-kiem-soat.pdf").content.startswith(b"%PDF-")
    assert here.post(bag, {"go": "hand_over", "carrier": ""}).status_code == 422
    assert here.post(bag, {"go": "hand_over", "carrier": "Bưu tá"}).status_code == 302
    page = there.get(BAGS).content.decode()
    assert bag in page
    code = bag.strip("/").rsplit("/", 1)[-1]
    assert there.get(BAGS, {"slip": f"https://x.vn{bag}"})["Location"] == bag
    assert there.post(bag, {"go": "receive", "codes": "H57.1-20260101-0001"}).status_code == 422
    answer = there.post(
        bag, {"go": "receive", "codes": one, "outcome-2": "", "outcome-1": "missing", "note-1": "?"}
    )
    assert answer.status_code == 302
    assert queries.slip(viewer=SYSTEM, code=code).state is SlipState.CLOSED
    assert "Đã tìm thấy ở đây" in here.get(bag).content.decode()
    assert here.post(bag, {"go": "find", "code": other}).status_code == 302
    assert here.post(bag, {"go": "find", "code": other}).status_code == 422
    assert "Đã qua tay ai" in here.get(reverse("desk:dossier", args=[one])).content.decode()


def test_a_list_that_stops_says_so(now, monkeypatch):
    sent(now)
    assert "dòng đầu" not in browser(COUNTER, now).get(BAGS).content.decode()
    monkeypatch.setattr(queries, "LIMIT", 1)
    assert "Giấy tờ cần gửi theo hồ sơ · 1 dòng đầu" in browser(COUNTER, now).get(BAGS).content.decode()


def test_nobody_else_opens_a_bag(now):
    bag = packed(now, sent(now))
    assert browser(STRANGER, now).get(bag).status_code in (200, 404)
    assert browser("motcua.phuxuan", now).get(bag).status_code == 404
    assert browser("motcua.phuxuan", now).get(f"{bag}phieu-kiem-soat.pdf").status_code == 404
    assert browser(CITIZEN, now).get(bag).status_code == 403
    assert browser(None, now).get(bag).status_code == 302


def test_what_cannot_be_packed_is_said_at_its_field(now):
    expected = (now + timedelta(days=1)).strftime("%d/%m/%Y")
    answer = browser(COUNTER, now).post(BAGS, {"codes": "H57.1-20260101-0001", "expected": expected})
    assert answer.status_code == 422
    assert "H57.1-20260101-0001 không do cơ quan" in answer.content.decode()
    assert browser(COUNTER, now).post(BAGS, {"codes": "", "expected": ""}).status_code == 422


def test_whoever_collects_for_another_shows_on_what_authority(now):
    record = moved(received(now), "forward", "decide", "back", at=now)
    address = reverse("desk:act", args=[record.code, "return"])
    given = {"seen": record.version, "received_by": "Trần Văn A", "number": "046090000456"}
    page = browser(COUNTER, now)
    assert "giấy ủy quyền" in page.post(address, given).content.decode()
    assert page.post(address, {**given, "authority": "GUQ 12/2026"}).status_code == 302
    told = page.get(reverse("desk:dossier", args=[record.code])).content.decode()
    assert "GUQ 12/2026" in told
    assert "Nhận tại quầy" in told


def test_originals_are_given_back_on_the_page_of_a_dossier_that_is_over(now):
    given = (*filing().papers, PaperGiven("Giấy chứng sinh", None, 1))
    receipt = received(now, papers=given)
    page, address = browser(COUNTER, now), reverse("desk:dossier", args=[receipt.code])
    there = f"/desk/originals/{receipt.code}/give-back/"
    assert there not in page.get(address).content.decode()  # the agency still works on it
    sent = {"kind": "filed", "received_by": "Trần Văn A", "way": "counter"}
    assert "còn đang giải quyết" in page.post(there, sent).content.decode()
    moved(receipt, "forward", "refuse", at=now)
    assert there in page.get(address).content.decode()
    for user in ("xuly.thuanhoa", STRANGER):  # the first sees the dossier and hands nothing out
        assert there not in browser(user, now).get(address).content.decode()
        assert browser(user, now).post(there, sent).status_code in (404, 422)
    assert queries.given_back(viewer=SYSTEM, dossier_id=receipt.id) == ()
    assert browser(CITIZEN, now).post(there, sent).status_code == 403
    assert browser(None, now).post(there, sent).status_code == 302
    assert page.post(there, {"kind": "all"}).status_code == 404
    assert page.get(there).status_code == 405
    wrong = page.post(there, {**sent, "number": "046090000456"})
    assert (wrong.status_code, "giấy ủy quyền" in wrong.content.decode()) == (422, True)
    assert page.post(there, sent)["Location"] == address
    told = page.get(address).content.decode()
    assert there not in told
    assert "Người nhận lại" in told
    assert "Trần Văn A" in told
    assert page.post(there, sent).status_code == 422
