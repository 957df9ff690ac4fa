"""Webhooks of an agency: subscribed by who administers it, with a secret that is shown once."""

import os
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.kernel.errors import NotFound, Problem, Refused, refuse_if
from thongsuot.plumbing import sealing
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.commands import OFFICERS, command, note
from thongsuot.registers.units import queries as units
from thongsuot.work.sync import ports, queries, rules
from thongsuot.work.sync.models import Message, Receiver
from thongsuot.work.sync.rules import webhooks
from thongsuot.work.sync.services.telling import again_of

MOST_OF_AGENCY, NAME_LONGEST = 20, 100
REPLAY_MOST = 10_000
NO_WEBHOOK = Problem("no_such_webhook", "Không có đăng ký này.")


def inside_hosts() -> frozenset[str]:
    """THONGSUOT_WEBHOOKS_INSIDE: hosts (or host:port), comma-separated, that the operator lets webhooks reach inside."""
    given = os.environ.get("THONGSUOT_WEBHOOKS_INSIDE", "")
    return frozenset(one.strip() for one in given.split(",") if one.strip())


@command("sync.subscribe", by=OFFICERS)
def subscribe(
    *, actor: Actor, now: datetime, agency_id: int, name: str, url: str, acts: Sequence[str]
) -> tuple[int, str]:
    """Tell `url` of every step of the agency's dossiers from now on (`acts`: of these only); its id and its secret.

    Raises `Refused` with every reason: the address leads inside, an unknown act, too many.
    """
    agency = units.agency(agency_id=agency_id)
    assert agency is not None
    assert agency.authority_id is not None
    with seeing(SYSTEM):
        many = Receiver.objects.filter(agency_id=agency_id, state__in=("on", "paused")).count()
        refuse_if(_problems(name, url, acts, many))
        secret = rules.new_secret()
        row = Receiver.objects.create(
            kind=ports.WEBHOOK, authority_id=agency.authority_id, agency_id=agency_id, name=name.strip(), url=url,
            acts=sorted(set(acts)), secrets=[_kept(secret)], since=now,
        )  # fmt: skip
    note(subject=f"receiver:{row.pk}", acts=sorted(set(acts)))
    return row.pk, secret


def _kept(secret: str) -> dict[str, Any]:
    """A secret as the table has it: no copy of the database signs anything."""
    return {"secret": sealing.seal(secret, queries.SEALED_FOR), "until": None}


def _problems(name: str, url: str, acts: Sequence[str], many: int) -> list[Problem]:
    found = list(rules.address_problems(url, inside=inside_hosts()))
    if not name.strip() or len(name) > NAME_LONGEST:
        found.append(
            Problem(
                "name_bad",
                "Hãy đặt tên cho hệ thống nhận, không dài quá {most} ký tự.",
                "name",
                {"most": NAME_LONGEST},
            )
        )
    if set(acts) - set(rules.EVENT_NAMES):
        found.append(Problem("acts_unknown", "Hãy chọn sự kiện trong danh sách.", "acts"))
    if many >= MOST_OF_AGENCY:
        found.append(
            Problem(
                "too_many", "Mỗi cơ quan có tối đa {most} đăng ký đang chạy.", "url", {"most": MOST_OF_AGENCY}
            )
        )
    return found


@command("sync.rotate", by=OFFICERS)
def rotate(
    *, actor: Actor, now: datetime, agency_id: int, receiver_id: int, overlap_hours: int = webhooks.OVERLAP
) -> str:
    """A new secret; the one before signs beside it for `overlap_hours` more, older ones no more."""
    refuse_if(webhooks.overlap_problems(overlap_hours))
    with seeing(SYSTEM):
        row = _own(agency_id, receiver_id)
        secret = rules.new_secret()
        sealed = sealing.seal(secret, queries.SEALED_FOR)
        row.secrets = webhooks.replaced(row.secrets, secret=sealed, now=now, hours=overlap_hours)
        row.save(update_fields=["secrets"])
    note(subject=f"receiver:{receiver_id}", hours=overlap_hours)
    return secret


@command("sync.seal", by=frozenset())
def seal_plain(*, actor: Actor, now: datetime) -> int:
    """Seal the secrets that still stand as they are, from before they were sealed; of how many receivers."""
    count = 0
    with seeing(SYSTEM):
        for row in Receiver.objects.select_for_update().order_by("id"):
            if not any(webhooks.is_plain(one["secret"]) for one in row.secrets):
                continue
            row.secrets = [
                {**one, "secret": sealing.seal(one["secret"], queries.SEALED_FOR)}
                if webhooks.is_plain(one["secret"])
                else one
                for one in row.secrets
            ]
            row.save(update_fields=["secrets"])
            count += 1
    note(subject="receivers", count=count)
    return count


@command("sync.pause", by=OFFICERS)
def pause(*, actor: Actor, now: datetime, agency_id: int, receiver_id: int) -> None:
    """Send nothing for now; what happens is kept."""
    _change(agency_id, receiver_id, ("on",), state="paused", paused_because="by_hand")


@command("sync.resume", by=OFFICERS)
def resume(*, actor: Actor, now: datetime, agency_id: int, receiver_id: int) -> None:
    """Send again, what was kept first."""
    _change(
        agency_id, receiver_id, ("paused",), state="on", paused_because="", failing_since=None, failures=0,
        next_at=None, last_error="",
    )  # fmt: skip


@command("sync.unsubscribe", by=OFFICERS)
def unsubscribe(*, actor: Actor, now: datetime, agency_id: int, receiver_id: int) -> None:
    """End it for good: nothing more is written for it, what waits is left out, its secrets are forgotten."""
    _change(agency_id, receiver_id, ("on", "paused"), state="ended", secrets=[])
    with seeing(SYSTEM):
        Message.objects.filter(receiver_id=receiver_id, state="waiting").update(
            state="skipped", skipped_by=actor.key, skipped_because="ended"
        )


@command("sync.replay", by=OFFICERS)
def replay(
    *, actor: Actor, now: datetime, agency_id: int, receiver_id: int, message_ids: Sequence[int] = (),
    since: datetime | None = None,
) -> int:  # fmt: skip
    """Send messages again under new ids: these, or all that were made since an instant; how many."""
    with seeing(SYSTEM):
        row = _own(agency_id, receiver_id)
        found = Message.objects.filter(receiver_id=row.pk)
        found = found.filter(made_at__gte=since) if since is not None else found.filter(pk__in=message_ids)
        count = again_of(row.pk, list(found.order_by("pk")[:REPLAY_MOST]), now)
    if not count:
        raise NotFound(Problem("no_such_message", "Không có bản tin này."))
    note(subject=f"receiver:{receiver_id}", count=count)
    return count


def _own(agency_id: int, receiver_id: int) -> Receiver:
    """The webhook, if it is the agency's; locked. Within `seeing(SYSTEM)`."""
    row = (
        Receiver.objects.select_for_update()
        .filter(pk=receiver_id, agency_id=agency_id)
        .exclude(state="ended")
        .first()
    )
    if row is None:
        raise NotFound(NO_WEBHOOK)
    return row


def _change(agency_id: int, receiver_id: int, states: Sequence[str], **values: Any) -> None:
    with seeing(SYSTEM):
        row = _own(agency_id, receiver_id)
        if row.state not in states:
            raise Refused(
                Problem("webhook_stands_otherwise", "Đăng ký đã đổi trạng thái. Hãy tải lại trang.")
            )
        Receiver.objects.filter(pk=row.pk).update(**values)
    note(subject=f"receiver:{receiver_id}", state=values.get("state", ""))
