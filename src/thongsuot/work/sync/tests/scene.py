"""A portal that does what a test says, and dossiers that go their way."""

import json
from collections import deque

from django.db import connection
from tests.people import HERE, NOW, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing import bus
from thongsuot.plumbing.access import seeing
from thongsuot.work.dossiers import services as dossiers
from thongsuot.work.sync import ports, services
from thongsuot.work.sync.models import Message, Receiver
from thongsuot.work.sync.ports import Accepted

COUNTER, PROCESSOR, HEAD, PROVINCE = "motcua.thuanhoa", "xuly.thuanhoa", "lanhdao.thuanhoa", "tinh"


class Talker:
    """A channel and its line: says `says` in turn, then yes; keeps what it was sent."""

    def __init__(self, kind=ports.PORTAL):
        self.kind, self.says, self.got = kind, deque(), []

    def is_configured(self):
        return True

    def open(self, receiver):
        return self

    def send(self, outgoing):
        said = self.says.popleft() if self.says else Accepted()
        said = said(outgoing) if callable(said) else said
        self.got.append((outgoing, said))
        return said

    def close(self):
        """A line that is the channel itself stays open for the next sender."""

    def accepted(self):
        return [one for one, said in self.got if isinstance(said, Accepted)]


def received(**more):
    return dossiers.receive(actor=who(COUNTER), now=NOW, agency_id=centre(), filing=filing(**more))


def act(verb, receipt, user=PROCESSOR, at=NOW, agency=None, **more):
    return getattr(dossiers, verb)(
        actor=who(user), now=at, agency_id=agency or committee(HERE), dossier_ids=[receipt.id], **more
    )


def work_off_events():
    """What the worker does with the events written so far."""
    with connection.cursor() as cursor:
        cursor.execute("select id, task_name, args from procrastinate_jobs where status = 'todo' order by id")
        rows = cursor.fetchall()
        cursor.execute("delete from procrastinate_jobs")
    for _, task, written in rows:
        args = json.loads(written) if isinstance(written, str) else written
        jobs = bus.deliveries(**args) if task == bus.SPREAD else [{"args": args}]
        for job in jobs:
            bus.deliver(**job["args"])
    return len(rows)


def send(receiver, at=NOW):
    return services.send_due(receiver_id=receiver.pk, clock=lambda: at)


def the_portal():
    with seeing(SYSTEM):
        return Receiver.objects.get(kind=ports.PORTAL)


def states():
    with seeing(SYSTEM):
        return list(Message.objects.order_by("step", "rank").values_list("step", "service", "state"))
