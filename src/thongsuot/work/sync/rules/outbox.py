"""What a step of a dossier is told as, and how long to wait when nobody takes it."""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from thongsuot.kernel.law import house_rule, law

# The portal's services, and what a webhook gets.
RECORD, PROGRESS, EVENT = "DongBoHoSoMC", "CapNhatTienDoHoSoMC", "event"
# What another province is told of a dossier that it handed to us: its steps, then the files of its result.
STATUS, RESULT = "status", "result"
# Acts that leave state and date as they are and change the record all the same.
CHANGES_RECORD = ("correct_applicant",)
RANKS = {RECORD: 0, PROGRESS: 1, EVENT: 0, RESULT: 0, STATUS: 1}

FIRST_PAUSE = timedelta(seconds=2)
# A receiver that is back is found within this time, and what waited must be through ten minutes after its return.
RECEIVER_LONGEST = timedelta(minutes=2)
MESSAGE_FIRST, MESSAGE_LONGEST = timedelta(minutes=1), timedelta(hours=6)
RETRY_AFTER_LONGEST = timedelta(days=1)
DEAD_AFTER = timedelta(days=5)
DOUBLINGS = 20


@law("TT 03/2025/TT-VPCP", "đồng bộ trạng thái và tiến độ hồ sơ với Cổng Dịch vụ công quốc gia")
def services_of(
    *,
    number: int,
    state: str,
    state_before: str | None,
    due_at: datetime | None,
    due_before: datetime | None,
    act: str = "",
) -> tuple[str, ...]:
    """The portal's services that step `number` calls: the record when it is new or changed, the progress afterwards."""
    if number == 1:
        return (RECORD,)
    changed = state != state_before or due_at != due_before or act in CHANGES_RECORD
    return (RECORD, PROGRESS) if changed else (PROGRESS,)


@house_rule(
    "of one step the record goes before its progress: the portal knows no progress of an unknown dossier"
)
def rank_of(service: str) -> int:
    """The place of a service among those of one step; what stands behind its "/" says of which part it is."""
    return RANKS.get(service.partition("/")[0], 0)


@house_rule("who gets a message twice must be able to see that it is the same one")
def event_id(*, dossier_id: UUID, step: int, service: str, again: str = "") -> UUID:
    """The id of a message: the same for the same step and service, another when a person has it told `again`."""
    return uuid5(dossier_id, f"{step}/{service}/{again}" if again else f"{step}/{service}")


@house_rule("a system that is down is not hammered, and found again within two minutes of its return")
def receiver_pause(failures: int, *, retry_after: timedelta | None = None) -> timedelta:
    """How long to leave a receiver alone after `failures` (≥ 1) in a row; at least what it asked for, at most a day."""
    grown = min(FIRST_PAUSE * (1 << min(failures - 1, DOUBLINGS)), RECEIVER_LONGEST)
    return max(grown, min(retry_after or timedelta(0), RETRY_AFTER_LONGEST))


@house_rule("one dossier that is refused must neither be dropped nor stop the others")
def message_pause(attempts: int, *, is_refused: bool) -> timedelta:
    """How long one message waits after `attempts` (≥ 1): refused ones up to six hours, for a person must look."""
    if is_refused:
        return min(MESSAGE_FIRST * (1 << min(attempts - 1, DOUBLINGS)), MESSAGE_LONGEST)
    return receiver_pause(attempts)


@house_rule(
    "a webhook that nobody answers for five days is paused and its owner told; what happens meanwhile is kept"
)
def is_dead(*, failing_since: datetime | None, now: datetime) -> bool:
    """Whether a webhook has been failing for so long that it is paused."""
    return failing_since is not None and now - failing_since >= DEAD_AFTER
