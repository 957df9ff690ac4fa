"""Between provinces and back: what the other one asks for is handed in here, papers come back and are handed out."""

from contextlib import suppress
from datetime import timedelta
from itertools import count
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from tests.people import THERE, centre, committee, who

from thongsuot.edges.exchange.tests.provinces import connected, exchanged, filed
from thongsuot.edges.exchange.tests.test_province import Killed, act, decided, now, ours, theirs, today
from thongsuot.kernel.actor import SYSTEM, Actor, Kind
from thongsuot.kernel.errors import Forbidden, NotFound, Refused
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.files import keeping
from thongsuot.plumbing.files.tests import made
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.relays import queries, services
from thongsuot.work.relays.rules import PaperHanded
from thongsuot.work.sync.tests.scene import COUNTER

pytestmark = pytest.mark.usefixtures("province")
STRANGER = "motcua.phubai"


@pytest.fixture(autouse=True)
def _place(tmp_path, monkeypatch):
    monkeypatch.setenv("THONGSUOT_FILES", str(tmp_path))
    monkeypatch.setenv("THONGSUOT_CLAMD", str(tmp_path / "nobody"))


@pytest.fixture
def air(monkeypatch):
    return connected(monkeypatch)


def counter():
    return {"actor": who(COUNTER, today()), "now": now(), "agency_id": centre(day=today())}


def asked_for_more():
    relay = filed()
    exchanged()
    id_ = theirs(relay).dossier_id
    act("forward", id_, COUNTER, centre(day=today()))
    act("take", id_)
    act("ask_for_more", id_, wanted=("Giấy chứng sinh",), reason="Bản quét mờ")
    exchanged()
    return relay


def test_a_relay_goes_on_with_the_successor_of_its_counter_and_comes_back(air):
    relay, old = asked_for_more(), centre(day=today())
    sql = """insert into dossier_redirect (old_agency_id, new_agency_id, territory_id, ref, ground)
      values (%s, %s, null, 'r1', '')"""
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(sql, [old, centre(THERE, day=today())])
    run = {"actor": SYSTEM, "now": now(), "ref": "r1"}
    assert (services.follow(**run), services.follow(**run)) == (2, 0)  # at both ends, which here are one
    assert queries.relay(viewer=who(COUNTER, today()), relay_id=relay.id) is None
    heir = {"actor": who(STRANGER, today()), "agency_id": centre(THERE, day=today())}
    hand_in(relay, **heir)
    assert (services.follow(**run, back=True), services.follow(**run, back=True)) == (2, 0)
    assert queries.relay(viewer=who(COUNTER, today()), relay_id=relay.id).agency_id == old


def handed(originals=1):
    papers = [PaperHanded("Giấy chứng sinh", None, "", originals, 1)]
    return papers, [services.Scan("Giấy chứng sinh", None, "", [keeping.examine("lai.pdf", made.pdf(4))])]


def hand_in(relay, **more):
    papers, scans = handed()
    return services.supplement(relay_id=relay.id, **{**counter(), "papers": papers, "scans": scans, **more})


def test_what_was_asked_for_is_handed_in_here_and_goes_on_there_with_its_scan(air):
    relay = asked_for_more()
    told = ours(relay)
    assert (told.their_state, told.story[-1]["wanted"]) == ("waiting", ["Giấy chứng sinh"])
    before = len(dossiers.files_of(viewer=SYSTEM, dossier_id=theirs(relay).dossier_id))
    assert hand_in(relay) == 1
    with pytest.raises(Refused) as again:
        hand_in(relay)
    assert [p.code for p in again.value.problems] == ["supplement_sent"]
    exchanged()
    there = dossiers.dossier(viewer=SYSTEM, dossier_id=theirs(relay).dossier_id)
    assert there.state == "processing"
    files = dossiers.files_of(viewer=SYSTEM, dossier_id=there.id)
    assert (len(files), files[-1].title) == (before + 1, "Giấy chứng sinh")
    assert [one["state"] for one in ours(relay).supplements] == ["taken"]
    exchanged()  # the step that it made there was later than the clock of the round before
    assert ours(relay).their_state == "processing"
    with pytest.raises(Refused):
        hand_in(relay)


def followed(relay):
    """A browser that gave the relay's code and the last digits of the telephone."""
    client = Client()
    assert client.post("/ho-so/", {"ma": relay.code, "so": "3456"}).status_code == 302
    return client


def test_the_applicant_sends_what_was_asked_for_by_the_page_that_follows_it(air):
    relay = asked_for_more()
    page = f"/ho-so-lien-tinh/{relay.code}/"
    stranger = Client().post(f"{page}bo-sung/", {"go": "send"})
    assert (stranger.status_code, stranger["Location"]) == (302, f"/ho-so/?ma={relay.code}")
    client = followed(relay)
    assert f"{page}bo-sung/" in client.get(page).content.decode()
    nothing = client.post(f"{page}bo-sung/", {"go": "send"})
    assert nothing.status_code == 422
    assert "Chưa có tệp của “Giấy chứng sinh”" in nothing.content.decode()
    hostile = {"go": "send", "f_0": SimpleUploadedFile("x.pdf", b"MZ")}
    assert client.post(f"{page}bo-sung/", hostile).status_code == 422
    assert ours(relay).supplements == []
    pictures = [SimpleUploadedFile(f"{n}.jpg", made.picture()) for n in range(2)]
    sent = client.post(f"{page}bo-sung/", {"go": "send", "f_0": pictures})
    assert (sent.status_code, sent["Location"]) == (302, page)
    (one,) = ours(relay).supplements
    assert (one["by"], one["papers"][0]["files"], len(one["files"])) == ("applicant", 1, 1)
    assert "đã được gửi sang tỉnh nhận" in client.get(page).content.decode()
    assert client.get(f"{page}bo-sung/")["Location"] == page  # once
    exchanged()
    assert ours(relay).supplements[0]["state"] == "taken"


def test_who_holds_one_code_sends_nothing_for_another(air):
    relay = asked_for_more()
    for id_ in (None, str(uuid4())):
        with pytest.raises((Forbidden, NotFound)):
            services.send_more(
                actor=Actor(Kind.TRACKER if id_ else Kind.CITIZEN, dossier_id=id_), now=now(), relay_id=relay.id,
                papers=(), scans=(),
            )  # fmt: skip


def test_a_supplement_that_is_not_taken_comes_back_with_the_reasons_and_can_be_handed_in_again(air):
    relay = asked_for_more()
    act("withdraw", theirs(relay).dossier_id, COUNTER, centre(day=today()), reason="Nộp lại sau")
    hand_in(relay)
    exchanged()
    (one,) = ours(relay).supplements
    assert one["state"] == "refused"
    assert one["problems"]
    with pytest.raises(Refused) as over:
        hand_in(relay)
    assert {p.code for p in over.value.problems} == {"nothing_asked"}


def test_however_the_way_fails_a_supplement_has_its_effect_once(air):
    relay = asked_for_more()
    hand_in(relay)
    at, deaths = now(), count()

    def down():
        raise ConnectionRefusedError

    air.fails = down
    exchanged(at)
    air.fails = lambda: None

    def die():
        if next(deaths) % 2 == 0:
            raise (Killed if next(deaths) % 4 else TimeoutError)

    air.after = die
    for _ in range(12):
        with suppress(Killed):
            exchanged(at)
        at += timedelta(minutes=3)
    air.after = lambda: None
    exchanged(at)
    steps = dossiers.steps_of(viewer=SYSTEM, dossier_id=theirs(relay).dossier_id)
    assert [one.act for one in steps].count("supplement") == 1
    files = dossiers.files_of(viewer=SYSTEM, dossier_id=theirs(relay).dossier_id)
    assert [one.title for one in files].count("Giấy chứng sinh") == 1
    assert [one["state"] for one in ours(relay).supplements] == ["taken"]


def test_originals_go_there_and_come_back_with_the_result_on_paper(air):
    relay = asked_for_more()
    expected = now() + timedelta(days=2)
    originals = sum(one["originals"] for one in relay.filing["papers"])
    first = services.send_originals(**counter(), relay_id=relay.id, carrier="Bưu điện", expected_at=expected)
    with pytest.raises(Refused):
        services.send_originals(**counter(), relay_id=relay.id, carrier="Bưu điện", expected_at=expected)
    hand_in(relay)
    exchanged()
    services.record_arrival(**counter(), relay_id=theirs(relay).id, is_whole=True)
    exchanged()
    second = services.send_originals(**counter(), relay_id=relay.id, carrier="Bưu điện", expected_at=expected)
    exchanged()
    there = theirs(relay)
    assert first != second == there.bag["slip"]
    assert queries.by_slip(viewer=who(COUNTER, today()), slip=second) is not None
    services.record_arrival(**counter(), relay_id=there.id, is_whole=True)
    back = {"result": "Giấy khai sinh, 2 bản", "originals": originals + 1, "carrier": "Bưu điện"}
    with pytest.raises(Refused) as early:
        services.send_back(**counter(), relay_id=there.id, **back, expected_at=expected)
    assert {p.code for p in early.value.problems} == {"no_result_yet", "not_over_yet"}
    decide(there.dossier_id)
    with pytest.raises(Refused) as many:
        services.send_back(**counter(), relay_id=there.id, **{**back, "originals": 99}, expected_at=expected)
    assert [p.code for p in many.value.problems] == ["too_many_originals"]
    slip = services.send_back(**counter(), relay_id=there.id, **back, expected_at=expected)
    exchanged()
    assert (ours(relay).back["slip"], ours(relay).back["result"]) == (slip, "Giấy khai sinh, 2 bản")
    services.record_arrival(**counter(), relay_id=relay.id, is_whole=False, note_="Ướt một tờ")
    exchanged()
    assert (theirs(relay).back["state"], theirs(relay).back["note"]) == ("missing", "Ướt một tờ")
    services.hand_out(**counter(), relay_id=relay.id, received_by="Bà Hòa", paper="Giấy khai sinh, 2 bản")


def decide(dossier_id):
    """On from where the supplement left it."""
    act("decide", dossier_id, "lanhdao.thuanhoa", result="Giấy khai sinh số 12")
    act("forward", dossier_id, "lanhdao.thuanhoa", to_agency_id=centre(day=today()))
    act("return_result", dossier_id, COUNTER, centre(day=today()), received_by="Tỉnh bạn")
    exchanged()


def test_a_strange_officer_hands_in_and_sends_back_nothing(air):
    relay = filed()
    exchanged()
    decided(theirs(relay).dossier_id)
    stranger, there = who(STRANGER, today()), centre("19960", today())
    papers, scans = handed()
    given = {"actor": stranger, "now": now()}
    back = {"relay_id": theirs(relay).id, "result": "x", "originals": 0, "carrier": "x", "expected_at": None}
    for agency_id in (centre(day=today()), there, committee(day=today())):
        with pytest.raises((Forbidden, NotFound)):
            services.supplement(**given, agency_id=agency_id, relay_id=relay.id, papers=papers, scans=scans)
        with pytest.raises((Forbidden, NotFound)):
            services.send_back(**given, agency_id=agency_id, **back)
    assert queries.by_slip(viewer=stranger, slip="") is None
