"""Reading of accounts, grants and sessions."""

from thongsuot.registers.identity.queries.actors import Caller, actor_for, resolve, user_of
from thongsuot.registers.identity.queries.people import (
    AccountRecord,
    FactorRecord,
    GrantRecord,
    RoleRecord,
    SessionRecord,
    TokenRecord,
    account,
    account_called,
    accounts_of,
    factors_of,
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
    "FactorRecord",
    "GrantRecord",
    "RoleRecord",
    "SessionRecord",
    "TokenRecord",
    "account",
    "account_called",
    "accounts_of",
    "actor_for",
    "factors_of",
    "grants_of",
    "names",
    "own",
    "resolve",
    "roles",
    "sessions_of",
    "tokens_of",
    "user_of",
]
