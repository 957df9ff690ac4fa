"""A password that somebody else has set opens nothing but the page where it is changed."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.kernel.actor import SYSTEM
from thongsuot.registers.identity import queries, rules, services
from thongsuot.registers.identity.tests.conftest import DAY, NOW, PASSWORD

GIVEN, CHOSEN = "ba lem chon nga", "nắng vàng trên phố cũ"


@given(st.booleans(), st.booleans())
def test_only_what_a_stranger_set_on_a_real_account_must_go(is_own, is_demo):
    assert rules.must_change_password(is_own=is_own, is_demo=is_demo) is (not is_own and not is_demo)


@pytest.fixture
def newcomer(world):
    account_id = services.open_account(
        actor=SYSTEM, now=NOW, username="moi.vao", full_name="Đỗ Văn Mới", password=GIVEN
    )
    world.ids["moi.vao"] = account_id
    return account_id


def log_in(client, name, password):
    client.get(reverse("account_login"))
    return client.post(reverse("account_login"), {"login": name, "password": password})


def test_from_the_first_log_in_to_the_second_factor(newcomer, world, client):
    assert log_in(client, "moi.vao", GIVEN).status_code == 302
    change = reverse("account_change_password")
    for where in ("/desk/", reverse("mfa_index"), reverse("mfa_add_webauthn")):
        answer = client.get(where)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, change), where
    assert client.get("/api/v1/dossiers/H98-1").json()["status"] == 403
    assert "do người khác đặt" in client.get(change).content.decode()
    assert client.get(reverse("account_home")).status_code == 200
    given = {"oldpassword": GIVEN, "password1": CHOSEN, "password2": CHOSEN}
    assert client.post(change, given).status_code == 302
    answer = client.get("/desk/")  # now the second factor is due, and no longer the password
    assert answer["Location"].split("?")[0] == reverse("mfa_index")
    assert client.get(reverse("mfa_index")).status_code == 200


def test_a_first_password_has_no_rights_and_a_programs_key_is_no_password(newcomer, world):
    actor = world.resolve(world.session("moi.vao"))
    assert (actor.grants, dict(actor.attributes)) == ((), {"must_change_password": "on"})
    token = services.make_token(actor=SYSTEM, now=NOW, account_id=newcomer, name="x")
    caller = queries.resolve_program(token_hash=services.hash_of(token), now=NOW, day=DAY)
    assert dict(caller.actor.attributes) == {}


def test_a_password_set_anew_by_somebody_else_is_a_first_one_again(world, client):
    world.make_real("counter.a")
    world.add_totp("counter.a")
    services.change_password(actor=SYSTEM, now=NOW, account_id=world.ids["counter.a"], password=GIVEN)
    assert "must_change_password" in world.resolve(world.session("counter.a")).attributes
    services.change_password(
        actor=SYSTEM, now=NOW, account_id=world.ids["counter.a"], password=CHOSEN, is_own=True
    )
    assert len(world.resolve(world.session("counter.a")).grants) == 1


def test_demo_accounts_are_exempt(world, client):
    services.change_password(actor=SYSTEM, now=NOW, account_id=world.ids["counter.a"], password=PASSWORD)
    assert log_in(client, "counter.a", PASSWORD).status_code == 302
    assert client.get("/desk/").status_code == 200
