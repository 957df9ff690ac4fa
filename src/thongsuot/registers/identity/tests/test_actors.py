"""Who asks: from a session or token to an actor, and what ends at once."""

from datetime import date, timedelta

import pytest

from thongsuot.kernel.actor import ANONYMOUS, SYSTEM, Kind
from thongsuot.kernel.errors import Forbidden, NotFound, Refused
from thongsuot.plumbing import access
from thongsuot.registers.identity import queries, services
from thongsuot.registers.identity.models import Account, ApiToken, RoleGrant, Session
from thongsuot.registers.identity.rules import SESSION_IDLE, SESSION_LASTS, Reach
from thongsuot.registers.identity.tests.conftest import DAY, NOW


def grant_ids(account_id):
    with access.seeing(SYSTEM):
        return list(RoleGrant.objects.filter(account_id=account_id).values_list("id", flat=True))


def test_session_gives_the_actor_with_the_agencies_its_grants_reach(world):
    head = world.resolve(world.session("head.a"))
    assert (head.kind, head.account_id, head.name) == (Kind.OFFICER, world.ids["head.a"], "Lê Văn Cảnh")
    (grant,) = head.grants
    assert grant.agency_ids == {world.agencies["H98.101"], world.agencies["H98.101.01"]}
    assert grant.verbs == {"records.read", "dossiers.decide"}
    (counter,) = world.resolve(world.session("counter.a")).grants
    assert counter.agency_ids == {world.agencies["H98.101.01"]}
    (province,) = world.resolve(world.session("tinh")).grants
    assert (province.authority_id, province.agency_ids) == (
        world.authority,
        frozenset(world.agencies.values()),
    )
    citizen = world.resolve(world.session("dan"))
    assert (citizen.kind, citizen.grants) == (Kind.CITIZEN, ())


def test_it_is_one_statement(world, django_assert_num_queries):
    sid = world.session("head.a")
    world.resolve(sid)  # the tree of agencies is remembered from here on
    with django_assert_num_queries(1):
        world.resolve(sid)


def test_everything_ends_on_the_very_next_request(world):
    sid = world.session("counter.a")
    assert world.resolve(sid)
    services.disable(actor=SYSTEM, now=NOW, account_id=world.ids["counter.a"])
    assert world.resolve(sid) is None
    services.enable(actor=SYSTEM, now=NOW, account_id=world.ids["counter.a"])
    assert world.resolve(sid) is None  # what was ended stays ended
    sid = world.session("counter.a")
    (grant_id,) = grant_ids(world.ids["counter.a"])
    services.revoke(actor=SYSTEM, now=NOW, grant_id=grant_id)
    assert world.resolve(sid).grants == ()
    with pytest.raises(NotFound):
        services.revoke(actor=SYSTEM, now=NOW, grant_id=grant_id)


def test_disabling_alone_is_enough(world):
    """The negative control of the test above: not the ended session, but the account decides too."""
    sid = world.session("counter.a")
    with access.seeing(SYSTEM):
        Account.objects.filter(id=world.ids["counter.a"]).update(is_active=False)
    assert world.resolve(sid) is None


def test_sessions_grow_old_and_idle(world):
    sid = world.session("counter.a")
    assert world.resolve(sid, at=NOW + SESSION_IDLE - world.minute)  # and was seen then
    assert world.resolve(sid, at=NOW + 2 * SESSION_IDLE - 3 * world.minute)
    assert world.resolve(sid, at=NOW + 4 * SESSION_IDLE) is None
    assert world.resolve(world.session("counter.a"), at=NOW + SESSION_LASTS) is None


def test_seen_is_written_at_most_every_five_minutes(world):
    sid = world.session("counter.a")

    def seen():
        with access.seeing(SYSTEM):
            return Session.objects.get(sid=sid).seen_at

    world.resolve(sid, at=NOW + timedelta(minutes=4))
    assert seen() == NOW
    world.resolve(sid, at=NOW + timedelta(minutes=6))
    assert seen() == NOW + timedelta(minutes=6)


def test_tokens_open_as_long_as_they_are_good(world):
    account_id = world.ids["counter.a"]
    token = services.make_token(actor=SYSTEM, now=NOW, account_id=account_id, name="máy quét")

    def caller(at=NOW):
        return queries.resolve_program(token_hash=services.hash_of(token), now=at, day=DAY)

    assert caller().actor.account_id == account_id
    assert caller(NOW + timedelta(days=366)) is None
    stranger = queries.actor_for(account_id=world.ids["counter.b"], day=DAY)
    with pytest.raises(NotFound):
        services.revoke_token(actor=stranger, now=NOW, token_id=caller().token_id)
    owner = queries.actor_for(account_id=account_id, day=DAY)
    services.revoke_token(actor=owner, now=NOW, token_id=caller().token_id)
    assert caller() is None
    assert queries.resolve_program(token_hash=services.hash_of("ts_guess"), now=NOW, day=DAY) is None


@pytest.fixture
def program(world):
    """The caller of a token of the counter, asked for as the middleware does at every request."""
    token = services.make_token(actor=SYSTEM, now=NOW, account_id=world.ids["counter.a"], name="máy quét")
    hashed = services.hash_of(token)
    return lambda at=NOW, day=DAY: queries.resolve_program(token_hash=hashed, now=at, day=day)


def test_a_known_program_costs_the_revision_only(program, django_assert_num_queries):
    first = program()
    with django_assert_num_queries(1):
        assert program() is first


@pytest.mark.parametrize(
    "change",
    [
        "update account set is_active = false where username = 'counter.a'",
        "update api_token set revoked_at = now()",
        "update role_grant set revoked_at = now()",
        "delete from role_grant",
        "update role set verbs = array['records.read']",
    ],
)
def test_a_program_loses_with_the_next_request_what_is_taken_from_it(world, program, change):
    had = program()
    assert access.may(
        actor=had.actor, verb="dossiers.receive", agency_id=world.agencies["H98.101.01"], day=DAY
    )
    world._run(change)
    has = program()
    assert has is None or not access.may(
        actor=has.actor, verb="dossiers.receive", agency_id=world.agencies["H98.101.01"], day=DAY
    )


def test_it_is_the_revision_that_tells(world, program):
    """The negative control of the test above: a change that raised no revision would not be seen."""
    program()
    world._run("update revision set value = value - 1")  # what the trigger of the next statement adds again
    world._run("update role_grant set revoked_at = now()")
    assert program().actor.grants
    world._run("update revision set value = value + 1")
    assert not program().actor.grants


def test_a_remembered_token_ends_at_its_instant_and_is_seen_now_and_then(world, program):
    world._run("update api_token set expires_at = %s", NOW + timedelta(minutes=3))
    assert program()
    assert program(NOW + timedelta(minutes=3) - timedelta(seconds=1))
    assert program(NOW + timedelta(minutes=3)) is None
    world._run("update api_token set expires_at = %s", NOW + timedelta(days=3))
    for minutes in (0, 4, 6):
        program(NOW + timedelta(minutes=minutes))
    with access.seeing(SYSTEM):
        assert ApiToken.objects.get().seen_at == NOW + timedelta(minutes=6)
    assert program(NOW, DAY + timedelta(days=1)).actor.day == DAY + timedelta(days=1)


def test_officers_without_second_factor_have_no_rights_yet(world):
    world.make_real("counter.a")
    sid = world.session("counter.a")
    actor = world.resolve(sid)
    assert (actor.kind, actor.grants, dict(actor.attributes)) == (Kind.OFFICER, (), {"must_enrol": "on"})
    world.add_totp("counter.a")
    assert len(world.resolve(sid).grants) == 1


def test_demo_accounts_are_nobody_outside_a_demo(world, settings):
    sid = world.session("head.a")
    settings.DEMO = False
    assert world.resolve(sid) is None
    assert queries.actor_for(account_id=world.ids["head.a"], day=DAY) is ANONYMOUS


def test_a_grant_counts_in_its_period_only(world):
    account_id, agency_id = world.ids["counter.a"], world.agencies["H98.102"]
    services.grant(
        actor=SYSTEM, now=NOW, account_id=account_id, role_code="head", agency_id=agency_id, reach=Reach.OWN,
        from_date=date(2026, 12, 1), to_date=date(2026, 12, 5),
    )  # fmt: skip
    sid = world.session("counter.a")

    def may(day):
        actor = world.resolve(sid, day=day)
        return access.may(actor=actor, verb="dossiers.decide", agency_id=agency_id, day=day)

    days = [date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 4), date(2026, 12, 5)]
    assert [may(d) for d in days] == [False, True, True, False]


def test_grants_that_cannot_be_are_refused_with_every_reason(world):
    common = {"actor": SYSTEM, "now": NOW, "agency_id": world.agencies["H98.101.01"], "reach": Reach.OWN}
    with pytest.raises(Refused) as refusal:
        services.grant(account_id=world.ids["dan"], role_code="head", from_date=DAY, to_date=DAY, **common)
    assert [p.code for p in refusal.value.problems] == ["not_an_officer", "period_empty"]
    with pytest.raises(Refused) as refusal:
        services.grant(account_id=world.ids["counter.a"], role_code="counter", from_date=DAY, **common)
    assert refusal.value.problems[0].code == "held_already"


def test_verbs_refuse_the_stranger(world):
    stranger = queries.actor_for(account_id=world.ids["counter.b"], day=DAY)
    common = {"actor": stranger, "now": NOW}
    account_id = world.ids["counter.a"]
    sid = world.session("counter.a")
    for verb in (
        lambda: services.disable(account_id=account_id, **common),
        lambda: services.enable(account_id=account_id, **common),
        lambda: services.revoke(grant_id=1, **common),
        lambda: services.make_token(account_id=account_id, name="x", **common),
        lambda: services.begin_session(account_id=account_id, device="x", method="x", **common),
        lambda: services.change_password(account_id=account_id, password="x" * 12, **common),
        lambda: services.load_roles(rows=[], **common),
        lambda: services.load_accounts(rows=[], demo_password="x", from_date=DAY, **common),
        lambda: services.grant(
            account_id=account_id, role_code="head", agency_id=1, reach=Reach.OWN, from_date=DAY, **common
        ),
    ):
        with pytest.raises(Forbidden):
            verb()
    with pytest.raises(NotFound):
        services.end_session(sid=sid, **common)
    assert world.resolve(sid)


def test_owners_see_and_end_their_own_sessions(world):
    here, there = world.session("counter.a"), world.session("counter.a")
    world.session("counter.b")
    owner = queries.actor_for(account_id=world.ids["counter.a"], day=DAY)
    assert {s.sid for s in queries.sessions_of(viewer=owner, now=NOW)} == {here, there}
    assert services.end_other_sessions(actor=owner, now=NOW, keep=here) == 1
    assert world.resolve(there) is None
    services.end_session(actor=owner, now=NOW, sid=here)
    assert queries.sessions_of(viewer=owner, now=NOW) == ()


def test_changing_the_password_ends_the_other_sessions(world):
    here, there = world.session("counter.a"), world.session("counter.a")
    services.change_password(
        actor=SYSTEM,
        now=NOW,
        account_id=world.ids["counter.a"],
        password="nắng vàng trên phố",
        keep=str(here),
    )
    assert world.resolve(here)
    assert world.resolve(there) is None
