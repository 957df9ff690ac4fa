"""The delivery at the desk: a state of its own on the dossier's page, a list of what is owed, what the post says."""

import pytest
from tests.people import HERE, committee

from thongsuot.edges.desk.tests.people import browser
from thongsuot.work.custody.rules import Way
from thongsuot.work.custody.rules.delivery import Stage
from thongsuot.work.custody.tests.test_collecting import decided
from thongsuot.work.custody.tests.test_deliveries import LATER, collect, ended, now_of, posted
from thongsuot.work.custody.tests.test_services import COUNTER, HEAD, STRANGER
from thongsuot.work.dossiers import services as work

pytestmark = pytest.mark.usefixtures("province")


def shown(code, user=COUNTER):
    return browser(user, LATER).get(f"/desk/dossiers/{code}/").content.decode()


def test_the_page_tells_the_delivery_beside_the_matter():
    (receipt,) = decided()
    assert "Đang chờ giao" in shown(receipt.code)
    collect(receipt)
    page = shown(receipt.code)
    assert "Đã giao tận tay" in page
    assert "Nguyễn Thị Hòa" in page


def test_what_the_post_says_is_written_on_the_page_once():
    receipt = posted()
    address = f"/desk/deliveries/{receipt.code}/post/"
    assert address in shown(receipt.code)
    client = browser(COUNTER, LATER)
    refused = client.post(address, {"is_delivered": "0", "said": " "}, follow=True)
    assert "Hãy ghi ai đã nhận bưu gửi" in refused.content.decode()
    assert client.post(address, {"is_delivered": "0", "said": "Sai địa chỉ"}).status_code == 302
    assert now_of(receipt).stage is Stage.UNDELIVERED
    page = shown(receipt.code)
    assert "Bưu chính hoàn lại" in page
    assert address not in page
    assert client.get("/desk/deliveries/?stage=undelivered").content.decode().count(receipt.code) > 0


def test_the_list_counts_filters_and_exports_what_is_owed():
    (waiting,), away = decided(), posted()
    client = browser(COUNTER, LATER)
    both = client.get("/desk/deliveries/").content.decode()
    assert waiting.code in both
    assert away.code in both
    only = client.get("/desk/deliveries/?stage=on_way").content.decode()
    assert away.code in only
    assert waiting.code not in only
    assert "EE123VN" in client.get("/desk/deliveries/?stage=on_way&export=csv").content.decode()


def test_a_notice_without_papers_is_given_at_the_desk():
    receipt = ended(work.stop, committee(HERE), HEAD, reason="Không nộp bổ sung")
    assert "Thông báo dừng giải quyết" in shown(receipt.code)
    sent = {"kind": "filed", "received_by": "Nguyễn Thị Hòa", "way": Way.COUNTER.value}
    assert browser(COUNTER, LATER).post(f"/desk/originals/{receipt.code}/give-back/", sent).status_code == 302
    assert now_of(receipt).stage is Stage.HANDED_OVER


def test_strangers_see_no_delivery_and_settle_none():
    receipt = posted()
    client = browser(STRANGER, LATER)
    assert receipt.code not in client.get("/desk/deliveries/").content.decode()
    assert (
        client.post(f"/desk/deliveries/{receipt.code}/post/", {"is_delivered": "1", "said": "x"}).status_code
        == 404
    )
    assert now_of(receipt).stage is Stage.ON_WAY


def test_the_worklist_and_its_export_tell_the_delivery_where_it_is_asked_for():
    (waiting,) = decided()
    client = browser(COUNTER, LATER)
    asked = "state=decided&cols=applicant.delivery"
    page = client.get(f"/desk/dossiers/?{asked}").content.decode()
    assert waiting.code in page
    assert "Đang chờ giao" in page
    table = b"".join(client.get(f"/desk/dossiers/danh-sach.csv?{asked}").streaming_content).decode()
    (line,) = [one for one in table.splitlines() if waiting.code in one]
    assert line.endswith("Đang chờ giao")
    assert "Đang chờ giao" not in client.get("/desk/dossiers/?state=decided").content.decode()
