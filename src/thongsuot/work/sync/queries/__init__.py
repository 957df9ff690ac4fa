"""Reading what synchronisation knows. `outbox` messages and receivers · `arriving` what came · `reconciling` comparisons."""

from thongsuot.work.sync.queries.outbox import (
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
)

__all__ = [
    "Head",
    "Listening",
    "MessageRecord",
    "ReceiverRecord",
    "due_receivers",
    "has_portal",
    "heads",
    "last_steps",
    "living",
    "messages",
    "outage",
    "receiver",
    "receivers",
    "secrets_of",
]
