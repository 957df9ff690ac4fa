"""The rules of telling: what a step is told as, how long to wait, what differs, how webhooks are signed and whither."""

from thongsuot.work.sync.rules.addresses import address_problems, is_outside, ports_allowed
from thongsuot.work.sync.rules.arrivals import arrival_problems
from thongsuot.work.sync.rules.outbox import (
    EVENT,
    PROGRESS,
    RECORD,
    RESULT,
    STATUS,
    event_id,
    is_dead,
    message_pause,
    rank_of,
    receiver_pause,
    services_of,
    told_status,
)
from thongsuot.work.sync.rules.reconciling import (
    DIFFERENCES,
    Difference,
    Kind,
    Ours,
    Tally,
    compare,
    tallies,
)
from thongsuot.work.sync.rules.webhooks import (
    EVENT_NAMES,
    cloud_event,
    event_type,
    live_secrets,
    new_secret,
    signature,
    signed_headers,
)

__all__ = [
    "DIFFERENCES",
    "EVENT",
    "EVENT_NAMES",
    "PROGRESS",
    "RECORD",
    "RESULT",
    "STATUS",
    "Difference",
    "Kind",
    "Ours",
    "Tally",
    "address_problems",
    "arrival_problems",
    "cloud_event",
    "compare",
    "event_id",
    "event_type",
    "is_dead",
    "is_outside",
    "live_secrets",
    "message_pause",
    "new_secret",
    "ports_allowed",
    "rank_of",
    "receiver_pause",
    "services_of",
    "signature",
    "signed_headers",
    "tallies",
    "told_status",
]
