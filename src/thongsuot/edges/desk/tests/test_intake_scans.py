"""Digitising while receiving, the point of service, and the commune by what people call it."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from tests.people import BIRTH, HERE, centre

from thongsuot.edges.desk.tests.people import COUNTER, browser
from thongsuot.edges.desk.tests.test_intake import answers, code_of, seen
from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing import access
from thongsuot.plumbing.files.tests import made
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.work.dossiers import queries

pytestmark = pytest.mark.usefixtures("province")


def now() -> datetime:
    return datetime.now(UTC)


def officer() -> Client:
    return browser(COUNTER, now())


def file(data: bytes = b"", name: str = "quet.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or made.pdf(1), "application/pdf")


def wanted() -> int:
    version = catalogue.version_on(code=BIRTH, day=now().date())
    assert version is not None
    return next(paper.id for paper in version.papers_of("") if paper.originals)


def bare(**changes: Any) -> dict[str, Any]:
    """A filing with none of its papers ticked."""
    return {key: value for key, value in answers(**changes).items() if not key.startswith("p_")}


def uploads() -> int:
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select count(*) from upload")
        return int(cursor.fetchone()[0])


def test_what_is_scanned_at_the_counter_is_in_the_dossier_and_counts_as_handed_in() -> None:
    paper = wanted()
    given = bare(
        **{f"f_{paper}": file(), f"k_{paper}": "copy", "f_khac": file(made.pdf(2)), "t_khac": "Giấy hẹn cũ"}
    )
    record = seen(code_of(officer().post("/desk/receive/", given)))
    files = queries.files_of(viewer=SYSTEM, dossier_id=record.id)
    assert sorted((one.kind.value, one.title == "Giấy hẹn cũ") for one in files) == [
        ("copy", False), ("original", True),
    ]  # fmt: skip
    papers = {p.name: (p.originals, p.copies) for p in queries.papers_of(viewer=SYSTEM, dossier_id=record.id)}
    assert papers["Giấy hẹn cũ"] == (1, 0)
    assert (0, 1) in papers.values()
    assert uploads() == 0


def test_a_refusal_keeps_the_files_and_the_next_try_uses_them() -> None:
    paper = wanted()
    client = officer()
    refused = client.post(
        "/desk/receive/", bare(**{f"f_{paper}": [file(), file(name="hai.pdf")], "name": ""})
    )
    page = refused.content.decode()
    assert refused.status_code == 422
    ids = re.findall(rf'name="u_{paper}" value="([^"]+)"', page)
    assert len(ids) == 2
    assert "hai.pdf" in page
    again = {f"u_{paper}": ids, "drop": ids[1], f"k_{paper}": "electronic", "once": "b" * 32}
    record = seen(code_of(client.post("/desk/receive/", bare(**again))))
    (kept,) = queries.files_of(viewer=SYSTEM, dossier_id=record.id)
    assert (kept.kind.value, kept.file_name) == ("electronic", "quet.pdf")


def test_pages_of_one_paper_become_one_pdf_when_asked() -> None:
    paper = wanted()
    sent = bare(**{f"f_{paper}": [file(made.picture(), "1.jpg"), file(made.picture(), "2.jpg")], "bind": "1"})
    record = seen(code_of(officer().post("/desk/receive/", sent)))
    (kept,) = queries.files_of(viewer=SYSTEM, dossier_id=record.id)
    assert (kept.pages, kept.media_type) == (2, "application/pdf")


def test_what_is_no_paper_is_refused_with_its_name_and_everything_typed_stays() -> None:
    paper = wanted()
    answer = officer().post("/desk/receive/", bare(**{f"f_{paper}": file(b"MZ\x90\x00", "virus.exe")}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "virus.exe" in page.split("data-errors")[1].split("</div>")[0]
    assert "Trần Thị Bưởi" in page
    nameless = officer().post("/desk/receive/", bare(f_khac=file()))
    assert nameless.status_code == 422
    assert "tên giấy tờ" in nameless.content.decode()


def test_the_dossier_knows_the_point_where_it_was_received() -> None:
    page = officer().get(f"/desk/receive/?procedure={BIRTH}").content.decode()
    point = re.search(
        r'name="point" value="(\d+)"|<select[^>]*name="point"[^>]*>\s*<option value="(\d+)"', page
    )
    assert point is not None, page[:4000]
    chosen = int(point[1] or point[2])
    record = seen(code_of(officer().post("/desk/receive/", answers(point=chosen))))
    assert record.received_point_id == chosen
    assert officer().post("/desk/receive/", answers(point=999999)).status_code == 422


@pytest.mark.parametrize("words", ["thuan hoa", "Phường Thuận Hóa", "THUẬN HÓA", HERE])
def test_a_commune_is_chosen_by_what_it_is_called(words: str) -> None:
    record = seen(code_of(officer().post("/desk/receive/", answers(territory_code=words))))
    assert record.received_agency_id == centre(day=now().date())


def test_several_communes_are_asked_about_and_none_is_said_so() -> None:
    page = officer().post("/desk/receive/", answers(territory_code="phu")).content.decode()
    assert 'name="settle"' in page
    assert "Nhiều xã, phường" in page
    assert 'href="#id_territory_code"' in page
    part = officer().get("/desk/receive/communes/", {"territory_code": "phu"}).content.decode()
    assert part.count('name="settle"') > 1
    chosen = officer().post("/desk/receive/", answers(territory_code="phu", settle=HERE)).content.decode()
    assert 'value="Phường Thuận Hóa"' in chosen
    assert "gọi là" in officer().post("/desk/receive/", answers(territory_code="zzz")).content.decode()


def test_a_paper_that_only_the_form_names_is_taken_at_the_counter_too() -> None:
    client = officer()
    page = client.get("/desk/receive/?procedure=1.000894").content.decode()
    assert "Giấy xác nhận tình trạng hôn nhân" in page
    assert "giấy có giá trị 6 tháng" in page
    key = "m_kh_tinh_trang"
    given = {**bare(procedure_code="1.000894"), f"f_{key}": file(), f"k_{key}": "original"}
    record = seen(code_of(client.post("/desk/receive/", given)))
    (kept,) = queries.files_of(viewer=SYSTEM, dossier_id=record.id)
    assert (kept.title, kept.kind.value) == ("Giấy xác nhận tình trạng hôn nhân", "original")
    papers = {p.name: p.originals for p in queries.papers_of(viewer=SYSTEM, dossier_id=record.id)}
    assert papers["Giấy xác nhận tình trạng hôn nhân"] == 1


def test_a_paper_is_digitised_only_from_what_its_form_takes() -> None:
    page = officer().get("/desk/receive/?procedure=2.000815").content.decode()
    assert "Bản chính giấy tờ, văn bản cần chứng thực bản sao" in page
    choice = page[page.index('<select id="k_') :]
    choice = choice[: choice.index("</select>")]
    assert 'value="original"' in choice
    assert 'value="electronic"' not in choice
