"""Giving very many at once says and does what giving one does; the database's lists leave nothing out."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.people import HERE, NOW, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing import commands
from thongsuot.work.dossiers import queries, services
from thongsuot.work.dossiers.services import Lot

COUNTER, PROCESSOR, HEAD = "motcua.thuanhoa", "xuly.thuanhoa", "lanhdao.thuanhoa"
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def held(province):
    """Three at the committee, one of them taken up, and one that lies at the counter still."""
    made = [
        services.receive(actor=who(COUNTER), now=NOW, agency_id=centre(), filing=filing()).id
        for _ in range(4)
    ]
    services.forward(actor=who(COUNTER), now=NOW, agency_id=centre(), dossier_ids=made[:3])
    services.take(actor=who(PROCESSOR), now=NOW, agency_id=committee(), dossier_ids=made[:1])
    return made


def lot(ids, seen=None):
    versions = (
        [queries.dossier(viewer=SYSTEM, dossier_id=id_).version for id_ in ids] if seen is None else seen
    )
    return Lot(*(f"{{{','.join(map(str, some))}}}" for some in (ids, versions, range(1, len(ids) + 1))))


def keys(shares):
    return {key for one in shares for key in map(int, one.keys.strip("{}").split(","))}


def give(ids, to, verb=services.give, seen=None, user=HEAD):
    name = f"test.{uuid4()}"

    @commands.command(name, grant=False)
    def outer(*, actor, now):
        return verb(actor=actor, now=now, agency_id=committee(HERE), lot=lot(ids, seen), to_officer_id=to)

    try:
        return outer(actor=who(user), now=LATER)
    finally:
        del commands.VERBS[name]


def test_many_are_given_and_given_back_with_a_step_each(held):
    to = who(HEAD).account_id
    shares = give(held[:3], to)
    assert {one.before for one in shares} == {None, who(PROCESSOR).account_id}
    assert sum(one.count for one in shares if one.versions) == 3
    for id_ in held[:3]:
        record = queries.dossier(viewer=SYSTEM, dossier_id=id_)
        last = queries.steps_of(viewer=SYSTEM, dossier_id=id_)[-1]
        assert (record.holder_officer_id, last.number, last.act) == (to, record.steps, "assign")
    assert "from_officer" in last.detail
    back = give(held[:1], who(PROCESSOR).account_id, services.give_back)
    assert [one.count for one in back] == [1]
    record = queries.dossier(viewer=SYSTEM, dossier_id=held[0])
    assert (record.holder_officer_id, record.steps) == (who(PROCESSOR).account_id, 5)


def test_who_may_not_have_it_does_not_get_it_and_nothing_is_left_out(held):
    stranger = give(held[:3], who("xuly.phubai").account_id)
    assert {one.problems[0].code for one in stranger} == {"not_of_agency"}
    shares = give([*held, uuid4()], who(PROCESSOR).account_id, seen=[99, 2, 2, 1, 1])
    assert keys(shares) == {1, 2, 3, 4, 5}
    said = {one.keys: "done" if one.versions else "changed" if one.is_changed else one.problems[0].code
            for one in shares}  # fmt: skip
    assert said == {"{1}": "changed", "{2,3}": "done", "{4}": "not_holder", "{5}": "no_such_dossier"}
