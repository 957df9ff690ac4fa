"""A clock knows in whose hands its dossier is, however many were given away at once, and when that is taken back."""

from datetime import timedelta

import pytest
from django.db import connection
from tests.people import NOW, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.access import seeing
from thongsuot.work.clocks import reactions, services
from thongsuot.work.dossiers import services as work
from thongsuot.work.dossiers.events import DossiersGiven

COUNTER, HEAD = "motcua.thuanhoa", "lanhdao.thuanhoa"
OFFICER = "select holder_officer_id from dossier_clock where dossier_id = %s"
LAST = "select max(id) from dossier_step where dossier_id = %s"


def asked(statement, id_):
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(statement, [id_])
        return cursor.fetchone()[0]


@pytest.mark.usefixtures("province")
def test_a_clock_follows_its_dossier_to_another_officer():
    made = work.receive(actor=who(COUNTER), now=NOW, agency_id=centre(), filing=filing()).id
    work.forward(actor=who(COUNTER), now=NOW, agency_id=centre(), dossier_ids=[made])
    services.follow(actor=SYSTEM, now=NOW, dossier_ids=[made])
    to = who(HEAD).account_id
    work.assign(
        actor=who(HEAD),
        now=NOW + timedelta(hours=1),
        agency_id=committee(),
        dossier_ids=[made],
        to_officer_id=to,
    )
    assert asked(OFFICER, made) is None
    step = asked(LAST, made)
    reactions.follow_officers(DossiersGiven(step + 1, step + 9, NOW))  # steps of others
    assert asked(OFFICER, made) is None
    reactions.follow_officers(DossiersGiven(step, step, NOW))
    assert asked(OFFICER, made) == to
