"""A device that received what its session may not: the form says so beforehand, pages say so afterwards."""

import pytest
from tests.people import BIRTH, HERE, NOW

from thongsuot.edges.desk.tests.people import COUNTER, STRANGER, browser
from thongsuot.work.mobile.tests.test_outside import forbid
from thongsuot.work.mobile.tests.test_services import block, planned

pytestmark = pytest.mark.usefixtures("province")
ENTRY = {"procedure": BIRTH, "territory": HERE, "name": "Nguyễn Thị Hòa", "phone": "0905123456", "papers": []}


def sent(code):
    return {"code": code, "device": "Máy 1", "claimed_at": NOW.isoformat(), "offset": 0, "entry": ENTRY}


def post(client, address, body):
    return client.post(address, body, content_type="application/json")


def test_the_kit_says_what_may_not_be_received_and_what_came_in_all_the_same_is_shown_to_a_person():
    session = planned()
    first, second = (one.code for one in block(session, count=2))
    client, here = browser(COUNTER, NOW), f"/desk/mobile/{session.id}/"
    assert post(client, f"{here}kit/", {"device": "Máy 1", "count": 0}).json()["procedures"][0]["why"] == ""
    assert post(client, f"{here}sync/", sent(first)).json()["remarks"] == []
    assert "nhận ngoài phạm vi" not in client.get(here).content.decode()
    forbid()
    why = post(client, f"{here}kit/", {"device": "Máy 1", "count": 0}).json()["procedures"][0]["why"]
    assert why.startswith("Điểm lưu động không được tiếp nhận")
    answer = post(client, f"{here}sync/", sent(second))
    assert (answer.status_code, answer.json()["remarks"]) == (200, [why])
    page = client.get(here).content.decode()
    assert "Có 1 hồ sơ nhận ngoài phạm vi" in page
    assert why in page
    assert f"Cần xem lại: {why}" in client.get(f"/desk/dossiers/{second}/").content.decode()
    assert "Cần xem lại" not in client.get(f"/desk/dossiers/{first}/").content.decode()
    stranger = browser(STRANGER, NOW)
    assert stranger.get(here).status_code == 404
    assert post(stranger, f"{here}sync/", sent(second)).status_code == 404
