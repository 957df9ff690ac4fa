"""Reading what synchronisation knows.

`outbox` messages and receivers · `telling` of one dossier · `reconciling` comparisons
and arrivals · `attachments` files that the portal holds.
"""

from thongsuot.work.sync.queries.attachments import (
    PortalFileRecord,
    count_failed,
    files_from_portal,
    open_files,
    uploaded,
)
from thongsuot.work.sync.queries.outbox import (
    SEALED_FOR,
    Head,
    Listening,
    MessageRecord,
    ReceiverRecord,
    due_receivers,
    has_plain_secrets,
    has_portal,
    heads,
    last_steps,
    living,
    messages,
    outage,
    receiver,
    receivers,
    secrets_of,
    sent_to,
    webhooks,
)
from thongsuot.work.sync.queries.reconciling import (
    ArrivalRecord,
    Compared,
    MissingRecord,
    arrivals,
    compared,
    differing_codes,
    missing_here,
    portal_authorities,
    waiting_dossiers,
)
from thongsuot.work.sync.queries.telling import Telling, Told, telling

__all__ = [
    "SEALED_FOR",
    "ArrivalRecord",
    "Compared",
    "Head",
    "Listening",
    "MessageRecord",
    "MissingRecord",
    "PortalFileRecord",
    "ReceiverRecord",
    "Telling",
    "Told",
    "arrivals",
    "compared",
    "count_failed",
    "differing_codes",
    "due_receivers",
    "files_from_portal",
    "has_plain_secrets",
    "has_portal",
    "heads",
    "last_steps",
    "living",
    "messages",
    "missing_here",
    "open_files",
    "outage",
    "portal_authorities",
    "receiver",
    "receivers",
    "secrets_of",
    "sent_to",
    "telling",
    "uploaded",
    "waiting_dossiers",
    "webhooks",
]
