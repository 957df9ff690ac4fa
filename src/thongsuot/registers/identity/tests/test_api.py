"""What a program hears about itself, and how tokens stop."""

from django.test import Client
from django.utils import timezone

from thongsuot.kernel.actor import SYSTEM
from thongsuot.registers.identity import services

ME = "/api/v1/me"


def ask(token):
    return Client().get(ME, headers={"Authorization": f"Bearer {token}"})


def test_a_token_says_who_one_is_and_what_one_may_do(world):
    account_id = world.ids["head.a"]
    token = services.make_token(actor=SYSTEM, now=timezone.now(), account_id=account_id, name="x")
    body = ask(token).json()
    assert (body["account_id"], body["kind"], body["name"]) == (account_id, "officer", "Lê Văn Cảnh")
    (grant,) = body["grants"]
    assert grant["agency_ids"] == sorted([world.agencies["H98.101"], world.agencies["H98.101.01"]])
    services.disable(actor=SYSTEM, now=timezone.now(), account_id=account_id)
    assert ask(token).status_code == 401


def test_without_a_token_that_counts_it_is_401_in_problem_json(world):
    for response in (Client().get(ME), ask("ts_guess"), ask("")):
        assert response.status_code == 401
        assert response.headers["Content-Type"] == "application/problem+json"
        assert response.json()["code"] == "log_in_first"


def test_a_token_opens_no_page_of_the_account(world):
    """It is a program's key: nobody changes a password with it."""
    token = services.make_token(actor=SYSTEM, now=timezone.now(), account_id=world.ids["head.a"], name="x")
    client = Client()
    response = client.get("/account/password/", headers={"Authorization": f"Bearer {token}"})
    assert response.status_code == 302
