"""What logging in proves of a citizen: the claims of his electronic identity."""

from dataclasses import dataclass

from thongsuot.kernel.actor import Actor, Kind
from thongsuot.registers.identity.models import Account
from thongsuot.registers.identity.queries.people import own


@dataclass(frozen=True, slots=True)
class Claims:
    """Name, identity number and telephone as the account has them; "" where it has none."""

    full_name: str
    citizen_id: str
    phone: str


def claims_of(*, viewer: Actor) -> Claims | None:
    """The claims of the citizen who is logged in; None for anybody else."""
    if viewer.kind is not Kind.CITIZEN or viewer.account_id is None:
        return None
    with own(viewer):
        found = Account.objects.filter(id=viewer.account_id).first()
    return Claims(found.full_name, found.citizen_id or "", found.phone or "") if found else None
