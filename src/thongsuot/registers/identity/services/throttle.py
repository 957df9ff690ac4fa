"""Wrong guesses are counted before the guess is looked at, in a transaction of its own, so that a
thousand guesses sent at once are a thousand guesses. Counted per account from devices that are not known
to it, per known device, per device over all accounts, and per second factor. Never per network address:
two hundred officers stand behind one.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing import access, logs
from thongsuot.registers.identity import rules

log = logs.get(__name__)


class TooManyGuesses(Refused):
    """429: nothing is looked at before `retry_at`."""

    status = 429

    def __init__(self, retry_at: datetime, wait_s: int) -> None:
        self.retry_at = retry_at
        self.wait_s = wait_s
        minutes = -(-wait_s // 60)
        super().__init__(
            Problem(
                "too_many_guesses",
                "Đã thử sai quá nhiều lần. Hãy thử lại sau {minutes} phút.",
                params={"minutes": minutes},
            )
        )


def name_subject(username: str, device: str = "") -> str:
    """The counter of an account's name: of all unknown devices together, or of one device known to it."""
    return f"name:{_digest(username.strip().lower())}:{device}"


def device_subject(device: str) -> str:
    """The counter of one device over all names that are tried on it."""
    return f"device:{device}"


def factor_subject(account_id: int) -> str:
    """The counter of wrong codes for an account whose password was right."""
    return f"factor:{account_id}"


def code_subject(account_id: int, code: str) -> str:
    return f"code:{account_id}:{_digest(code)}"


def _free(subject: str) -> int:
    return rules.FREE_ON_DEVICE if subject.startswith("device:") else rules.FREE_FAILURES


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


LOCK = """insert into login_attempt (subject, failures, last_at)
 select s, 0, %s from unnest(%s::text[]) s order by s on conflict (subject) do nothing"""
READ = """select subject, failures, last_at, locked_until from login_attempt where subject = any (%s)
 order by subject for update"""
COUNT = """update login_attempt a set failures = n.failures, last_at = %s, locked_until = n.locked_until
 from unnest(%s::text[], %s::int[], %s::timestamptz[]) as n(subject, failures, locked_until)
 where a.subject = n.subject"""


@transaction.atomic
def begin_guess(*, now: datetime, subjects: Sequence[str]) -> None:
    """Count one guess for every subject as wrong (`settle` takes it back when it was right).

    Raises TooManyGuesses, and counts nothing, when a subject has to wait.
    """
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(LOCK, [now, sorted(subjects)])
        cursor.execute(READ, [list(subjects)])
        rows = cursor.fetchall()
        locked = [until for *_, until in rows if until is not None and until > now]
        if locked:
            until = max(locked)
            log.warning("guess_refused", subject=rows[0][0].split(":")[0])
            raise TooManyGuesses(until, max(1, int((until - now).total_seconds()) + 1))
        counted = [(s, rules.failures_now(failures, last, now) + 1) for s, failures, last, _ in rows]
        waits = [rules.wait_after(failures, free=_free(subject)) for subject, failures in counted]
        cursor.execute(
            COUNT,
            [now, [s for s, _ in counted], [n for _, n in counted], [now + w if w else None for w in waits]],
        )


RETURN = """update login_attempt set failures = greatest(failures - 1, 0), locked_until = null
 where subject = any (%s)"""


@transaction.atomic
def settle(*, broken: Sequence[str], returned: Sequence[str] = ()) -> None:
    """The guess was right: the row of failures of `broken` ends, that of `returned` is one shorter."""
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("delete from login_attempt where subject = any (%s)", [list(broken)])
        cursor.execute(RETURN, [list(returned)])


ONCE = """insert into login_attempt (subject, failures, last_at) values (%s, 1, %s)
 on conflict (subject) do update set last_at = excluded.last_at where login_attempt.last_at < %s
 returning 1"""


@transaction.atomic
def use_code(*, now: datetime, account_id: int, code: str) -> bool:
    """Whether this code was not tried for this account a moment ago; from now on it was."""
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(ONCE, [code_subject(account_id, code), now, now - rules.CODE_ONCE])
        return cursor.fetchone() is not None


@transaction.atomic
def forget_old_guesses(*, now: datetime) -> int:
    """Delete counters that say nothing any more. Returns how many."""
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("delete from login_attempt where last_at < %s", [now - rules.FORGOTTEN_AFTER])
        return int(cursor.rowcount)
