"""`thongsuot accounts …` from opening an account to shutting it."""

import json
from datetime import UTC, datetime

import pytest
from django.contrib.auth.hashers import check_password
from django.utils import translation

from thongsuot.edges.terminal import commands
from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing import access
from thongsuot.plumbing.cli.trouble import Exit
from thongsuot.plumbing.http.request import local_day
from thongsuot.registers.identity import queries, services
from thongsuot.registers.identity.models import Account
from thongsuot.registers.identity.tests.conftest import World


@pytest.fixture
def world(db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with translation.override("vi"):
        yield World()


def said(capsys, *words):
    assert commands.run(["accounts", *words, "--json"]) == Exit.OK
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def test_an_officer_from_the_first_day_to_the_last(world, capsys):
    opened = said(
        capsys, "add", "moi.a", "--name", "Vũ Thị Hạnh", "--role", "counter", "--agency", "H98.101.01"
    )
    account = queries.account_called(username="moi.a")
    assert (account.full_name, account.is_demo, account.authority_id) == (
        "Vũ Thị Hạnh",
        False,
        world.authority,
    )
    with access.seeing(SYSTEM):
        assert check_password(opened["password"], Account.objects.get(id=account.id).password)
    token = said(capsys, "token", "moi.a")["token"]
    now = datetime.now(UTC)

    def caller():
        return queries.resolve_program(token_hash=services.hash_of(token), now=now, day=local_day(now))

    assert caller().actor.grants[0].agency_ids == {world.agencies["H98.101.01"]}
    assert said(capsys, "password", "moi.a")["password"] != opened["password"]
    assert commands.run(["accounts", "disable", "moi.a"]) == Exit.OK
    assert caller() is None
    listed = {a["username"]: a["is_active"] for a in said(capsys, "list")["accounts"]}
    assert (listed["moi.a"], listed["head.a"]) == (False, True)


def test_recovery_codes_replace_the_old_ones(world, capsys):
    assert commands.run(["accounts", "code", "head.a"]) == Exit.REFUSED  # nothing to recover from yet
    world.add_totp("head.a")
    first, second = (said(capsys, "code", "head.a")["codes"] for _ in range(2))
    assert len(first) == 10
    assert not set(first) & set(second)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["disable", "no.body"], Exit.NOT_FOUND),
        (["add", "Viết Hoa", "--name", "x"], Exit.REFUSED),
        (["add", "head.a", "--name", "x"], Exit.REFUSED),
        (["grant", "head.a", "--role", "counter", "--agency", "H98.999"], Exit.NOT_FOUND),
        (["grant", "dan", "--role", "counter", "--agency", "H98.102"], Exit.REFUSED),
        (["grant", "head.a", "--role", "counter", "--agency", "H98.102", "--reach", "x"], Exit.REFUSED),
    ],
)
def test_what_cannot_be_ends_with_its_code(world, words, code):
    assert commands.run(["accounts", *words]) == code
