"""Reading of accounts, grants and sessions."""

from thongsuot.registers.identity.queries.actors import Caller, actor_for, resolve, user_of
from thongsuot.registers.identity.queries.people import (
    AccountRecord,
    GrantRecord,
    RoleRecord,
    SessionRecord,
    TokenRecord,
    account,
    account_called,
    accounts_of,
    grants_of,
    names,
    own,
    roles,
    sessions_of,
    tokens_of,
)

__all__ = [
    "AccountRecord",
    "Caller",
    "GrantRecord",
    "RoleRecord",
    "SessionRecord",
    "TokenRecord",
    "account",
    "account_called",
    "accounts_of",
    "actor_for",
    "grants_of",
    "names",
    "own",
    "resolve",
    "roles",
    "sessions_of",
    "tokens_of",
    "user_of",
]
