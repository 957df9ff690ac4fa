"""Which codes are taken already: by dossiers of the house, and by rows that came in from a file."""

from collections.abc import Sequence

from django.db import connection

from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.access import seeing

# By the system's eyes: that a code is taken is said to whoever writes it, nothing else about its dossier.
TAKEN = """select d.code, coalesce(r.digest, ''), coalesce(b.file_name, ''), coalesce(r.number, 0)
from dossier d
left join lateral (select * from import_row i where i.code = d.code and i.state = 'loaded' limit 1) r on true
left join import_book b on b.id = r.book_id
where d.code = any(%s)"""


def taken(codes: Sequence[str]) -> dict[str, tuple[str, str, int]]:
    """Code → (digest, file, row) of where it came in; empty and 0 for a dossier that no file brought."""
    if not codes:
        return {}
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(TAKEN, [list(codes)])
        return {code: (digest, name, number) for code, digest, name, number in cursor.fetchall()}
