"""The declaration at the desk: entered by whoever may supplement, read by whoever sees the dossier."""

import re

from tests.people import NOW, who

from thongsuot.edges.desk.tests.people import COUNTER, PROVINCE, STRANGER, browser, received
from thongsuot.work.filings import queries
from thongsuot.work.filings.tests.test_services import BIRTH_RAW


def marks(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(_base|_window|_number)" value="([^"]*)"', page))


def test_a_declaration_is_typed_kept_half_done_and_saved(province):
    receipt, client = received(), browser(COUNTER, NOW)
    address = f"/desk/dossiers/{receipt.code}/to-khai/"
    assert "Nhập tờ khai" in client.get(f"/desk/dossiers/{receipt.code}/").content.decode()
    page = client.get(address).content.decode()
    assert 'value="Nguyễn Thị Hòa"' in page  # what the intake asked is not typed twice
    kept = client.post(f"{address}luu/", {**marks(page), "con_ho_ten": "Trần"})
    assert kept.json() == {"saved": True}
    page = client.get(address).content.decode()
    assert 'value="Trần"' in page
    refused = client.post(address, {**marks(page), "con_ho_ten": "Trần 1", "go": "save"})
    assert refused.status_code == 422
    assert 'value="Trần 1"' in refused.content.decode()
    saved = client.post(address, {**marks(refused.content.decode()), **BIRTH_RAW, "go": "save"})
    assert saved.status_code == 302, saved.content.decode()[:2000]
    assert queries.drafts(viewer=who(COUNTER), channel="DIRECT") == ()
    shown = client.get(f"/desk/dossiers/{receipt.code}/").content.decode()
    assert "Trần Minh An" in shown
    assert client.get(f"/desk/dossiers/{receipt.code}/to-khai.pdf").content.startswith(b"%PDF")
    page = client.get(address).content.decode()
    assert 'value="Trần Minh An"' in page
    again = client.post(address, {**marks(page), **BIRTH_RAW, "con_ho_ten": "Trần Minh Anh", "go": "save"})
    assert again.status_code == 302
    late = client.post(address, {**marks(page), **BIRTH_RAW, "con_ho_ten": "Trần Khác", "go": "save"})
    assert late.status_code == 409
    assert queries.answers_of(viewer=who(COUNTER), dossier_id=receipt.id).number == 2


def test_strangers_and_those_who_only_look_type_nothing(province):
    receipt = received()
    address = f"/desk/dossiers/{receipt.code}/to-khai/"
    for username in (STRANGER, PROVINCE):
        client = browser(username, NOW)
        assert client.get(address).status_code == 404
        assert client.post(f"{address}luu/", {"con_ho_ten": "X"}).status_code == 404
    assert browser(PROVINCE, NOW).get(f"/desk/dossiers/{receipt.code}/").status_code == 200
    assert browser(COUNTER, NOW).get(f"/desk/dossiers/{receipt.code}/to-khai.pdf").status_code == 404
