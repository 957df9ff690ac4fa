"""The adapter against a real server on the other side that fails in every way."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.people import NOW, centre

from thongsuot.edges.exchange import national_portal
from thongsuot.edges.exchange.national_portal import adapter, fields, simulator
from thongsuot.edges.exchange.national_portal.simulator import Behaviour
from thongsuot.work.dossiers.rules import Correction
from thongsuot.work.sync import ports
from thongsuot.work.sync.tests.scene import COUNTER, act, received, send, the_portal, work_off_events

DAY_AFTER = NOW + timedelta(days=1)


@pytest.fixture
def server(monkeypatch) -> Iterator[simulator.Server]:
    found = simulator.Server(slow_s=0.3)
    monkeypatch.setenv("THONGSUOT_PORTAL_URL", found.url)
    monkeypatch.setenv("THONGSUOT_PORTAL_CLIENT", simulator.CLIENT)
    monkeypatch.setenv("THONGSUOT_PORTAL_SECRET", simulator.SECRET)
    thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield found
    found.shutdown()
    found.server_close()
    thread.join()


def went_their_way():
    receipt = received(summary="Đăng ký khai sinh cho con")
    act("forward", receipt, COUNTER, at=NOW + timedelta(hours=1), agency=centre())
    act("take", receipt, at=NOW + timedelta(hours=2))
    work_off_events()
    return receipt


def test_the_portal_holds_the_dossier_in_its_own_words(province, server):
    receipt = went_their_way()
    assert send(the_portal(), DAY_AFTER).accepted == 4
    held = server.held.dossiers[receipt.code]
    assert (held["MaTTHC"], held["KenhThucHien"], held["TrangThaiHoSo"]) == ("1.001193", "1", "4")
    assert held["NgayTiepNhan"] == "20261120090000"
    assert held["NgayHenTra"] == fields.clock(receipt.due_at)
    assert held["TrichYeuHoSo"] == "Đăng ký khai sinh cho con"
    assert all(isinstance(value, str | list) for value in held.values())
    progress = server.held.progress[receipt.code]
    assert [one["TrangThai"] for one in progress] == ["4", "4"]
    assert (progress[1]["NguoiXuLy"], progress[1]["ChucDanh"]) == ("Đoàn Thùy Thảo", "Công chức xử lý hồ sơ")
    assert server.held.faults == []


def test_who_asks_is_corrected_there_too(province, server):
    receipt = went_their_way()
    assert send(the_portal(), DAY_AFTER).accepted == 4
    correction = Correction(name="Trần Thị Hòa", phone="0905123789")
    act("correct_applicant", receipt, correction=correction, reason="Nhập nhầm", at=DAY_AFTER)
    work_off_events()
    assert send(the_portal(), DAY_AFTER).accepted == 2
    held = server.held.dossiers[receipt.code]
    assert (held["ChuHoSo"], held["SoDienThoai"], held["TrangThaiHoSo"]) == (
        "Trần Thị Hòa",
        "0905123789",
        "4",
    )


@pytest.mark.parametrize("behaviour", [
    Behaviour.DOWN, Behaviour.ERROR, Behaviour.BUSY, Behaviour.LOST, Behaviour.NOT_JSON, Behaviour.SLOW,
])  # fmt: skip
def test_however_it_fails_everything_has_its_effect_once_and_in_order(
    province, server, monkeypatch, behaviour
):
    monkeypatch.setattr(adapter.wire.Wire.__init__, "__kwdefaults__", {"pinned": None, "timeout_s": 0.1})
    monkeypatch.setattr(adapter.Session.__init__, "__kwdefaults__", {"timeout_s": 0.1})
    receipt = went_their_way()
    server.behaves = behaviour
    at = DAY_AFTER
    for _ in range(3):
        assert send(the_portal(), at).is_away
        at = the_portal().next_at
    if behaviour is Behaviour.BUSY:
        assert the_portal().next_at >= at
        assert "429" in the_portal().last_error
    server.behaves = Behaviour.GOOD
    monkeypatch.setattr(adapter.Session.__init__, "__kwdefaults__", {"timeout_s": 5.0})
    send(the_portal(), at + timedelta(minutes=10))
    effects = server.held.effects
    assert len(effects) == len({id_ for id_, *_ in effects}) == 4
    assert [status for *_, status in effects] == ["2", "4", "4", "4"]
    assert server.held.faults == []
    assert server.held.dossiers[receipt.code]["TrangThaiHoSo"] == "4"


def test_a_dossier_that_it_refuses_says_why(province, server):
    receipt = went_their_way()
    server.refused = {receipt.code}
    done = send(the_portal(), DAY_AFTER)
    assert (done.accepted, done.rejected, done.is_away) == (0, 1, False)


def test_a_wrong_secret_is_told_to_the_operator_and_loses_nothing(province, server, monkeypatch):
    went_their_way()
    monkeypatch.setenv("THONGSUOT_PORTAL_SECRET", "wrong")
    assert send(the_portal(), DAY_AFTER).is_away
    assert the_portal().last_error == "Cổng không nhận mã truy cập của tỉnh"


def test_the_portal_is_asked_what_it_knows(server):
    server.held.dossiers["H1"] = {"MaHoSo": "H1", "TrangThaiHoSo": "4", "NgayNopHoSo": "20261120090000"}
    server.held.dossiers["H2"] = {"MaHoSo": "H2", "TrangThaiHoSo": "x", "NgayNopHoSo": "20261101090000"}
    portal = national_portal.Portal()
    found = portal.statuses(NOW.date(), NOW.date())
    assert found == [ports.Theirs("H1", 4, NOW.date())]
    server.behaves = Behaviour.NOT_JSON
    with pytest.raises(ports.Unreachable):
        portal.statuses(NOW.date(), NOW.date())


def test_the_configuration_is_all_or_nothing(monkeypatch):
    monkeypatch.setenv("THONGSUOT_PORTAL_URL", "https://x.vn")
    for name in ("CLIENT", "SECRET"):
        monkeypatch.delenv(f"THONGSUOT_PORTAL_{name}", raising=False)
    assert national_portal.check_config() == ("THONGSUOT_PORTAL_CLIENT", "THONGSUOT_PORTAL_SECRET")
    assert not national_portal.Portal().is_configured()
