"""The dossiers before and after in the list one came from, whichever list it was; on to the next after an act."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from tests.people import NOW, who

from thongsuot.edges.desk.tests.people import (
    COUNTER,
    HEAD,
    STRANGER,
    browser,
    moved,
    received,
)
from thongsuot.kernel.actor import SYSTEM
from thongsuot.work.clocks import reactions as clock_reactions
from thongsuot.work.clocks import services as clocks
from thongsuot.work.dossiers import queries
from thongsuot.work.dossiers.events import DossiersStepped, Happened
from thongsuot.work.dossiers.rules import State

pytestmark = pytest.mark.usefixtures("province")
LINK = re.compile(r'<a href="([^"]+)" rel="(prev|next)"')
BACK = re.compile(r'<a href="([^"]+)" data-key="l"')
ROW = re.compile(r'<a[^>]* href="(/desk/dossiers/[^/]+/\?list=[^"]+)"')


@pytest.fixture
def freeze(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let the pages read another clock."""
    from thongsuot.plumbing.http import middleware

    def at(moment: datetime) -> None:
        clock = type("Clock", (), {"now": staticmethod(lambda _zone: moment)})
        monkeypatch.setattr(middleware, "datetime", clock)

    return at


def now() -> datetime:
    return datetime.now(UTC)


def links(page: str) -> dict[str, str]:
    return {rel: unescape(url) for url, rel in LINK.findall(page)}


def walked(user: str, where: str, at: datetime) -> list[str]:
    """The dossiers that one sees, going on with the next one from the first of a list; and back again."""
    client, codes = browser(user, at), []
    first = unescape(ROW.findall(client.get(where).content.decode())[0])
    url = first
    while url:
        page = client.get(url).content.decode()
        codes.append(url.split("/")[3])
        url = links(page).get("next", "")
        assert len(codes) < 300
    back = []
    url = f"{first.replace(codes[0], codes[-1])}"
    while url:
        back.append(url.split("/")[3])
        url = links(client.get(url).content.decode()).get("prev", "")
    assert back == codes[::-1]
    return codes


def shown(user: str, where: str, at: datetime) -> list[str]:
    sign = "&" if "?" in where else "?"
    rows = browser(user, at).get(f"{where}{sign}format=json").json()["rows"]
    return [row["code"] for row in rows]


@pytest.mark.parametrize("query", ["", "?state=received", "?when=soon", "?q=nguyen+thi+hoa"])
def test_one_walks_through_the_list_as_it_is_shown(query: str) -> None:
    for _ in range(3):
        received(now())
    where = f"/desk/dossiers/{query}"
    if len(shown(COUNTER, where, now())) > 1:
        assert walked(COUNTER, where, now()) == shown(COUNTER, where, now())


def test_one_walks_through_what_must_be_looked_at(freeze: Any) -> None:
    found = [received(NOW + timedelta(minutes=n)) for n in range(3)]
    for one in found:
        step = Happened(one.id, one.code, 1, "receive", NOW, one.due_at)
        clock_reactions.follow_steps(DossiersStepped((step,)))
    assert found[0].due_at is not None
    later = found[0].due_at + timedelta(hours=1)
    clocks.ring(now=later)
    freeze(later)
    assert len(walked(HEAD, "/desk/attention/due/", later)) >= 3


def test_one_walks_through_the_preview_of_a_run() -> None:
    for _ in range(3):
        moved(received(now()), "forward", at=now())
    asked = {"scope": "all", "list": "", "go": "1", "deed": "assign",
             "officers": [str(who(HEAD, now().date()).account_id)]}  # fmt: skip
    where = browser(HEAD, now()).post("/desk/bulk/new/", asked)["Location"]
    assert len(walked(HEAD, where, now())) >= 3
    page = browser(STRANGER, now()).get(f"/desk/dossiers/x/?list=@{where[6:-1]}")
    assert page.status_code == 404


def test_after_an_act_the_next_dossier_opens_and_the_list_is_where_it_was() -> None:
    made = [moved(received(now()), "forward", at=now()).code for _ in range(3)]
    order = [code for code in shown(HEAD, "/desk/dossiers/?state=processing", now()) if code in made]
    name = "list=state%3Dprocessing"
    url = f"/desk/dossiers/{order[0]}/decide/?{name}"
    client = browser(HEAD, now())
    form = client.get(url).content.decode()
    assert f"{order[1]}</span></label>" in form
    assert 'id="id_then" name="then" value="next" checked' in form
    record = queries.dossier_by_code(viewer=SYSTEM, code=order[0])
    assert record is not None
    data = {"seen": str(record.version), "result": "Giấy khai sinh số 12"}
    answer = client.post(url, {**data, "then": "next"})
    assert answer["Location"] == f"/desk/dossiers/{order[1]}/?{name}"
    page = client.get(answer["Location"]).content.decode()
    assert f"Đã quyết định kết quả hồ sơ {order[0]}" in page
    back = unescape(BACK.findall(page)[0])
    assert back == f"/desk/dossiers/?state=processing#{order[1]}"
    assert f'id="{order[1]}"' in client.get(back.partition("#")[0]).content.decode()
    record = queries.dossier_by_code(viewer=SYSTEM, code=order[1])
    assert record is not None
    stays = client.post(f"/desk/dossiers/{order[1]}/decide/?{name}", {**data, "seen": str(record.version)})
    assert stays["Location"] == f"/desk/dossiers/{order[1]}/?{name}"
    found = queries.dossier_by_code(viewer=SYSTEM, code=order[1])
    assert found is not None
    assert found.state is State.DECIDED


@pytest.mark.parametrize(
    "name", ["@", "@bulk/x", "@bulk/00000000-0000-0000-0000-000000000000", "@attention/none", "@attention/due?agency=9999",
             "@backlog", "@backlog?field=%00&after=x", "q=%00", "after=x", "@attention/due?after=x&agency=-1"]
)  # fmt: skip
def test_a_list_that_nobody_has_leads_back_to_the_worklist(name: str) -> None:
    code = received(now()).code
    page = browser(COUNTER, now()).get(f"/desk/dossiers/{code}/", {"list": name})
    assert page.status_code == 200
    assert BACK.findall(page.content.decode())[0].startswith("/desk/")
