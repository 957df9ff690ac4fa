"""Papers that the applicant has had before, used again while receiving: with consent, of the same person, by link."""

import re

import pytest
from django.db import connection
from tests.people import HERE, centre, who

from thongsuot.edges.desk.tests.people import COUNTER, STRANGER
from thongsuot.edges.desk.tests.test_intake import code_of, seen
from thongsuot.edges.desk.tests.test_intake_scans import bare, file, now, officer, wanted
from thongsuot.kernel.actor import ANONYMOUS, SYSTEM
from thongsuot.kernel.errors import Forbidden
from thongsuot.plumbing import access
from thongsuot.work.dossiers import queries
from thongsuot.work.filings import services
from thongsuot.work.filings.services import person_mark

pytestmark = pytest.mark.usefixtures("province")
NUMBER, OTHER = "046198000123", "046198000999"
LOOK = {"go": "store", "store_consent": "1", "once": "b" * 32}


def before() -> str:
    """A dossier of the applicant whose paper was scanned; its code."""
    return code_of(officer().post("/desk/receive/", bare(**{f"f_{wanted()}": file(name="cu.pdf")})))


def offered(page: str) -> list[tuple[str, str]]:
    return re.findall(r'name="r_([0-9a-z_]+)" value="([^"]+)"', page)


def test_with_consent_the_papers_that_fit_are_offered_and_one_is_used_by_link() -> None:
    code = before()
    page = officer().post("/desk/receive/", bare(**LOOK)).content.decode()
    assert code in page
    ((key, item),) = offered(page)
    assert key == str(wanted())
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select subject from journal_entry where verb = 'filings.open_papers'")
        assert [row[0] for row in cursor.fetchall()] == [person_mark(NUMBER)]
    chosen = {f"r_{key}": item, "store_consent": "1", "once": "c" * 32}
    refused = officer().post("/desk/receive/", bare(**chosen, name=""))
    assert refused.status_code == 422
    assert f'value="{item}" checked' in refused.content.decode()
    record = seen(code_of(officer().post("/desk/receive/", bare(**chosen))))
    (used,) = queries.files_of(viewer=SYSTEM, dossier_id=record.id)
    assert (used.source.value, used.wanted_id, used.file_name) == ("reused", wanted(), "cu.pdf")
    assert any(p.wanted_id == wanted() for p in queries.papers_of(viewer=SYSTEM, dossier_id=record.id))
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select count(distinct sha256), count(*) from dossier_file where file_name = 'cu.pdf'")
        assert cursor.fetchone() == (1, 2)


def test_without_consent_or_for_another_person_nothing_is_shown_or_used() -> None:
    before()
    page = officer().post("/desk/receive/", bare(**LOOK)).content.decode()
    ((key, item),) = offered(page)
    silent = officer().post("/desk/receive/", bare(**{**LOOK, "store_consent": ""})).content.decode()
    assert offered(silent) == []
    assert "đánh dấu khi họ đồng ý cho dùng lại" in silent
    other = officer().post("/desk/receive/", bare(**LOOK, citizen_id=OTHER)).content.decode()
    assert offered(other) == []
    assert "Không có giấy tờ nào của người nộp dùng lại được" in other
    chosen = {f"r_{key}": item, "once": "d" * 32}
    assert officer().post("/desk/receive/", bare(**chosen)).status_code == 422
    stolen = officer().post("/desk/receive/", bare(**chosen, store_consent="1", citizen_id=OTHER))
    assert stolen.status_code in (404, 422)


def test_nobody_looks_in_the_name_of_a_counter_that_is_not_his() -> None:
    before()
    asked = {"now": now(), "citizen_id": NUMBER, "consent": True, "agency_id": centre(HERE)}
    assert len(services.open_papers(actor=who(COUNTER), **asked)) == 1
    with pytest.raises(Forbidden):
        services.open_papers(actor=who(STRANGER), **asked)
    with pytest.raises(Forbidden):
        services.open_papers(actor=ANONYMOUS, **asked)
