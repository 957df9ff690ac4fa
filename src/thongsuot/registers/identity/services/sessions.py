"""Sessions and tokens: begun, shown to their owner, ended."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from thongsuot.kernel.actor import Actor, Kind
from thongsuot.kernel.errors import NotFound, Problem
from thongsuot.kernel.ids import uuid7
from thongsuot.plumbing.commands import command, note
from thongsuot.registers.identity import queries, rules
from thongsuot.registers.identity.models import ApiToken, Session

OWNERS = frozenset({Kind.OFFICER, Kind.CITIZEN})
SESSION_KEY = "sid"  # of our session's id in the signed cookie
TOKEN_PREFIX = "ts_"  # noqa: S105 - lets secret scanners recognise a token of ours


@command("identity.begin_session", by=frozenset())
def begin_session(*, actor: Actor, now: datetime, account_id: int, device: str, method: str) -> UUID:
    """Someone proved to be the account's owner on a device. Returns the session's id for the cookie."""
    session = Session.objects.create(
        sid=uuid7(),
        account_id=account_id,
        device=device[:80],
        method=method[:40],
        created_at=now,
        seen_at=now,
        expires_at=now + rules.SESSION_LASTS,
    )
    note(subject=f"account:{account_id}", method=method)
    return session.sid


@command("identity.end_session", by=OWNERS, grant=False)
def end_session(*, actor: Actor, now: datetime, sid: UUID, because: str = "owner") -> None:
    """End one of one's own sessions (the system: any). Raises NotFound for another's or an ended one."""
    with queries.own(actor):
        ended = Session.objects.filter(sid=sid, ended_at=None).update(ended_at=now, ended_because=because)
    if not ended:
        raise NotFound(Problem("no_such_session", "Phiên đăng nhập này đã kết thúc.", "session"))
    note(subject=f"session:{sid}")


@command("identity.end_other_sessions", by=OWNERS, grant=False)
def end_other_sessions(*, actor: Actor, now: datetime, keep: UUID) -> int:
    """End all of one's own sessions but the one in use. Returns how many."""
    with queries.own(actor):
        others = Session.objects.filter(account_id=actor.account_id or 0, ended_at=None).exclude(sid=keep)
        ended = others.update(ended_at=now, ended_because="owner")
    note(subject=f"account:{actor.account_id}", count=ended)
    return ended


@command("identity.make_token", by=frozenset())
def make_token(
    *, actor: Actor, now: datetime, account_id: int, name: str, lasts: timedelta = rules.TOKEN_LASTS
) -> str:
    """A new token for programs that act as the account. Returned once; only its SHA-256 is kept."""
    account = queries.account(account_id=account_id)
    if account is None or not account.is_active:
        raise NotFound(Problem("no_such_account", "Không có tài khoản này.", "account"))
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    made = ApiToken.objects.create(
        account_id=account_id,
        name=name[:80],
        hint=token[:8],
        hash=hash_of(token),
        created_at=now,
        expires_at=now + lasts,
    )
    note(subject=f"account:{account_id}", token=made.id)
    return token


@command("identity.revoke_token", by=OWNERS, grant=False)
def revoke_token(*, actor: Actor, now: datetime, token_id: int) -> None:
    """Revoke one of one's own tokens (the system: any). Raises NotFound."""
    with queries.own(actor):
        changed = ApiToken.objects.filter(id=token_id, revoked_at=None).update(revoked_at=now)
    if not changed:
        raise NotFound(Problem("no_such_token", "Không có mã truy cập này, hoặc mã đã bị thu hồi.", "token"))
    note(subject=f"token:{token_id}")


def hash_of(token: str) -> bytes:
    """What is kept of a token: it is random and long, so one round of SHA-256 is enough."""
    return hashlib.sha256(token.encode()).digest()
