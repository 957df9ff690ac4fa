"""A run by API: looked at, begun with what was looked at, undone; nobody else sees it."""

import pytest
from tests.people import NOW, Program, centre, filing, who

from thongsuot.work.bulk import services
from thongsuot.work.dossiers import services as verbs

COUNTER, PROCESSOR, HEAD = "motcua.thuanhoa", "xuly.thuanhoa", "lanhdao.thuanhoa"
pytestmark = pytest.mark.usefixtures("province")


@pytest.fixture
def forwarded():
    made = [verbs.receive(actor=who(COUNTER), now=NOW, agency_id=centre(), filing=filing()) for _ in range(3)]
    verbs.forward(
        actor=who(COUNTER), now=NOW, agency_id=centre(), dossier_ids=[receipt.id for receipt in made]
    )
    return [str(receipt.id) for receipt in made]


def test_a_run_is_looked_at_begun_carried_out_and_undone(forwarded):
    head = Program(HEAD)
    body = {"deed": "assign", "choice": {"dossier_ids": forwarded}, "officers": [who(PROCESSOR).account_id]}
    made = head.call("runs", body, status=201, Idempotency_Key="a-key-of-mine")
    again = head.call("runs", body, status=201, Idempotency_Key="a-key-of-mine")
    assert made == again
    run = made["run"]
    assert (run["phase"], run["total"], run["barred"], made["may"]) == ("ready", 3, 0, ["start", "drop"])
    here = f"runs/{run['id']}"
    assert head.call(f"{here}/start", {"digest": "other"}, status=422)["code"] == "another_choice"
    assert head.call(f"{here}/start", {"digest": run["digest"]})["run"]["phase"] == "running"
    services.carry_on(actor=who(HEAD), now=NOW, run_id=run["id"])
    found = head.call(here)
    assert (found["run"]["phase"], found["run"]["done"], found["may"]) == ("done", 3, ["undo"])
    assert head.call(f"{here}/undo", {})["run"]["is_undo"]
    assert head.call(f"{here}/pause", {})["run"]["phase"] == "paused"
    assert [one["id"] for one in head.call("runs")["runs"]] == [run["id"]]


def test_why_some_cannot_move_is_told_and_the_chosen_come_page_by_page(forwarded):
    counter = Program(COUNTER)
    choice = {"dossier_ids": forwarded}
    made = counter.call("runs", {"deed": "return", "choice": choice, "received_by": "Bưu tá"}, status=201)
    (why,) = made["why"]
    assert (why["count"], len(why["dossier_ids"])) == (3, 3)
    assert why["reasons"][0]
    here = f"runs/{made['run']['id']}/dossiers?limit=2"
    first = counter.call(here)
    rest = counter.call(f"{here}&after={first['next']}")
    assert {*first["dossier_ids"], *rest["dossier_ids"]} == set(forwarded)
    assert rest["next"] is None


def test_what_is_missing_is_told_whole_and_strangers_find_nothing(forwarded):
    head, choice = Program(HEAD), {"dossier_ids": forwarded}
    refused = head.call("runs", {"deed": "extend", "choice": choice}, status=422)
    assert {one["pointer"] for one in refused["errors"]} == {"/to_date", "/reason"}
    assert head.call("runs", {"deed": "fly", "choice": choice}, status=422)
    made = head.call("runs", {"deed": "take", "choice": choice}, status=201)
    here = f"runs/{made['run']['id']}"
    for address, body in ((here, None), (f"{here}/dossiers", None), (f"{here}/drop", {})):
        assert Program(PROCESSOR).call(address, body, status=404)["code"] == "no_such_run"
    assert Program("congdan").call("runs", status=403)
