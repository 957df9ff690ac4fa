"""A portal that forgets, meddles, shuffles, lets tokens run out: nothing is lost, and comparing the two sides finds it."""

from datetime import timedelta

import pytest
from tests.people import NOW, TODAY, centre

from thongsuot.edges.exchange.national_portal import simulator
from thongsuot.edges.exchange.national_portal.simulator import Behaviour
from thongsuot.edges.exchange.tests import test_portal_files as files
from thongsuot.edges.exchange.tests.test_national_portal import server, went_their_way
from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Refused
from thongsuot.registers.units import queries as units
from thongsuot.work.sync import queries, services
from thongsuot.work.sync.tests.scene import COUNTER, act, received, send, the_portal, work_off_events

pytestmark = pytest.mark.usefixtures("province")
__all__ = ["server"]
DAY_AFTER = NOW + timedelta(days=1)


def compared():
    """Kinds of what the two sides differ in, by code, after comparing them."""
    days = {"from_day": TODAY, "to_day": TODAY}
    services.reconcile(
        actor=SYSTEM, now=DAY_AFTER, agency_id=None, authority_id=home(), **days, theirs=services.ask(**days)
    )
    return {one.code: one.kind.value for one in found()}


def found():
    kept = queries.compared(viewer=SYSTEM, authority_id=home())
    return kept.differences if kept else None


def home():
    return units.home_authority()


def told_again(at=DAY_AFTER):
    """What a person does about what differs: one click."""
    codes = queries.differing_codes(viewer=SYSTEM, authority_id=home())
    services.tell_again(actor=SYSTEM, now=at, agency_id=None, authority_id=home(), codes=codes)
    return send(the_portal(), at)


def test_a_token_that_runs_out_is_asked_for_anew_and_nothing_is_told_twice(server):
    for _ in range(3):
        went_their_way()
    server.behaves = Behaviour.EXPIRES
    assert send(the_portal(), DAY_AFTER).accepted == 12
    assert server.logins == 4
    assert len({id_ for id_, *_ in server.held.effects}) == len(server.held.effects) == 12
    assert server.held.faults == []
    assert compared() == {}


def test_tokens_that_are_never_good_end_the_round_and_lose_nothing(server, monkeypatch):
    monkeypatch.setattr(simulator, "TOKEN_CALLS", 0)
    went_their_way()
    server.behaves = Behaviour.EXPIRES
    assert send(the_portal(), DAY_AFTER).is_away
    assert (server.logins, server.held.effects) == (2, [])
    with pytest.raises(Refused):
        compared()
    server.behaves = Behaviour.GOOD
    assert send(the_portal(), the_portal().next_at).accepted == 4


def test_what_it_took_and_forgot_is_found_missing_and_told_again(server):
    receipt, kept = went_their_way(), received()
    server.behaves = Behaviour.FORGETS
    assert send(the_portal(), DAY_AFTER).accepted == 4
    work_off_events()
    server.behaves = Behaviour.GOOD
    send(the_portal(), DAY_AFTER)
    assert compared() == {receipt.code: "missing_there"}
    told_again()
    assert compared() == {}
    held = server.held.dossiers
    assert (held[receipt.code]["TrangThaiHoSo"], held[kept.code]["TrangThaiHoSo"]) == ("4", "2")
    assert server.held.faults == []


def test_a_step_that_it_took_and_forgot_differs_until_it_is_told_again(server):
    receipt = received()
    work_off_events()
    send(the_portal(), DAY_AFTER)
    act("forward", receipt, COUNTER, at=NOW + timedelta(hours=1), agency=centre())
    work_off_events()
    server.behaves = Behaviour.FORGETS
    send(the_portal(), DAY_AFTER)
    server.behaves = Behaviour.GOOD
    assert compared() == {receipt.code: "differs"}
    told_again()
    assert (compared(), server.held.dossiers[receipt.code]["TrangThaiHoSo"]) == ({}, "4")


def test_a_status_that_it_changes_by_itself_is_found_and_put_right(server):
    receipt = went_their_way()
    server.behaves = Behaviour.MEDDLES
    send(the_portal(), DAY_AFTER)
    assert compared() == {receipt.code: "differs"}
    assert [(one.ours, one.theirs) for one in found()] == [(4, 8)]
    server.behaves = Behaviour.GOOD
    told_again()
    assert (compared(), server.held.faults) == ({}, [])


@pytest.mark.parametrize("behaviour", [Behaviour.TWICE, Behaviour.SHUFFLED])
def test_a_list_given_twice_or_in_disorder_over_several_pages_is_the_same_list(
    server, monkeypatch, behaviour
):
    monkeypatch.setattr(simulator, "PAGE", 2)
    for _ in range(5):
        received()
    work_off_events()
    send(the_portal(), DAY_AFTER)
    server.behaves = behaviour
    assert compared() == {}
    kept = queries.compared(viewer=SYSTEM, authority_id=home())
    assert [(one.ours, one.theirs) for one in kept.tallies] == [(5, 5)]


def test_who_is_left_out_of_a_list_is_told_again_without_harm(server):
    codes = sorted(received().code for _ in range(4))
    work_off_events()
    send(the_portal(), DAY_AFTER)
    before = {code: dict(one) for code, one in server.held.dossiers.items()}
    server.behaves = lambda service: Behaviour.PARTIAL if service == simulator.SEARCH else Behaviour.GOOD
    assert compared() == {codes[1]: "missing_there", codes[3]: "missing_there"}
    told_again()
    server.behaves = Behaviour.GOOD
    assert (compared(), server.held.dossiers) == ({}, before)


MORE = {"error_code": "00", "ConNua": "1"}
HALVES = {
    "it says that there is more and gives nothing": MORE | {"data": []},
    "it gives the same page for ever": MORE | {"data": [{"MaHoSo": "H1", "TrangThaiHoSo": "2"}]},
    "an entry has no code": {"error_code": "00", "data": [{"TrangThaiHoSo": "2"}]},
    "an entry is none": {"error_code": "00", "data": ["H1"]},
    "there is no list": {"error_code": "00"},
}


@pytest.mark.parametrize("answer", HALVES.values(), ids=HALVES)
def test_half_a_list_is_no_comparison(server, monkeypatch, answer):
    went_their_way()
    send(the_portal(), DAY_AFTER)
    assert compared() == {}
    monkeypatch.setattr(server, "search", lambda *_: dict(answer))
    with pytest.raises(Refused) as refused:
        compared()
    assert refused.value.problems[0].code == "portal_away"
    assert found() == ()  # the comparison before it stands


@pytest.mark.parametrize("behaviour", [Behaviour.CUT, Behaviour.NOT_JSON, Behaviour.DOWN, Behaviour.ERROR])
def test_an_answer_that_breaks_off_is_no_comparison_and_what_it_answered_is_sent_again(server, behaviour):
    went_their_way()
    server.behaves = behaviour
    with pytest.raises(Refused):
        compared()
    assert found() is None
    assert send(the_portal(), DAY_AFTER).is_away
    server.behaves = Behaviour.GOOD
    send(the_portal(), the_portal().next_at)
    assert len({id_ for id_, *_ in server.held.effects}) == len(server.held.effects) == 4
    assert compared() == {}


def test_a_filing_that_it_never_gave_is_found_and_fetched_by_its_code(server):
    received()
    work_off_events()
    send(the_portal(), DAY_AFTER)
    other = "G22.99-20261120-0000002"
    server.put("ThanhToan", {"MaHoSo": "H-0", "MaGiaoDich": "GD0", "SoTien": "1"})
    server.behaves = Behaviour.PARTIAL  # every second thing it holds is left out, and never given again
    assert files.filed(server, NgayNopHoSo="20261120080000") is None
    server.behaves = Behaviour.GOOD
    services.fetch_all(now=NOW)
    assert files.the_dossier() is None
    assert compared() == {files.CODE: "missing_here"}
    codes = [one.code for one in queries.missing_here(viewer=SYSTEM, authority_id=home())]
    given = {"agency_id": None, "authority_id": home(), "codes": [*codes, other]}
    done = services.fetch_dossiers(actor=SYSTEM, now=NOW, **given, given=services.ask_for(codes=codes))
    assert (done.here, done.absent) == ((files.CODE,), (other,))
    work_off_events()
    send(the_portal(), DAY_AFTER)
    assert (compared(), server.held.faults) == ({}, [])


def test_a_file_of_a_result_that_it_took_and_forgot_is_brought_again(server, tmp_path, monkeypatch):
    monkeypatch.setenv("THONGSUOT_FILES", str(tmp_path))
    monkeypatch.setenv("THONGSUOT_CLAMD", str(tmp_path / "nobody"))
    receipt = files.with_result()
    server.behaves = lambda service: Behaviour.FORGETS if service == simulator.UPLOAD else Behaviour.GOOD
    assert send(the_portal(), DAY_AFTER).rejected == 1
    assert server.held.dossiers[receipt.code]["TrangThaiHoSo"] != "10"
    server.behaves = Behaviour.GOOD
    assert send(the_portal(), DAY_AFTER + timedelta(days=1)).rejected == 0
    ((id_, _),) = server.held.uploads.items()
    (result,) = server.held.dossiers[receipt.code]["DanhSachGiayToKetQua"]
    assert (result["GiayToId"], server.held.dossiers[receipt.code]["TrangThaiHoSo"]) == (id_, "10")
