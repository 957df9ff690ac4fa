"""Which provinces can be reached: their address and the secret that both keep."""

from datetime import datetime

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import NotFound, Problem, refuse_if
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.commands import OFFICERS, command, note
from thongsuot.registers.units import queries as units
from thongsuot.work.relays import rules
from thongsuot.work.relays.models import Peer
from thongsuot.work.sync import ports
from thongsuot.work.sync import rules as telling
from thongsuot.work.sync import services as sync
from thongsuot.work.sync.rules import webhooks


@command("relays.connect", by=OFFICERS)
def connect(
    *, actor: Actor, now: datetime, agency_id: int, partner_code: str, url: str, secret: str = "",
    keeps_secret: bool = False, overlap_hours: int = webhooks.OVERLAP,
) -> str:  # fmt: skip
    """Connect the agency's province with another, or change address and secret; returns the secret.

    `secret` "": one is made, to be typed in at the other end; `keeps_secret`: where there is one it stays, and "" is
    returned. A replaced one is good for `overlap_hours` more in both directions. Raises `Refused` with every reason.
    """
    agency = units.agency(agency_id=agency_id)
    if agency is None or agency.authority_id is None:
        raise NotFound(Problem("no_such_agency", "Không có cơ quan này.", "agency"))
    partner = units.unit_on(code=partner_code, day=local_day(now), level="province").exact
    problems = list(telling.address_problems(url, inside=sync.inside_hosts()))
    if partner is None or partner.id == agency.authority_id:
        problems.append(Problem("partner_bad", "Hãy chọn một tỉnh khác trong danh sách.", "partner"))
    if secret:
        problems += rules.secret_problems(secret)
    refuse_if((*problems, *webhooks.overlap_problems(overlap_hours)))
    assert partner is not None
    with seeing(SYSTEM):
        row = Peer.objects.filter(authority_id=agency.authority_id, partner_id=partner.id).first()
        if row is None or not keeps_secret:
            secret = secret or telling.new_secret()
        if row is None:
            _begin(agency.authority_id, partner, url, secret, now)
        else:
            sync.change_receiver(
                receiver_id=row.receiver_id, name=partner.full_name, url=url, secret=secret, now=now,
                overlap_hours=overlap_hours,
            )  # fmt: skip
            Peer.objects.filter(pk=row.pk).update(is_on=True)
    note(subject=f"province:{partner.code}", renewed=bool(secret))
    return secret


def _begin(authority_id: int, partner: units.UnitRecord, url: str, secret: str, now: datetime) -> None:
    receiver_id = sync.add_receiver(
        kind=ports.PROVINCE,
        authority_id=authority_id,
        name=partner.full_name,
        url=url,
        secret=secret,
        now=now,
    )
    Peer.objects.create(authority_id=authority_id, partner_id=partner.id, receiver_id=receiver_id, since=now)


@command("relays.disconnect", by=OFFICERS)
def disconnect(*, actor: Actor, now: datetime, agency_id: int, peer_id: int) -> None:
    """File nothing more for this province and believe nothing more of it; what waits stays until it is connected again."""
    row = Peer.objects.select_related("receiver").filter(pk=peer_id).first()
    if row is None:
        raise NotFound(Problem("no_such_peer", "Không có kết nối này."))
    with seeing(SYSTEM):
        Peer.objects.filter(pk=row.pk).update(is_on=False)
        sync.change_receiver(
            receiver_id=row.receiver_id, name=row.receiver.name, url=row.receiver.url, is_on=False, now=now
        )
    note(subject=f"peer:{peer_id}")
