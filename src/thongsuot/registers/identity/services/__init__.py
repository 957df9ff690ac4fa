"""Verbs of identity: load roles and demo accounts, grant, revoke, disable; sessions, tokens, guesses."""

from thongsuot.registers.identity.services.accounts import (
    change_password,
    disable,
    enable,
    grant,
    open_account,
    renew_recovery_codes,
    revoke,
    revoke_all,
)
from thongsuot.registers.identity.services.registers import load_accounts, load_roles
from thongsuot.registers.identity.services.regranting import regrant, restore_grants
from thongsuot.registers.identity.services.sessions import (
    SESSION_KEY,
    begin_session,
    end_other_sessions,
    end_session,
    hash_of,
    make_token,
    revoke_token,
)
from thongsuot.registers.identity.services.throttle import (
    TooManyGuesses,
    begin_guess,
    device_subject,
    factor_subject,
    forget_old_guesses,
    name_subject,
    settle,
    use_code,
)

__all__ = [
    "SESSION_KEY",
    "TooManyGuesses",
    "begin_guess",
    "begin_session",
    "change_password",
    "device_subject",
    "disable",
    "enable",
    "end_other_sessions",
    "end_session",
    "factor_subject",
    "forget_old_guesses",
    "grant",
    "hash_of",
    "load_accounts",
    "load_roles",
    "make_token",
    "name_subject",
    "open_account",
    "regrant",
    "renew_recovery_codes",
    "restore_grants",
    "revoke",
    "revoke_all",
    "revoke_token",
    "settle",
    "use_code",
]
