"""Row-level security: who was told nothing sees nothing, whatever the query says."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from thongsuot.kernel.actor import ANONYMOUS, SYSTEM
from thongsuot.plumbing import access
from thongsuot.registers.identity import queries, services
from thongsuot.registers.identity.tests.conftest import ACCOUNTS, DAY, NOW, PASSWORD, ROLES, rows

TABLES = ("account", "role_grant", "account_session", "api_token", "login_attempt", "mfa_authenticator")


def counts(viewer):
    with access.seeing(viewer), connection.cursor() as cursor:
        return [cursor.execute(f"select count(*) from {t}").fetchone()[0] for t in TABLES]


@pytest.fixture
def full(world):
    world.session("counter.a")
    services.make_token(actor=SYSTEM, now=NOW, account_id=world.ids["counter.a"], name="x")
    services.begin_guess(now=NOW, subjects=["name:x:"])
    world.add_totp("counter.a")
    return world


def test_every_table_is_forced_and_the_application_cannot_step_around(full):
    with connection.cursor() as cursor:
        cursor.execute(
            "select bool_and(relrowsecurity and relforcerowsecurity) from pg_class where relname = any(%s)",
            [list(TABLES)],
        )
        assert cursor.fetchone() == (True,)
        cursor.execute("select rolsuper or rolbypassrls from pg_roles where rolname = current_user")
        assert cursor.fetchone() == (False,)


def test_nothing_without_context_and_everything_for_the_system(full):
    assert counts(ANONYMOUS) == [0] * len(TABLES)
    with connection.cursor() as cursor:  # not even an anonymous context
        assert cursor.execute("select count(*) from account").fetchone() == (0,)
    assert all(counts(SYSTEM))


def test_officers_see_colleagues_and_no_secrets(full):
    counter_b = queries.actor_for(account_id=full.ids["counter.b"], day=DAY)
    assert counts(counter_b) == [1, 1, 0, 0, 0, 0]  # the only account and grant of their own agency
    head_a = queries.actor_for(account_id=full.ids["head.a"], day=DAY)
    seen = {a.username for a in queries.accounts_of(viewer=head_a, authority_id=full.authority)}
    assert seen == {"head.a", "counter.a"}
    assert counts(head_a)[2:] == [0, 0, 0, 0]
    province = queries.actor_for(account_id=full.ids["tinh"], day=DAY)
    seen = {a.username for a in queries.accounts_of(viewer=province, authority_id=full.authority)}
    assert seen == {"head.a", "counter.a", "counter.b", "tinh"}  # and no citizen
    citizen = queries.actor_for(account_id=full.ids["dan"], day=DAY)
    assert counts(citizen) == [0] * len(TABLES)


def test_own_opens_own_rows_and_closes_again(full):
    counter = queries.actor_for(account_id=full.ids["counter.a"], day=DAY)
    with access.seeing(counter):
        with queries.own(counter):
            assert len(queries.sessions_of(viewer=counter, now=NOW)) == 1
        with connection.cursor() as cursor:
            assert cursor.execute("select count(*) from account_session").fetchone() == (0,)
    stranger = queries.actor_for(account_id=full.ids["counter.b"], day=DAY)
    assert queries.sessions_of(viewer=stranger, now=NOW) == ()


def test_nobody_writes_rights_past_the_verbs(full):
    head = queries.actor_for(account_id=full.ids["head.a"], day=DAY)
    with queries.own(head), connection.cursor() as cursor:
        cursor.execute("update role_grant set reach = 'authority'")
        assert cursor.rowcount == 0
        cursor.execute("update account set is_active = false")
        assert cursor.rowcount == 0
    with pytest.raises(DatabaseError), transaction.atomic(), queries.own(head), connection.cursor() as cursor:
        cursor.execute(
            """insert into account_session (sid, device, method, created_at, seen_at, expires_at,
              ended_because, account_id) values (gen_random_uuid(), 'x', 'x', now(), now(), now(), '', %s)""",
            [full.ids["tinh"]],
        )


def test_names_of_officers_only(full):
    found = queries.names(account_ids=[full.ids["counter.b"], full.ids["dan"], 10**9])
    assert found == {full.ids["counter.b"]: "Ngô Thị Dung"}


def test_loading_twice_changes_nothing(full):
    assert services.load_roles(actor=SYSTEM, now=NOW, rows=rows(ROLES)).changes == 0
    again = services.load_accounts(
        actor=SYSTEM, now=NOW, rows=rows(ACCOUNTS), demo_password=PASSWORD, from_date=DAY
    )
    assert (again.changes, again.unchanged) == (0, 9)


def test_guesses_sent_at_once_are_counted_one_by_one(db):
    """Twenty at the same moment are twenty: five are looked at, whatever the order."""
    subject = services.name_subject(uuid4().hex)

    def guess(_):
        try:
            services.begin_guess(now=NOW, subjects=[subject])
            return True
        except services.TooManyGuesses:
            return False
        finally:
            connection.close()

    def clean():
        services.settle(broken=[subject])
        connection.close()

    with ThreadPoolExecutor(8) as pool:
        try:
            assert sum(pool.map(guess, range(20))) == 5
        finally:
            pool.submit(clean).result()
