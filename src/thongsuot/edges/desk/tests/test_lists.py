"""The worklist: filters in the address, exports of what is shown, bulk acts with a preview, nothing that breaks it."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.people import who

from thongsuot.edges.desk.tests.people import COUNTER, HEAD, PROCESSOR, STRANGER, browser, moved, received
from thongsuot.kernel.actor import SYSTEM
from thongsuot.work.dossiers import queries, services
from thongsuot.work.dossiers.queries import finding
from thongsuot.work.dossiers.rules import State

pytestmark = pytest.mark.usefixtures("province")


def now() -> datetime:
    return datetime.now(UTC)


def state_of(receipt: services.Receipt) -> State:
    found = queries.dossier(viewer=SYSTEM, dossier_id=receipt.id)
    assert found is not None
    return found.state


def test_csv_and_json_hold_the_rows_of_the_page() -> None:
    codes = {received(now()).code for _ in range(3)}
    client = browser(COUNTER, now())
    page = client.get("/desk/dossiers/?state=received").content.decode()
    rows = list(
        csv.reader(
            io.StringIO(client.get("/desk/dossiers/?state=received&format=csv").content.decode("utf-8-sig"))
        )
    )
    found = json.loads(client.get("/desk/dossiers/?state=received&format=json").content)["rows"]
    assert codes <= {row[0] for row in rows[1:]}
    assert [row[0] for row in rows[1:]] == [row["code"] for row in found]
    assert all(row["code"] in page for row in found)


def test_filters_live_in_the_address() -> None:
    new, taken = received(now()), received(now())
    moved(taken, "forward", "take", at=now())
    client = browser(PROCESSOR, now())
    mine = client.get("/desk/dossiers/?mine=1").content.decode()
    assert taken.code in mine
    assert new.code not in mine
    fresh = client.get("/desk/dossiers/?state=received").content.decode()
    assert new.code in fresh
    assert taken.code not in fresh


def listed(user: str, **query: str) -> set[str]:
    """The codes of a list."""
    found = browser(user, now()).get("/desk/dossiers/", {**query, "format": "json"}).json()["rows"]
    return {row["code"] for row in found}


def test_a_list_is_narrowed_to_an_officer_or_to_what_nobody_was_given() -> None:
    free, taken = (
        moved(received(now()), "forward", at=now()),
        moved(received(now()), "forward", "take", at=now()),
    )
    officer = who(PROCESSOR, now().date())
    client = browser(PROCESSOR, now())
    page = client.get("/desk/dossiers/?all=1").content.decode()
    assert f'<option value="{officer.account_id}">{officer.name}</option>' in page
    assert "Chưa giao riêng ai" in page
    his, nobodys = listed(PROCESSOR, officer=str(officer.account_id)), listed(PROCESSOR, officer="0")
    assert (taken.code in his, free.code in his) == (True, False)
    assert (taken.code in nobodys, free.code in nobodys) == (False, True)
    assert "Hồ sơ chưa giao riêng ai" in client.get("/desk/dossiers/?officer=0").content.decode()
    answer = client.get("/desk/dossiers/danh-sach.csv?officer=0")
    whole = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert (taken.code in whole, free.code in whole) == (False, True)
    client.post("/desk/views/?list=officer%3D0", {"name": "Chưa giao", "order": "", "columns": ["holder"]})
    kept = client.get("/desk/dossiers/?all=1").content.decode()
    assert "officer=0" in kept
    mine = client.get("/desk/dossiers/?mine=1").content.decode()
    assert f'<option value="{officer.account_id}" selected>' in mine
    assert officer.name not in browser(STRANGER, now()).get("/desk/dossiers/?all=1").content.decode()


def test_who_left_stays_a_choice_while_he_has_work_in_hand() -> None:
    code = moved(received(now()), "forward", "take", at=now()).code
    officer = who(PROCESSOR, now().date())
    gone = {"leaves": "1", "because": "QĐ 77 nghỉ hưu"}
    browser("quantri", now()).post(f"/desk/officers/{PROCESSOR}/", gone)
    page = browser(HEAD, now()).get("/desk/dossiers/?all=1").content.decode()
    others = page.split('<optgroup label="Người khác còn giữ hồ sơ">')[1].split("</optgroup>")[0]
    assert officer.name in others
    assert code in listed(HEAD, officer=str(officer.account_id))


def test_a_name_without_accents_and_a_code_find_the_dossier() -> None:
    receipt = received(now())
    for words in ("nguyen thi hoa", receipt.code, "0905123456", "046198000123"):
        assert receipt.code in browser(COUNTER, now()).get("/desk/dossiers/", {"q": words}).content.decode()
        assert (
            receipt.code
            not in browser(STRANGER, now())
            .get("/desk/dossiers/", {"q": words, "format": "csv"})
            .content.decode()
        )


def test_a_search_that_finds_more_than_it_shows_says_so_and_so_do_its_deeds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(finding, "LIMIT", 2)
    codes = {received(now()).code for _ in range(2)}
    client = browser(COUNTER, now())
    whole = client.get("/desk/dossiers/", {"q": "nguyen thi hoa"}).content.decode()
    assert "chỉ hiện" not in whole
    assert "Tất cả hồ sơ khớp bộ lọc" in whole
    codes.add(received(now()).code)
    page = client.get("/desk/dossiers/", {"q": "nguyen thi hoa"}).content.decode()
    assert "ở đây chỉ hiện 2 hồ sơ đầu" in page
    assert "Để thu hẹp" in page
    assert "Riêng 2 hồ sơ đang hiện" in page
    assert "Chỉ tải 2 hồ sơ đang hiện" in page
    assert "Tất cả hồ sơ khớp bộ lọc" not in page
    assert "mọi trang" not in page
    assert len(codes & listed(COUNTER, q="nguyen thi hoa")) == 2
    asked = {"scope": "all", "list": "q=nguyen+thi+hoa", "deed": "forward"}
    assert "2 hồ sơ đã chọn" in client.post("/desk/bulk/new/", asked).content.decode()
    run = client.post("/desk/bulk/new/", {**asked, "go": "1", "to_agency": ""})["Location"]
    assert sum(code in client.get(run).content.decode() for code in codes) == 2
    stranger = browser(STRANGER, now()).get("/desk/dossiers/", {"q": "nguyen thi hoa"}).content.decode()
    assert "chỉ hiện" not in stranger


def test_a_search_keeps_to_the_other_filters(monkeypatch: pytest.MonkeyPatch) -> None:
    new, taken = received(now()), moved(received(now()), "forward", "take", at=now())
    officer = str(who(PROCESSOR, now().date()).account_id)
    found = {"q": "nguyen thi hoa"}
    assert {new.code, taken.code} <= listed(PROCESSOR, **found)
    for narrowed in ({"state": "processing"}, {"officer": officer}, {"mine": "1"}):
        codes = listed(PROCESSOR, **found, **narrowed)
        assert (taken.code in codes, new.code in codes) == (True, False)
    assert new.code in listed(PROCESSOR, **found, officer="0")
    assert not {new.code, taken.code} & listed(PROCESSOR, **found, when="late")
    monkeypatch.setattr(finding, "LOOKED_THROUGH", 1)
    page = browser(PROCESSOR, now()).get("/desk/dossiers/", {**found, "state": "waiting"}).content.decode()
    assert "nên chưa lọc hết" in page


def test_many_are_forwarded_after_a_look_and_what_cannot_move_says_why() -> None:
    receipts = [received(now()) for _ in range(2)]
    done = received(now())
    moved(done, "forward", "refuse", at=now())
    ids = [str(r.id) for r in (*receipts, done)]
    client = browser(COUNTER, now())
    preview = client.post("/desk/dossiers/batch/", {"act": "forward", "row": ids})
    page = preview.content.decode()
    assert preview.status_code == 200
    assert "2 hồ sơ" in page
    assert done.code in page.split("Không làm được với các hồ sơ này")[1]
    assert {state_of(r) for r in receipts} == {State.RECEIVED}
    assert client.post("/desk/dossiers/batch/", {"act": "forward", "row": ids, "run": "1"}).status_code == 302
    assert {state_of(r) for r in receipts} == {State.PROCESSING}
    assert state_of(done) is State.REFUSED


def test_results_are_handed_out_in_bulk_only_to_somebody() -> None:
    receipt = received(now())
    moved(receipt, "forward", "decide", "back", at=now())
    client = browser(COUNTER, now())
    asked = {"act": "return", "row": str(receipt.id), "run": "1"}
    nameless = client.post("/desk/dossiers/batch/", {**asked, "received_by": ""})
    assert nameless.status_code == 422
    assert state_of(receipt) is State.DECIDED
    assert client.post("/desk/dossiers/batch/", {**asked, "received_by": "Người nộp"}).status_code == 302
    assert state_of(receipt) is State.RETURNED


def test_a_stranger_moves_nothing_in_bulk() -> None:
    receipt = received(now())
    asked = {"act": "forward", "row": str(receipt.id), "run": "1"}
    assert browser(STRANGER, now()).post("/desk/dossiers/batch/", asked).status_code == 302
    assert state_of(receipt) is State.RECEIVED


def test_neighbours_of_the_list_are_one_key_away() -> None:
    receipts = [received(now()) for _ in range(3)]
    shown = json.loads(browser(COUNTER, now()).get("/desk/dossiers/?format=json").content)["rows"]
    codes = [row["code"] for row in shown]
    at = codes.index(receipts[1].code)
    page = browser(COUNTER, now()).get(f"/desk/dossiers/{codes[at]}/?list=all").content.decode()
    if at + 1 < len(codes):
        assert f'/desk/dossiers/{codes[at + 1]}/?list=all" rel="next"' in page
    if at:
        assert f'/desk/dossiers/{codes[at - 1]}/?list=all" rel="prev"' in page


@pytest.fixture
def counter(province: object) -> Client:
    return browser(COUNTER, now())


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(
    path=st.sampled_from(["", "dossiers/", "receive/", "receive/procedures/", "dossiers/x/"]),
    query=st.dictionaries(
        st.sampled_from(
            ["q", "state", "when", "mine", "agency", "officer", "after", "format", "list", "procedure"]
        ),
        st.text(max_size=60)
        | st.sampled_from(["0", "-1", "9" * 30, "late", "\x00", "20260101T000000Z" + "0" * 32]),
        max_size=4,
    ),
)
def test_no_address_breaks_a_page(counter: Client, path: str, query: dict[str, str]) -> None:
    assert counter.get(f"/desk/{path}", query).status_code < 500


def test_the_desk_speaks_english_to_who_chose_it() -> None:
    code = received(now()).code
    client = browser(COUNTER, now())
    client.cookies["lang"] = "en"
    page = client.get(f"/desk/dossiers/{code}/").content.decode()
    for sentence in ("What you can do", "Ask for more", "Papers received", "Why is it due then?"):
        assert sentence in page
    assert "Việc bạn làm được" not in page
