"""Who may open which page of the desk: the officer, a colleague, a stranger of another commune, a citizen, nobody."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.urls import reverse

from thongsuot.edges.desk import (
    books,
    bulk,
    changes,
    clocks,
    custody,
    exchange,
    flows,
    imports,
    mandates,
    mobile,
    officers,
    placing,
    relays,
    reorganisation,
    shifts,
    signatures,
    views,
    web,
)
from thongsuot.edges.desk.tests.people import (
    CITIZEN,
    COUNTER,
    HEAD,
    PROCESSOR,
    PROVINCE,
    STRANGER,
    browser,
    received,
)

pytestmark = pytest.mark.usefixtures("province")

COMMON = ("today", "worklist", "opinions")
ELSEWHERE = [
    *reorganisation.urls,
    *books.urls,
    *bulk.urls,
    *changes.urls,
    *mandates.urls,
    *clocks.urls,
    *signatures.urls,
    *officers.urls,
    *custody.urls,
    *flows.urls,
    *placing.urls,
    *mobile.urls,
    *exchange.urls,
    *imports.urls,
    *views.urls,
    *shifts.urls,
    *relays.urls,
]  # spoken of in tests of their own names
OF_MONEY = ("slips", "export", "staff", "counter", "closing", "accounts")
OF_PAPERS = (
    "files",
    "file",
    "fees",
    "receipt",
    "declaration",
    "declaration-keep",
    "declaration-paper",
    "steps",
)
OF_ONE = ("dossier", "act", "paper")


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


def address(name: str, code: str) -> str:
    more = {"act": [code, "forward"], "paper": [code, "slip"], "dossier": [code]}
    more |= {"files": [code], "fees": [code], "file": [code, UUID(int=1)], "receipt": [code, UUID(int=1)]}
    more |= {"export": ["csv"]}
    more |= {"closing": [UUID(int=1)], "steps": [code]}
    more |= {f"declaration{part}": [code] for part in ("", "-keep", "-paper")}
    return reverse(f"desk:{name}", args=more.get(name, []))


def test_every_page_is_spoken_of_here() -> None:
    spoken = {
        *COMMON,
        *OF_ONE,
        "batch",
        "receive",
        "receive-procedures",
        "receive-communes",
        "receive-check",
        "closures",
        "jobs",
        "statistics",
    }
    spoken |= {*OF_MONEY, *OF_PAPERS, *(pattern.name for pattern in ELSEWHERE)}
    assert {pattern.name for pattern in web.urls} == spoken
    assert all(pattern.callback.expects["login"] for pattern in web.urls)


@pytest.mark.parametrize("name", [*COMMON, *OF_ONE])
def test_the_officer_and_his_colleagues_see_their_dossier(name: str, now: datetime) -> None:
    code = received(now).code
    for user in (COUNTER, PROCESSOR, HEAD, PROVINCE):
        answer = browser(user, now).get(address(name, code))
        assert answer.status_code in ((200, 422) if name == "act" else (200,)), (user, answer.content[:500])


@pytest.mark.parametrize("name", OF_ONE)
def test_a_stranger_learns_nothing(name: str, now: datetime) -> None:
    receipt = received(now)
    answer = browser(STRANGER, now).get(address(name, receipt.code))
    assert answer.status_code == 404
    assert "Nguyễn Thị Hòa" not in answer.content.decode()


@pytest.mark.parametrize("name", [p.name for p in web.urls if p not in ELSEWHERE])
def test_citizens_stay_outside_and_nobody_is_asked_to_log_in(name: str, now: datetime) -> None:
    where = address(name, received(now).code)
    assert browser(CITIZEN, now).get(where).status_code == 403
    answer = browser(None, now).get(where)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))
