"""An applicant filled in from the population data: with consent, journalled, marked, corrected with a reason."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from tests.people import BIRTH

from thongsuot.edges.desk.tests.people import COUNTER, STRANGER, browser
from thongsuot.edges.desk.tests.test_intake import answers, code_of, seen
from thongsuot.edges.exchange.population import simulator
from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing import access
from thongsuot.work.filings import rules
from thongsuot.work.filings.services import person_mark

NUMBER, NAME, ADDRESS = "046198000123", "Phạm Thu Hà", "123 đường Mô Phỏng"
PENSION = "1.014027"  # its form asks for the day of birth and the sex
WORDS = st.sampled_from(["", "Phạm Thu Hà", "phạm  thu hà ", "Phạm Thu Hà B", "Trần An"])


@pytest.fixture
def population(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The simulator, running."""
    with simulator.running() as url:
        monkeypatch.setenv("THONGSUOT_POPULATION_URL", url)
        monkeypatch.setenv("THONGSUOT_POPULATION_SECRET", simulator.SECRET)
        yield url


def post(**changes: Any) -> Any:
    return browser(COUNTER, datetime.now(UTC)).post("/desk/receive/", answers(**changes))


def looked_up(**changes: Any) -> str:
    given_ = {"name": "", "address": "", "consent": "1", "go": "population", **changes}
    page: str = post(**given_).content.decode()
    return page


def told(page: str) -> str:
    found = re.search(r'name="told" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def journal(verb: str) -> list[tuple[str, dict[str, Any]]]:
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select subject, detail from journal_entry where verb = %s order by id", [verb])
        rows = cursor.fetchall()
    import json

    return [(s, d if isinstance(d, dict) else json.loads(d)) for s, d in rows]


@given(WORDS, WORDS)
def test_only_what_was_told_and_says_otherwise_is_different(told_: str, given_: str) -> None:
    found = rules.different({"name": told_}, {"name": given_})
    same = " ".join(told_.split()).casefold() == " ".join(given_.split()).casefold()
    assert found == (() if not told_ or same else ("name",))
    assert bool(rules.difference_problems(found, "")) is bool(found)
    assert rules.difference_problems(found, "vừa đổi tên") == ()


def test_fields_are_filled_marked_and_the_question_is_journalled(province: None, population: str) -> None:
    page = looked_up()
    assert f'value="{NAME}"' in page
    assert f'value="{ADDRESS}"' in page
    assert page.count("Theo dữ liệu dân cư, tra lúc") == 2
    ((subject, detail),) = journal("filings.look_up")
    assert subject == person_mark(NUMBER)
    assert NUMBER not in subject + str(detail)
    kept = looked_up(name="Trần Thị Bưởi")
    assert 'value="Trần Thị Bưởi"' in kept
    assert f"Dữ liệu dân cư ghi: {NAME}" in kept


def test_what_differs_is_received_with_a_reason_only(province: None, population: str) -> None:
    token = told(looked_up())
    common = {"told": token, "name": "Trần Thị Bưởi", "address": ADDRESS}
    refused = post(**common)
    assert refused.status_code == 422
    assert "Hãy nêu lý do ghi khác dữ liệu dân cư" in refused.content.decode()
    record = seen(code_of(post(**common, different="vừa đổi tên")))
    ((subject, detail),) = journal("filings.receive_different")
    assert subject == f"dossier:{record.id}"
    assert (detail["fields"], detail["reason"]) == (["name"], "vừa đổi tên")
    code_of(post(told=token, name=NAME, address=ADDRESS, once="c" * 32))
    assert len(journal("filings.receive_different")) == 1


def test_without_consent_nobody_is_asked_and_without_an_answer_one_types(
    province: None, population: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "đánh dấu khi họ đồng ý" in looked_up(consent="")
    assert journal("filings.look_up") == []
    assert "không có số này" in looked_up(citizen_id="046198000000")
    monkeypatch.setenv("THONGSUOT_POPULATION_URL", "http://127.0.0.1:9/")
    away = looked_up(name="Trần Thị Bưởi")
    assert "Dữ liệu dân cư không trả lời" in away
    assert 'value="Trần Thị Bưởi"' in away
    code_of(post(once="d" * 32))
    monkeypatch.delenv("THONGSUOT_POPULATION_URL")
    page = browser(COUNTER, datetime.now(UTC)).get(f"/desk/receive/?procedure={BIRTH}").content.decode()
    assert "Điền từ dữ liệu dân cư" not in page


def test_what_was_told_fills_the_declaration_too_and_no_other_dossiers(
    province: None, population: str
) -> None:
    desk = browser(COUNTER, datetime.now(UTC))
    common = {"procedure_code": PENSION, "citizen_id": NUMBER, "name": NAME, "address": ADDRESS}
    token = told(looked_up(**common))
    sent = {**answers(PENSION), **common, "told": token, "different": "người nộp khai lại"}
    mine = code_of(desk.post("/desk/receive/", sent))
    page = desk.get(f"/desk/dossiers/{mine}/to-khai/").content.decode()
    assert 'value="02/01/1998"' in page
    assert re.search(r'value="nu"[^>]* checked', page)
    other = code_of(desk.post("/desk/receive/", {**sent, "told": "", "once": "e" * 32}))
    assert "02/01/1998" not in desk.get(f"/desk/dossiers/{other}/to-khai/").content.decode()
    stranger = browser(STRANGER, datetime.now(UTC)).get(f"/desk/dossiers/{mine}/to-khai/")
    assert stranger.status_code == 404
