"""Two connections at once: who receives while agencies are switched is never lost and hardly waits."""

import threading
import time
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from tests import databases
from tests import province as provinces
from tests.people import ELSEWHERE, HERE, NOW, THERE, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing import access
from thongsuot.transition.reorganisation import services
from thongsuot.transition.reorganisation.services import switching
from thongsuot.transition.reorganisation.tests.people import LATER, planned, takes_over
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services as work
from thongsuot.work.dossiers.services import receiving

COUNTER = "motcua.thuanhoa"


@pytest.fixture(scope="module")
def committed(province_database: str, django_db_blocker) -> Iterator[int]:
    """A copy of the province in which tests commit; the id of its authority."""
    from thongsuot.plumbing import reference
    from thongsuot.registers.units import queries as units

    own, name = connection.settings_dict["NAME"], f"{province_database}_committed"
    with django_db_blocker.unblock():
        connection.close()
        with databases.server() as server:
            databases.copy(server, name, province_database)
            connection.settings_dict["NAME"] = name
            reference.forget()
            yield units.home_authority(pack=provinces.PACK)
            connection.close()
            connection.settings_dict["NAME"] = own
            server.execute(f'drop database "{name}" with (force)')
            reference.forget()


class Running(threading.Thread):
    """Does one thing on a connection of its own."""

    def __init__(self, act):
        super().__init__(daemon=True)
        self.act, self.result, self.error = act, None, None
        self.start()

    def run(self):
        try:
            self.result = self.act()
        except Exception as error:
            self.error = error
        finally:
            connection.close()

    def get(self):
        self.join(20)
        assert not self.is_alive()
        if self.error:
            raise self.error
        return self.result


def stands(receipt):
    found = dossiers.dossier(viewer=SYSTEM, dossier_id=receipt.id)
    return found.holder_agency_id, found.competent_agency_id


def receive(counter, here, territory=HERE):
    return work.receive(actor=counter, now=NOW, agency_id=here, filing=filing(territory))


def test_who_receives_before_the_switch_needs_no_redirect(province):
    receipt = receive(who(COUNTER), centre())
    assert stands(receipt) == (centre(), committee())


class Slowly:
    """Two ways to receive slowly: looked at but not written, and written but not committed."""

    def __init__(self, counter, here):
        self.given = (counter, here)
        self.began = [threading.Event(), threading.Event()]
        self.go_on = [threading.Event(), threading.Event()]

    def uncommitted(self):
        with transaction.atomic():
            receipt = receive(*self.given)
            self.began[0].set()
            assert self.go_on[0].wait(20)
            return receipt

    def looked_at(self):
        real = receiving.assess

        def slow(**given):
            found = real(**given)
            receiving.assess = real
            self.began[1].set()
            assert self.go_on[1].wait(20)
            return found

        receiving.assess = slow
        return receive(*self.given)


def test_received_while_agencies_are_switched(committed):
    """One filing was looked at before the switch and is written after it; another was written, not committed."""
    plan, by, _ = planned(committed, takes_over())
    slowly = Slowly(who(COUNTER), centre())
    second = Running(slowly.uncommitted)
    assert slowly.began[0].wait(20)
    first = Running(slowly.looked_at)
    assert slowly.began[1].wait(20)
    switch = Running(lambda: services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan))
    time.sleep(0.5)
    assert switch.is_alive()  # it waits for who has written and not committed
    began = time.perf_counter()
    third = receive(who("motcua.phuxuan"), centre(ELSEWHERE))
    assert time.perf_counter() - began < 1  # and yet lets others pass
    slowly.go_on[0].set()
    done = switch.get()
    slowly.go_on[1].set()
    wanted = (centre(ELSEWHERE), committee(ELSEWHERE))
    assert [stands(r) for r in (first.get(), second.get(), third)] == [wanted, wanted, wanted]
    assert done.arrived >= 1
    assert done.balance["holds"]
    assert services.settle(actor=SYSTEM, now=LATER, plan_id=plan) == 0


def test_only_what_was_written_since_is_looked_at_unless_somebody_was_writing(committed):
    """Whoever wrote when the mark was made has perhaps a step below it that nobody could see."""
    held, let_go = threading.Event(), threading.Event()

    def writes():
        with transaction.atomic():
            receipt = receive(who("motcua.phuxuan"), centre(ELSEWHERE), ELSEWHERE)
            held.set()
            assert let_go.wait(20)
            return receipt

    writing = Running(writes)
    assert held.wait(20)
    with transaction.atomic():
        assert work.mark() is None
    assert writing.is_alive()
    let_go.set()
    receipt = writing.get()
    with transaction.atomic(), access.seeing(SYSTEM), connection.cursor() as cursor:
        step = work.mark()
        cursor.execute("select max(id) from dossier_step where dossier_id = %s", [receipt.id])
        assert step == cursor.fetchone()[0]
        Running(
            lambda: receive(who("motcua.phuxuan"), centre(ELSEWHERE), ELSEWHERE)
        ).get()  # nobody is kept out


def test_what_somebody_has_in_hand_follows_when_he_lets_go(committed):
    """A colleague holds a dossier that arrived during the switch: the switch does not wait for him, settling does."""
    counter, here = who("motcua.phubai"), centre(THERE)
    plan, by, _ = planned(committed, takes_over(THERE))
    held, let_go = threading.Event(), threading.Event()

    def grip():
        with transaction.atomic():
            receipt = receive(counter, here, THERE)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select set_config('ts.system', 'on', true)")
            cursor.execute("select 1 from dossier where id = %s for update", [receipt.id])
            held.set()
            assert let_go.wait(20)
        return receipt

    real = switching.conservation.Audit.check

    def check(self):
        real(self)
        gripping.append(Running(grip))
        assert held.wait(20)

    gripping: list[Running] = []
    switching.conservation.Audit.check = check
    try:
        done = services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    finally:
        switching.conservation.Audit.check = real
    assert done.in_hand == 1
    let_go.set()
    receipt = gripping[0].get()
    assert services.settle(actor=SYSTEM, now=LATER, plan_id=plan) == 1
    assert stands(receipt) == (centre(ELSEWHERE), committee(ELSEWHERE))
