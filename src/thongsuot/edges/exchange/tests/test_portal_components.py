"""What the portal is told of papers, people and hand-outs: what the platform knows, and nothing where it knows nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.people import BIRTH, HERE, NOW, TODAY, centre, filing, who

from thongsuot.edges.exchange.national_portal import fields, simulator
from thongsuot.edges.exchange.national_portal.simulator import Behaviour
from thongsuot.edges.exchange.tests import test_portal_files as files
from thongsuot.edges.exchange.tests.test_national_portal import server
from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.files import keeping
from thongsuot.plumbing.files.tests import made
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services as verbs
from thongsuot.work.dossiers.rules import PaperGiven
from thongsuot.work.dossiers.rules.files import FileKind
from thongsuot.work.sync import services
from thongsuot.work.sync.tests.scene import COUNTER, act, received, send, the_portal, work_off_events

pytestmark = pytest.mark.usefixtures("province")
__all__ = ["server"]
DAY_AFTER = NOW + timedelta(days=1)


@pytest.fixture(autouse=True)
def _place(tmp_path, monkeypatch):
    monkeypatch.setenv("THONGSUOT_FILES", str(tmp_path))
    monkeypatch.setenv("THONGSUOT_CLAMD", str(tmp_path / "nobody"))


def wanted():
    """A paper of the birth registration that has a code in the national catalogue, and the case it stands under."""
    version = catalogue.version_on(code=BIRTH, day=TODAY)
    case = version.cases[0] if version.cases else ""
    return next(one for one in version.papers_of(case) if one.code), case


def told(server, receipt, at=DAY_AFTER):
    work_off_events()
    send(the_portal(), at)
    assert server.held.faults == []
    return server.held.dossiers[receipt.code]


def went_on(receipt):
    act("forward", receipt, COUNTER, at=NOW + timedelta(hours=1), agency=centre())


FLAGS = ("MaThanhPhanHoSo", "DuocSoHoa", "DuocTaiSuDung", "DuocLayTuKhoDMQG", "MaKetQuaThayThe")


def flags(record):
    return [tuple(one[name] for name in FLAGS) for one in record["TaiLieuNop"]]


def test_papers_have_the_code_of_their_component_and_files_stand_beside_them(server):
    paper, case = wanted()
    papers = (PaperGiven(paper.name, paper.id, copies=1), PaperGiven("Giấy khác", copies=1))
    receipt = received(papers=papers, case=case)
    assert flags(told(server, receipt)) == [(paper.code, "0", "0", "0", ""), ("", "0", "0", "0", "")]
    verbs.attach(
        actor=who(COUNTER), now=NOW, agency_id=centre(), dossier_id=receipt.id,
        paper=verbs.Paper(paper.name, paper.id), kind=FileKind.COPY, files=[keeping.examine("a.pdf", made.pdf(1))],
    )  # fmt: skip
    went_on(receipt)
    record = told(server, receipt)
    assert flags(record) == [(paper.code, "1", "0", "0", ""), ("", "0", "0", "0", "")]
    assert [one["TenTepDinhKem"] for one in record["TaiLieuNop"]] == ["a.pdf", "Giấy khác"]
    assert record["HoSoCoThanhPhanSoHoa"] == "1"
    ((id_, upload),) = server.held.uploads.items()
    assert (upload["TenTepTin"], record["TaiLieuNop"][1]["DuongDanTaiTepTin"]) == ("a.pdf", "")
    (first, _) = record["TaiLieuNop"]
    assert (first["TepDinhKemId"], first["DuongDanTaiTepTin"]) == (id_, f"/ket-qua/{id_}")


def with_scans(*given):
    receipt = received()
    for name, data in given:
        verbs.attach(
            actor=who(COUNTER), now=NOW, agency_id=centre(), dossier_id=receipt.id, paper=verbs.Paper(name),
            kind=FileKind.COPY, files=[keeping.examine(f"{name}.pdf", data)],
        )  # fmt: skip
    work_off_events()
    return receipt


@pytest.mark.parametrize("behaviour", [Behaviour.DOWN, Behaviour.LOST, Behaviour.NOT_JSON, Behaviour.EXPIRES])
def test_a_scan_is_brought_once_and_before_the_dossier_that_names_it(server, behaviour):
    receipt = with_scans(("một", made.pdf(1)), ("hai", made.pdf(2)))
    server.behaves = lambda service: behaviour if service == simulator.UPLOAD else Behaviour.GOOD
    at = DAY_AFTER
    for _ in range(3):
        send(the_portal(), at)
        at += timedelta(minutes=10)
    server.behaves = Behaviour.GOOD
    send(the_portal(), at)
    assert len(server.held.uploads) == 2
    named = [one["TepDinhKemId"] for one in server.held.dossiers[receipt.code]["TaiLieuNop"]]
    assert sorted(named) == sorted(server.held.uploads)


def test_a_scan_that_cannot_go_is_left_out_and_one_that_was_lost_is_brought_again(server):
    receipt = with_scans(("một", made.pdf(1)), ("hai", made.pdf(2)))
    first, _ = dossiers.files_of(viewer=SYSTEM, dossier_id=receipt.id)
    keeping.store.chosen().remove(keeping.store.content_key(first.sha256))
    server.behaves = lambda service: Behaviour.FORGETS if service == simulator.UPLOAD else Behaviour.GOOD
    assert send(the_portal(), DAY_AFTER).rejected == 1
    server.behaves = Behaviour.GOOD
    assert send(the_portal(), DAY_AFTER + timedelta(days=1)).rejected == 0
    listed = server.held.dossiers[receipt.code]["TaiLieuNop"]
    assert [bool(one["DuongDanTaiTepTin"]) for one in listed] == [False, True]
    assert list(server.held.uploads) == [listed[1]["TepDinhKemId"]]


def test_a_result_used_again_is_told_as_reused_under_the_code_of_the_result_that_it_is(server):
    files.with_result()
    receipt = received()
    asked = {"actor": who(COUNTER), "now": NOW, "agency_id": centre(), "dossier_id": receipt.id}
    (item,) = verbs.open_store(**asked, consent=True)
    verbs.reuse(**asked, item_ids=[item.id], consent=True)
    went_on(receipt)
    codes = {one.code for one in catalogue.version_on(code=BIRTH, day=TODAY).results if one.code}
    code = codes.pop() if len(codes) == 1 else ""
    assert flags(told(server, receipt)) == [("", "1", "1", "0", code)]
    (found,) = dossiers.files_of(viewer=SYSTEM, dossier_id=receipt.id)
    assert list(dossiers.reused_results(viewer=who(COUNTER), dossier_id=receipt.id)) == [found.id]
    assert dossiers.reused_results(viewer=who("motcua.phubai"), dossier_id=receipt.id) == {}


def test_what_the_portal_took_out_of_its_own_store_is_told_back_so(server):
    with seeing(SYSTEM):
        services.portal_receiver(authority_id=units.home_authority(), now=NOW)
    paper, _ = wanted()
    element = server.put_file("giay.pdf", made.pdf(1), paper_code=paper.code)
    record = files.filed(server, {**element, "DuocLayTuKhoDMQG": "1", "MaKetQuaThayThe": "KQ.01"})
    services.fetch_all_files(now=NOW)
    act("forward", record, COUNTER, at=NOW + timedelta(hours=1), agency=record.received_agency_id)
    work_off_events()
    send(the_portal(), DAY_AFTER)
    told_back = server.held.dossiers[files.CODE]["TaiLieuNop"]
    (one,) = [one for one in told_back if one["DuongDanTaiTepTin"]]
    assert one["DuongDanTaiTepTin"] == element["DuongDanTaiTepTin"]
    assert flags({"TaiLieuNop": [one]}) == [(paper.code, "1", "0", "1", "KQ.01")]
    assert {one["DuocLayTuKhoDMQG"] for one in told_back if not one["DuongDanTaiTepTin"]} <= {"0"}


def test_who_asked_for_more_who_took_it_in_and_who_received_the_result_are_named(server):
    receipt = received()
    went_on(receipt)
    act("take", receipt, at=NOW + timedelta(hours=2))
    act("ask_for_more", receipt, wanted=("Giấy chứng sinh",), reason="Thiếu", at=NOW + timedelta(hours=3))
    (asked,) = told(server, receipt)["DanhSachHoSoBoSung"]
    assert (asked["NguoiYeuCauBoSung"], asked["NguoiTiepNhanBoSung"]) == ("Đoàn Thùy Thảo", "")
    act("supplement", receipt, COUNTER, papers=(), agency=centre(), at=NOW + timedelta(hours=4))
    record = told(server, receipt)
    (asked,) = record["DanhSachHoSoBoSung"]
    assert asked["NguoiTiepNhanBoSung"] not in ("", "Đoàn Thùy Thảo")
    assert record["ThongTinTra"] == ""
    assert told(server, files.with_result())["ThongTinTra"] == "Bà Xa"


PERSONS, FIRMS = ("Công dân Việt Nam", "Cán bộ, công chức, viên chức"), ("Doanh nghiệp", "Hợp tác xã")


@pytest.mark.parametrize(
    ("name", "citizen_id", "subjects", "kind"),
    [
        ("Trần Thị Xa", "046198000123", (*PERSONS, *FIRMS), "0"),
        ("Trần Thị Xa", "", PERSONS, "0"),
        ("Trần Thị Xa", "", (*PERSONS, *FIRMS), ""),
        ("Trần Thị Xa", "", (), ""),
        ("Trần Thị Xa", "046198000123", FIRMS, "1"),
        ("CÔNG TY TNHH Một Thành Viên", "046198000123", PERSONS, "1"),
        ("Hộ kinh doanh Cô Ba", "", (*PERSONS, *FIRMS), "2"),
        ("Công Tyna", "046198000123", (*PERSONS, *FIRMS), "0"),
    ],
)
def test_who_asks_is_a_person_or_a_firm_by_what_was_written_down(name, citizen_id, subjects, kind):
    receipt = received(applicant=replace(filing(HERE).applicant, citizen_id=""))
    record = dossiers.dossier(viewer=SYSTEM, dossier_id=receipt.id)
    record = replace(record, applicant_name=name, citizen_id=citizen_id)
    assert fields.applicant_kind(record, subjects) == kind
