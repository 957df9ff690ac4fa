"""The administrator's pages: found by name and agency, given, taken back; and who may not."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from tests.people import HERE, centre

from thongsuot.edges.desk.tests.people import CITIZEN, COUNTER, HEAD, PROVINCE, browser

pytestmark = pytest.mark.usefixtures("province")
WHERE, ADMIN, OFFICER = "/desk/officers/", "quantri", "xuly.phubai"


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def client(now: datetime) -> Client:
    return browser(ADMIN, now)


def asked(now: datetime, **more: str) -> dict[str, str]:
    here = centre(HERE, now.date())
    given = {
        "role": "counter",
        "agency": str(here),
        "reach": "own",
        "from_date": f"{now:%d/%m/%Y}",
        "reason": "QĐ 12",
    }
    return {**given, **more}


def text(client: Client, path: str = "", **query: str) -> str:
    answer = client.get(WHERE + path, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_officers_are_found_by_name_without_accents_and_by_agency(client: Client, now: datetime) -> None:
    assert OFFICER in text(client)
    assert COUNTER in text(client, q="duong thi")
    assert OFFICER not in text(client, q="duong thi")
    at = text(client, agency=str(centre(HERE, now.date())))
    assert "Không tìm thấy công chức nào" in at  # all rights of the demo stand at the committees
    assert "1 công chức" in text(client, q=ADMIN)
    assert client.get(WHERE, {"format": "csv"})["content-type"].startswith("text/csv")


def test_a_right_is_given_seen_and_taken_back(client: Client, now: datetime) -> None:
    assert client.post(f"{WHERE}{OFFICER}/", asked(now)).status_code == 302
    page = text(client, f"{OFFICER}/")
    assert "QĐ 12" in page
    assert OFFICER in text(client, agency=str(centre(HERE, now.date())))
    grant = page.split('name="grant" value="')[-1].split('"')[0]
    answer = client.post(f"{WHERE}{OFFICER}/", {"grant": grant, "because": "điều động"})
    assert answer.status_code == 302
    page = text(client, f"{OFFICER}/")
    assert "Thu hồi lúc" in page
    assert "điều động" in page
    assert client.post(f"{WHERE}{OFFICER}/", {"grant": grant}).status_code == 302  # told, not broken
    assert "Không có quyền này" in text(client, f"{OFFICER}/")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"role": "administrator"}, "id_role"),
        ({"role": "king"}, "id_role"),
        ({"agency": "0"}, "id_agency"),
        ({"reach": "moon"}, "id_reach"),
        ({"from_date": "31/02/2026"}, "id_from_date"),
        ({"to_date": "01/01/2020"}, "id_to_date"),
        ({"reason": " "}, "id_reason"),
        ({"post": "Phó Chủ tịch Thường trực"}, "id_post"),
        ({"post": "Trưởng phòng", "signs_for": "Chủ tịch"}, "id_signs_for"),
        ({"post": "Trưởng phòng", "signs_for": "TUQ. Chủ tịch"}, "id_to_date"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    client: Client, now: datetime, given: dict[str, str], field: str
) -> None:
    answer = client.post(f"{WHERE}{OFFICER}/", asked(now, **given))
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.content.decode()


def test_a_right_says_as_what_its_holder_signs(client: Client, now: datetime) -> None:
    given = asked(now, role="head", post="Phó Chánh Văn phòng", signs_for="TL. Chủ tịch")
    assert client.post(f"{WHERE}{OFFICER}/", given).status_code == 302
    assert "TL. Chủ tịch – KT. Chánh Văn phòng – Phó Chánh Văn phòng" in text(client, f"{OFFICER}/")


def test_his_own_page_offers_nothing_and_refuses(client: Client, now: datetime) -> None:
    page = text(client, f"{ADMIN}/")
    assert 'name="role"' not in page
    assert 'name="grant"' not in page
    answer = client.post(f"{WHERE}{ADMIN}/", asked(now))
    assert answer.status_code == 422
    assert "tự giao" in answer.content.decode()


def test_the_other_pages_of_the_desk_show_an_administrator_no_dossier(client: Client) -> None:
    assert client.get("/desk/").status_code == 200
    assert client.get("/desk/dossiers/").status_code == 200


@pytest.mark.parametrize("user", [COUNTER, HEAD, PROVINCE, CITIZEN])
def test_strangers_neither_look_nor_give(user: str, now: datetime) -> None:
    stranger = browser(user, now)
    for path in ("", f"{OFFICER}/"):
        assert stranger.get(WHERE + path).status_code == 403
    assert stranger.post(f"{WHERE}{OFFICER}/", asked(now)).status_code == 403


def test_who_is_not_there_is_not_found(client: Client) -> None:
    for name in ("nobody", "congdan", "x" * 100, "a%00b", "%27"):
        assert client.get(f"{WHERE}{name}/").status_code == 404
