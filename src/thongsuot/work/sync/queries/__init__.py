"""Reading what synchronisation knows. `outbox` messages and receivers · `telling` of one dossier ·
`reconciling` comparisons and arrivals.
"""

from thongsuot.work.sync.queries.outbox import (
    SEALED_FOR,
    Head,
    Listening,
    MessageRecord,
    ReceiverRecord,
    due_receivers,
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
    arrivals,
    compared,
    differing_codes,
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
    "ReceiverRecord",
    "Telling",
    "Told",
    "arrivals",
    "compared",
    "differing_codes",
    "due_receivers",
    "has_portal",
    "heads",
    "last_steps",
    "living",
    "messages",
    "outage",
    "portal_authorities",
    "receiver",
    "receivers",
    "secrets_of",
    "sent_to",
    "telling",
    "waiting_dossiers",
    "webhooks",
]
