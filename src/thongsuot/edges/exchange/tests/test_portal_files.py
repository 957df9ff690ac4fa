"""Files of the portal, against a server on the other side that fails in every way: kept once, or with the reason why not."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.people import BIRTH, HERE, NOW, TODAY, centre, committee, who

from thongsuot.edges.exchange.national_portal import adapter, simulator
from thongsuot.edges.exchange.national_portal.simulator import Behaviour
from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Conflict, Forbidden, NotFound, Refused
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.files import keeping, limits
from thongsuot.plumbing.files.tests import made
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services as verbs
from thongsuot.work.dossiers.rules.files import FileKind, FileSource
from thongsuot.work.sync import queries, services
from thongsuot.work.sync.models import Arrival, PortalFile, Receiver
from thongsuot.work.sync.rules.attachments import FileState
from thongsuot.work.sync.tests.scene import COUNTER, HEAD, act, received, send, the_portal, work_off_events

pytestmark = pytest.mark.usefixtures("province")
CODE = "G22.99-20261120-0000001"
STRANGER = "motcua.phubai"
DAY_AFTER = NOW + timedelta(days=1)


@pytest.fixture(autouse=True)
def _place(tmp_path, monkeypatch):
    monkeypatch.setenv("THONGSUOT_FILES", str(tmp_path))
    monkeypatch.setenv("THONGSUOT_CLAMD", str(tmp_path / "nobody"))


@pytest.fixture
def server(monkeypatch) -> Iterator[simulator.Server]:
    found = simulator.Server(slow_s=0.3)
    monkeypatch.setenv("THONGSUOT_PORTAL_URL", found.url)
    monkeypatch.setenv("THONGSUOT_PORTAL_CLIENT", simulator.CLIENT)
    monkeypatch.setenv("THONGSUOT_PORTAL_SECRET", simulator.SECRET)
    monkeypatch.setattr(adapter.Session.__init__, "__kwdefaults__", {"timeout_s": 0.2})
    with seeing(SYSTEM):
        home = units.home_authority()
        Receiver.objects.create(kind="portal", authority_id=home, name="Cổng", since=NOW)
    thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield found
    found.shutdown()
    found.server_close()
    thread.join()


def filed(server, *files, **more):
    """A birth registration at the portal with these elements of `TaiLieuNop`, taken in here; its dossier."""
    version = catalogue.version_on(code=BIRTH, day=TODAY)
    papers = [{"TenTepDinhKem": p.name, "MaThanhPhanHoSo": p.code} for p in version.papers if p.required]
    body = {
        "MaHoSo": CODE, "MaTTHC": BIRTH, "ChuHoSo": "Trần Thị Xa", "SoDienThoai": "0905000111", "MaXa": HERE,
        "TruongHop": version.cases[0] if version.cases else "", "TaiLieuNop": [*papers, *files], **more,
    }  # fmt: skip
    server.put("HoSo", body)
    services.fetch_all(now=NOW)
    return the_dossier()


def the_dossier():
    home = units.home_authority()
    id_ = dossiers.id_by_external(viewer=SYSTEM, authority_id=home, external_code=CODE)
    return dossiers.dossier(viewer=SYSTEM, dossier_id=id_) if id_ else None


def kept(record):
    return dossiers.files_of(viewer=SYSTEM, dossier_id=record.id)


def open_(record, viewer=SYSTEM):
    return queries.files_from_portal(viewer=viewer, dossier_id=record.id)


def reason(record):
    (one,) = open_(record)
    return one.problems[0]["code"]


def test_a_file_stands_beside_the_paper_that_it_answers_as_the_applicant_sent_it(server):
    version = catalogue.version_on(code=BIRTH, day=TODAY)
    case = version.cases[0] if version.cases else ""
    paper = next(p for p in version.papers_of(case) if p.code)
    record = filed(server, server.put_file("giay.pdf", made.pdf(2), paper_code=paper.code))
    assert record is not None
    assert services.fetch_all_files(now=NOW) == 1
    (file,) = kept(record)
    assert (file.file_name, file.pages, file.source, file.kind) == (
        "giay.pdf", 2, FileSource.CITIZEN, FileKind.ELECTRONIC,
    )  # fmt: skip
    assert (file.wanted_id, file.title in paper.name) == (paper.id, True)
    assert keeping.read(file.sha256) == made.pdf(2)
    assert open_(record) == ()


@pytest.mark.parametrize(
    "behaviour",
    [
        Behaviour.DOWN,
        Behaviour.ERROR,
        Behaviour.BUSY,
        Behaviour.SLOW,
        Behaviour.CUT,
        Behaviour.MISSING,
        Behaviour.WRONG,
    ],
)
def test_however_the_portal_fails_a_file_is_asked_for_again_and_kept_once(server, behaviour):
    record = filed(
        server, server.put_file("giay.pdf", made.pdf(1)), server.put_file("anh.png", made.picture("PNG"))
    )
    server.behaves = lambda service: behaviour if service == simulator.FILES else Behaviour.GOOD
    at = NOW
    for _ in range(3):
        services.fetch_all_files(now=at)
        found = open_(record)
        assert [one.state for one in found] == [FileState.WAITING] * 2
        assert all(one.problems and one.next_at > at for one in found)
        at = max(one.next_at for one in found)
    assert kept(record) == ()
    server.behaves = Behaviour.GOOD
    assert services.fetch_all_files(now=at) == 2
    assert services.fetch_all_files(now=at) == 0
    assert len(kept(record)) == 2


def test_a_portal_that_is_away_for_days_is_waited_for_and_not_hammered(server):
    record = filed(server, *(server.put_file(f"{n}.pdf", made.pdf(n)) for n in range(1, 6)))
    asked = []

    def away(service):
        asked.append(service)
        return Behaviour.DOWN if service == simulator.FILES else Behaviour.GOOD

    server.behaves = away
    services.fetch_all_files(now=NOW)
    assert asked.count(simulator.FILES) == 3
    for hour in range(1, 72, 3):
        services.fetch_all_files(now=NOW + timedelta(hours=hour))
    assert {one.state for one in open_(record)} == {FileState.WAITING}
    server.behaves = Behaviour.GOOD
    assert services.fetch_all_files(now=NOW + timedelta(hours=74)) == 5


def test_what_is_never_given_is_told_after_an_hour_and_fetched_when_a_person_asks(server):
    record = filed(server, server.put_file("giay.pdf", made.pdf(1)))
    ((path, data),) = server.held.files.items()
    del server.held.files[path]
    at = NOW
    while open_(record)[0].state is FileState.WAITING:
        services.fetch_all_files(now=at)
        at += timedelta(minutes=30)
    assert timedelta(hours=1) <= at - NOW < timedelta(hours=5)
    assert reason(record) == "file_missing"
    server.held.files[path] = data
    services.fetch_all_files(now=at + timedelta(days=1))
    assert kept(record) == ()
    counter = {"actor": who(COUNTER), "now": NOW, "agency_id": centre()}
    (one,) = open_(record, who(COUNTER))
    assert services.fetch_again(**counter, file_ids=[one.id]) == 1
    assert services.fetch_file(file_id=one.id, now=NOW) is None
    assert len(kept(record)) == 1
    with pytest.raises(NotFound):
        services.fetch_again(**counter, file_ids=[one.id])


@pytest.mark.parametrize(
    ("data", "told", "code"),
    [
        (b"MZ\x90\x00 no paper", None, "file_kind"),
        (b"%PDF-1.7\nbroken", None, "file_broken"),
        (b"%PDF" + bytes(limits.FILE_MOST), None, "file_too_big"),
        (b"", None, "file_empty"),
        (made.pdf(1), "md5:abc", "hash_unknown"),
        (made.pdf(1), "0" * 64, "hash_differs"),
    ],
)
def test_what_may_not_be_kept_is_left_out_with_its_reason_and_the_dossier_stands(server, data, told, code):
    record = filed(
        server, server.put_file("giay.pdf", data, told=told), server.put_file("kia.pdf", made.pdf(3))
    )
    services.fetch_all_files(now=NOW)
    assert record is not None
    assert [one.file_name for one in kept(record)] == ["kia.pdf"]
    assert reason(record) == code
    (one,) = open_(record)
    assert (one.state is FileState.FAILED) == code.startswith("file_")


def test_its_token_goes_to_nobody_whom_a_message_names(server):
    elsewhere = simulator.Server()  # listens and would be asked, if anybody did
    away = {"TenTepDinhKem": "x.pdf", "DuongDanTaiTepTin": f"{elsewhere.url}/tep/1"}
    record = filed(server, away, {**away, "DuongDanTaiTepTin": "http://user@127.0.0.1/"})
    services.fetch_all_files(now=NOW)
    elsewhere.server_close()
    assert [one.problems[0]["code"] for one in open_(record)] == ["file_elsewhere"] * 2


def test_a_supplement_brings_files_and_the_same_address_twice_is_one_file(server):
    first = server.put_file("giay.pdf", made.pdf(1))
    record = filed(server, first, first)
    moved = type("R", (), {"id": record.id})
    act("forward", moved, COUNTER, agency=record.received_agency_id)
    act("take", moved)
    act("ask_for_more", moved, wanted=("Giấy chứng sinh",), reason="Thiếu")
    server.put("BoSung", {"MaHoSo": CODE, "TaiLieuNop": [first, server.put_file("them.pdf", made.pdf(2))]})
    services.fetch_all(now=NOW)
    services.fetch_all_files(now=NOW)
    assert [one.file_name for one in kept(record)] == ["giay.pdf", "them.pdf"]


class Killed(BaseException):
    """A worker that dies in the middle."""


def test_a_worker_killed_while_it_keeps_a_file_leaves_nothing_half_done(server, monkeypatch):
    record = filed(server, server.put_file("giay.pdf", made.pdf(1)))

    def die(*_, **__):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(PortalFile, "save", die)
        with pytest.raises(Killed):
            services.fetch_all_files(now=NOW)
    assert kept(record) == ()
    assert services.fetch_all_files(now=NOW) == 1
    assert len(kept(record)) == 1


def test_who_may_not_see_the_dossier_neither_sees_nor_settles_its_files(server):
    record = filed(server, server.put_file("giay.pdf", b"MZ"))
    services.fetch_all_files(now=NOW)
    (one,) = open_(record)
    stranger, there = who(STRANGER), centre("19960")
    assert open_(record, stranger) == ()
    given = {"actor": stranger, "now": NOW, "file_id": one.id, "reason": "x"}
    with pytest.raises(Forbidden):
        services.dismiss_file(**given, agency_id=centre())
    with pytest.raises(NotFound):
        services.dismiss_file(**given, agency_id=there)
    with pytest.raises(NotFound):
        services.fetch_again(actor=stranger, now=NOW, agency_id=there, file_ids=[one.id])
    counter = {"actor": who(COUNTER), "now": NOW, "agency_id": centre(), "file_id": one.id}
    with pytest.raises(Refused):
        services.dismiss_file(**counter, reason=" ")
    services.dismiss_file(**counter, reason="Người dân đã nộp bản giấy")
    with pytest.raises(Conflict):
        services.dismiss_file(**counter, reason="lần nữa")
    with seeing(SYSTEM):
        assert Arrival.objects.get().state == "done"


def with_result():
    receipt = received()
    act("forward", receipt, COUNTER, at=NOW + timedelta(hours=1), agency=centre())
    act("take", receipt, at=NOW + timedelta(hours=2))
    act("decide", receipt, HEAD, at=NOW + timedelta(hours=3), result="Giấy khai sinh số 12")
    verbs.attach(
        actor=who(HEAD), now=NOW + timedelta(hours=3), agency_id=committee(HERE), dossier_id=receipt.id,
        paper=verbs.Paper("Giấy khai sinh"), kind=FileKind.RESULT, files=[keeping.examine("ks.pdf", made.pdf(3))],
    )  # fmt: skip
    act("forward", receipt, HEAD, at=NOW + timedelta(hours=4), to_agency_id=centre())
    act("return_result", receipt, COUNTER, at=NOW + timedelta(hours=5), agency=centre(), received_by="Bà Xa")
    work_off_events()
    return receipt


@pytest.mark.parametrize("behaviour", [Behaviour.GOOD, Behaviour.DOWN, Behaviour.LOST, Behaviour.NOT_JSON])
def test_the_result_goes_out_once_and_before_the_final_status_names_it(server, behaviour):
    receipt = with_result()
    server.behaves = lambda service: behaviour if service == "UploadFile" else Behaviour.GOOD
    at = DAY_AFTER
    for _ in range(3):
        send(the_portal(), at)
        at += timedelta(minutes=10)
    server.behaves = Behaviour.GOOD
    send(the_portal(), at)
    record = server.held.dossiers[receipt.code]
    assert record["TrangThaiHoSo"] == "10"
    (result,) = record["DanhSachGiayToKetQua"]
    assert result["TenGiayTo"] == "Giấy khai sinh"
    ((id_, file),) = server.held.uploads.items()
    assert (result["GiayToId"], result["DuongDanTepTinKetQua"]) == (id_, f"/ket-qua/{id_}")
    assert file["HashTepTin"] == kept(receipt)[0].sha256
    assert server.held.faults == []


def test_a_result_that_may_not_be_opened_is_shown_to_a_person_and_not_left_out(server, monkeypatch):
    receipt = with_result()
    keeping.store.chosen().remove(keeping.store.content_key(kept(receipt)[0].sha256))
    done = send(the_portal(), DAY_AFTER)
    assert done.rejected == 1
    (blocked,) = queries.messages(viewer=SYSTEM, receiver_id=the_portal().pk, state="refused")
    assert "ks.pdf" in blocked.last_error
