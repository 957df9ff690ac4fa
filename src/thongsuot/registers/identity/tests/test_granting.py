"""Rights given and taken back by an administrator: never to himself, never further than he administers."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Forbidden, NotFound, Refused
from thongsuot.plumbing import access
from thongsuot.registers.identity import queries, rules, services
from thongsuot.registers.identity.rules import Reach
from thongsuot.registers.identity.tests.conftest import DAY, NOW, rows

ADMIN = "code,name,name_en,verbs\nadmin,Quản trị,Admin,identity.grant identity.revoke"
BOSS = "username,kind,full_name,role,agency,reach,citizen_id,phone\n{name},officer,{name},admin,{agency},{reach},,"


@given(
    st.booleans(),
    st.booleans(),
    st.sets(st.sampled_from(["identity.grant", "records.read", "dossiers.take"])),
)
def test_a_right_is_given_only_when_nothing_speaks_against_it(is_own, is_within, verbs):
    found = rules.handing_problems(is_own=is_own, is_within=is_within, verbs=verbs)
    wanted = [is_own, not is_within, "identity.grant" in verbs]
    assert len(found) == sum(wanted)
    assert len({p.code for p in found}) == len(found)


@pytest.fixture
def boss(world):
    """Makes an administrator at an agency; gives the actor."""
    services.load_roles(actor=SYSTEM, now=NOW, rows=rows(ADMIN))

    def make(agency, reach, name="boss"):
        text = BOSS.format(name=name, agency=agency, reach=reach)
        services.load_accounts(
            actor=SYSTEM, now=NOW, rows=rows(text), demo_password="mưa trắng", from_date=DAY
        )
        return queries.actor_for(account_id=queries.account_called(username=name).id, day=DAY)

    return make


def give(actor, world, name="counter.b", agency="H98.101", reach=Reach.OWN, role="head", **more):
    return services.grant(
        actor=actor, now=NOW, account_id=world.ids[name], role_code=role, agency_id=world.agencies[agency],
        reach=reach, from_date=DAY, **more,
    )  # fmt: skip


def codes(refusal):
    return {p.code for p in refusal.value.problems}


def test_given_taken_back_and_written_down(world, boss):
    actor = boss("H98", "authority")
    grant_id = give(actor, world, reason="QĐ 12")
    session = world.session("counter.b")
    agency = world.agencies["H98.101"]
    assert access.may(actor=world.resolve(session), verb="dossiers.decide", agency_id=agency, day=DAY)
    (one,) = queries.officers(viewer=actor, day=DAY, username="counter.b")
    assert [(g.role.code, g.reason, g.counts_on(DAY)) for g in one.grants][-1] == ("head", "QĐ 12", True)
    services.revoke(actor=actor, now=NOW, grant_id=grant_id, agency_id=agency, reason="chuyển công tác")
    assert not access.may(actor=world.resolve(session), verb="dossiers.decide", agency_id=agency, day=DAY)
    (one,) = queries.officers(viewer=actor, day=DAY, username="counter.b")
    assert (one.grants[-1].revoked_because, one.grants[-1].counts_on(DAY)) == ("chuyển công tác", False)
    with pytest.raises(NotFound):
        services.revoke(actor=actor, now=NOW, grant_id=grant_id, agency_id=agency)
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            "select verb, actor from journal_entry where verb = any(array['identity.grant', 'identity.revoke'])"
            " order by id desc limit 2"
        )
        told = cursor.fetchall()
    assert told == [("identity.revoke", actor.key), ("identity.grant", actor.key)]


def test_nobody_helps_himself_or_makes_administrators(world, boss):
    actor = boss("H98", "authority")
    world.ids["boss"] = actor.account_id
    with pytest.raises(Refused) as refusal:
        give(actor, world, "boss")
    assert codes(refusal) == {"grant_to_oneself"}
    with pytest.raises(Refused) as refusal:
        give(actor, world, role="admin")
    assert codes(refusal) == {"role_of_administrators"}
    own = next(g for g in queries.officers(viewer=actor, day=DAY, username="boss")[0].grants)
    with pytest.raises(Refused) as refusal:
        services.revoke(actor=actor, now=NOW, grant_id=own.id, agency_id=own.agency_id)
    assert "grant_to_oneself" in codes(refusal)


def test_whoever_administers_a_commune_gives_nothing_beyond_it(world, boss):
    actor = boss("H98.101", "tree")
    assert give(actor, world, agency="H98.101.01")
    with pytest.raises(Refused) as refusal:
        give(actor, world, agency="H98.101", reach=Reach.AUTHORITY)
    assert codes(refusal) == {"reach_too_wide"}
    with pytest.raises(Forbidden):
        give(actor, world, agency="H98.102")
    alone = boss("H98.101", "own", "alone")
    with pytest.raises(Refused) as refusal:
        give(alone, world, "head.a", reach=Reach.TREE, role="counter")
    assert codes(refusal) == {"reach_too_wide"}


def test_he_sees_rights_at_his_agencies_only_and_others_see_none(world, boss):
    actor = boss("H98.101", "tree")
    found = {one.account.username: one.grants for one in queries.officers(viewer=actor, day=DAY)}
    assert len(found["counter.a"]) == 1
    assert found["counter.b"] == ()  # his right stands at another commune
    assert "dan" not in found
    stranger = queries.actor_for(account_id=world.ids["head.a"], day=DAY)
    assert queries.officers(viewer=stranger, day=DAY) == ()
    for verb in (
        lambda: give(stranger, world),
        lambda: services.revoke(actor=stranger, now=NOW, grant_id=1, agency_id=world.agencies["H98.101"]),
    ):
        with pytest.raises(Forbidden):
            verb()


def test_a_right_elsewhere_cannot_be_taken_back_under_another_agency_s_name(world, boss):
    actor = boss("H98.101", "tree")
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select id, agency_id from role_grant where account_id = %s", [world.ids["counter.b"]])
        ((grant_id, there),) = cursor.fetchall()
    with pytest.raises(NotFound):
        services.revoke(actor=actor, now=NOW, grant_id=grant_id, agency_id=world.agencies["H98.101"])
    with pytest.raises(Forbidden):
        services.revoke(actor=actor, now=NOW, grant_id=grant_id, agency_id=there)


def test_the_second_wall_stands_without_the_first(world, boss):
    """Whatever a query forgets to ask: the database shows an administrator only his agencies' rights."""
    actor = boss("H98.101", "tree")
    with queries.administering(actor, day=DAY) as mine, connection.cursor() as cursor:
        cursor.execute("select distinct agency_id from role_grant")
        seen = {row[0] for row in cursor.fetchall()}
        cursor.execute("update role_grant set reason = 'x' where agency_id = %s", [world.agencies["H98.102"]])
        changed = cursor.rowcount
    assert seen
    assert seen <= mine
    assert changed == 0
