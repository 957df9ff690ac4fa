"""Reading relays: `reading` for people, `telling` what the other province is told."""

from thongsuot.work.relays.queries.reading import (
    FileRecord,
    InboxRecord,
    PeerRecord,
    RelayRecord,
    by_slip,
    content_of,
    files_of,
    handed_by,
    inbox,
    latest,
    of_dossier,
    partner_of,
    peer_of,
    peers,
    prove,
    reachable,
    relay,
)
from thongsuot.work.relays.queries.telling import Told, told

__all__ = [
    "FileRecord",
    "InboxRecord",
    "PeerRecord",
    "RelayRecord",
    "Told",
    "by_slip",
    "content_of",
    "files_of",
    "handed_by",
    "inbox",
    "latest",
    "of_dossier",
    "partner_of",
    "peer_of",
    "peers",
    "prove",
    "reachable",
    "relay",
    "told",
]
