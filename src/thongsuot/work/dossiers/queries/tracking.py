"""Following a dossier without an account."""

from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.access import seeing
from thongsuot.work.dossiers.rules.tracking import is_proof_of_holding


def prove(*, code: str, digits: str) -> UUID | None:
    """The dossier whose code and phone digits were given, or None: which of the two was wrong is not told."""
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select id, phone from dossier where code = %s", [code.strip().upper()])
        row = cursor.fetchone()
    if row is None or not is_proof_of_holding(phone=row[1], digits=digits):
        return None
    found: UUID = row[0]
    return found
