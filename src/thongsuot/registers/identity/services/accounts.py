"""Who may do what, and who is out."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import Q
from psycopg.types.range import DateRange

from thongsuot.kernel.actor import Actor, Kind
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import NotFound, Problem, Refused, refuse_if
from thongsuot.plumbing.commands import command, note
from thongsuot.registers.identity import queries, rules
from thongsuot.registers.identity.models import Account, ApiToken, Role, RoleGrant, Session
from thongsuot.registers.identity.rules import AccountKind, Reach


@command("identity.open_account", by=frozenset())
def open_account(
    *,
    actor: Actor,
    now: datetime,
    username: str,
    full_name: str,
    password: str,
    kind: AccountKind = AccountKind.OFFICER,
    authority_id: int | None = None,
) -> int:
    """Open a real account with a first password, to be changed at once. Returns its id.

    Raises Refused when the name is bad or taken.
    """
    refuse_if(rules.username_problems(username))
    if Account.objects.filter(username=username).exists():
        raise Refused(
            Problem("username_taken", "Đã có tài khoản {username}.", "username", {"username": username})
        )
    made = Account.objects.create(
        username=username,
        kind=kind,
        full_name=full_name,
        password=make_password(password),
        must_change_password=rules.must_change_password(is_own=False, is_demo=False),
        authority_id=authority_id,
        created_at=now,
    )
    note(subject=f"account:{made.pk}", kind=kind)
    return made.pk


@command("identity.renew_recovery_codes", by=frozenset())
def renew_recovery_codes(*, actor: Actor, now: datetime, account_id: int) -> tuple[str, ...]:
    """New recovery codes for somebody who lost phone and key; the old ones stop working. Refused without a factor."""
    account = _account(account_id)
    factors = Authenticator.objects.filter(user=account)
    if not factors.filter(type__in=(Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)).exists():
        raise Refused(Problem("no_second_factor", "Tài khoản chưa có lớp bảo vệ thứ hai.", "account"))
    factors.filter(type=Authenticator.Type.RECOVERY_CODES).delete()
    codes = RecoveryCodes.activate(account).get_unused_codes()
    note(subject=f"account:{account_id}")
    return tuple(codes)


@command("identity.grant")
def grant(
    *,
    actor: Actor,
    now: datetime,
    account_id: int,
    role_code: str,
    agency_id: int,
    reach: Reach,
    from_date: date,
    to_date: date | None = None,
    reason: str = "",
    post: str = "",
    signs_for: str = "",
) -> int:
    """Give an officer a role at an agency during [from_date, to_date). Returns the grant's id.

    `post`, `signs_for`: as what he signs there, "Phó Chủ tịch", "TL. Chủ tịch".
    Raises NotFound, or Refused with every reason (not an officer, disabled, empty period, held already; and
    for an officer who gives it: to himself, further than he administers, the right to give rights).
    """
    day, post, signs_for = local_day(now), " ".join(post.split()), " ".join(signs_for.split())
    with queries.administering(actor, day=day) as administered:
        account, role = _account(account_id), _role(role_code)
        about: dict[str, Any] = {"kind": AccountKind(account.kind), "is_active": account.is_active}
        refuse_if(
            (
                *rules.grant_problems(**about, from_date=from_date, to_date=to_date),
                *rules.title_problems(post=post, signs_for=signs_for, to_date=to_date, reason=reason),
                *_handing_problems(actor, administered, account_id, role.verbs, agency_id, reach, day),
            )
        )
        given = RoleGrant(
            account=account, role=role, agency_id=agency_id, reach=reach, reason=reason, granted_at=now,
            valid=DateRange(from_date, to_date), post=post, signs_for=signs_for,
        )  # fmt: skip
        _insert(given)
    note(subject=f"account:{account_id}", role=role_code, agency=agency_id, reach=reach)
    return given.id


def _insert(given: RoleGrant) -> None:
    try:
        with transaction.atomic():
            given.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(
            Problem(
                "held_already", "Tài khoản đã có vai trò này tại cơ quan này trong thời gian đó.", "from_date"
            )
        ) from error


def _handing_problems(
    actor: Actor,
    administered: frozenset[int],
    account_id: int,
    verbs: Collection[str],
    agency_id: int,
    reach: Reach,
    day: date,
) -> tuple[Problem, ...]:
    """What binds an officer who gives rights, and not the system."""
    if actor.kind is Kind.SYSTEM:
        return ()
    reached, authority_id = queries.reached(agency_id=agency_id, reach=reach, day=day)
    # A right over a whole province also reaches the agencies that it will have tomorrow.
    whole = authority_id is None or any(
        g.authority_id == authority_id and rules.GRANT in g.verbs and g.is_valid_on(day) for g in actor.grants
    )
    return rules.handing_problems(
        is_own=actor.account_id == account_id, is_within=whole and reached <= administered, verbs=verbs
    )


@command("identity.revoke")
def revoke(
    *, actor: Actor, now: datetime, grant_id: int, agency_id: int | None = None, reason: str = ""
) -> None:
    """Take a grant back at once; it is refused on the very next request. Raises NotFound, or Refused for one's own.

    agency_id: where the grant counts; an officer takes back only what counts where he administers.
    """
    with queries.administering(actor, day=local_day(now)):
        found = RoleGrant.objects.filter(id=grant_id, revoked_at=None)
        if agency_id is not None:
            found = found.filter(agency_id=agency_id)
        held = found.select_related("role").first()
        if held is None:
            raise NotFound(
                Problem("no_such_grant", "Không có quyền này, hoặc quyền đã được thu hồi.", "grant")
            )
        if actor.kind is not Kind.SYSTEM:
            is_own = held.account_id == actor.account_id
            refuse_if(rules.handing_problems(is_own=is_own, is_within=True, verbs=held.role.verbs))
        changed = found.update(revoked_at=now, revoked_because=reason)
        if not changed:  # somebody was faster
            raise NotFound(
                Problem("no_such_grant", "Không có quyền này, hoặc quyền đã được thu hồi.", "grant")
            )
    note(subject=f"account:{held.account_id}", grant=grant_id, agency=held.agency_id)


@command("identity.revoke_all", grant=False)
def revoke_all(*, actor: Actor, now: datetime, account_id: int, reason: str) -> int:
    """Take back every right of an officer who leaves, where the actor administers. Returns how many.

    Raises Refused without a reason, for one's own rights, or when nothing is left to take back.
    """
    if not reason.strip():
        raise Refused(Problem("reason_missing", "Hãy ghi căn cứ: số quyết định hoặc lý do.", "because"))
    day = local_day(now)
    with queries.administering(actor, day=day) as administered:
        found = list(
            RoleGrant.objects.filter(account_id=account_id, revoked_at=None, agency_id__in=administered)
            .filter(Q(valid__endswith__gt=day) | Q(valid__upper_inf=True))
            .order_by("id")
            .values_list("id", "agency_id")
        )
    if not found:
        raise Refused(Problem("nothing_to_revoke", "Người này không còn quyền nào do bạn quản trị."))
    for grant_id, agency_id in found:
        revoke(actor=actor, now=now, grant_id=grant_id, agency_id=agency_id, reason=reason)
    note(subject=f"account:{account_id}", count=len(found))
    return len(found)


@command("identity.disable", by=frozenset())
def disable(*, actor: Actor, now: datetime, account_id: int, reason: str = "") -> int:
    """Shut an account: its sessions end and its tokens are revoked. Returns how many sessions ended."""
    account = _account(account_id)
    Account.objects.filter(id=account.id).update(is_active=False)
    ended = Session.objects.filter(account_id=account_id, ended_at=None).update(
        ended_at=now, ended_because="disabled"
    )
    ApiToken.objects.filter(account_id=account_id, revoked_at=None).update(revoked_at=now)
    note(subject=f"account:{account_id}", sessions=ended, reason=reason)
    return ended


@command("identity.enable", by=frozenset())
def enable(*, actor: Actor, now: datetime, account_id: int) -> None:
    """Open a disabled account again; sessions and tokens that ended stay ended."""
    _account(account_id)
    Account.objects.filter(id=account_id).update(is_active=True)
    note(subject=f"account:{account_id}")


@command("identity.change_password", by=frozenset())
def change_password(
    *, actor: Actor, now: datetime, account_id: int, password: str, keep: str = "", is_own: bool = False
) -> None:
    """Set a password (already checked against the rules) and end every session but `keep` (a sid).

    is_own: its owner chose it. One that somebody else set has to be changed at the next log-in.
    """
    account = _account(account_id)
    Account.objects.filter(id=account_id).update(
        password=make_password(password),
        must_change_password=rules.must_change_password(is_own=is_own, is_demo=account.is_demo),
    )
    others = Session.objects.filter(account_id=account_id, ended_at=None)
    if keep:
        others = others.exclude(sid=keep)
    ended = others.update(ended_at=now, ended_because="password")
    note(subject=f"account:{account_id}", sessions=ended)


def _account(account_id: int) -> Account:
    found = Account.objects.filter(id=account_id).first()
    if found is None:
        raise NotFound(Problem("no_such_account", "Không có tài khoản này.", "account"))
    return found


def _role(code: str) -> Role:
    found = Role.objects.filter(code=code).first()
    if found is None:
        raise NotFound(Problem("no_such_role", "Không có vai trò {code}.", "role", {"code": code}))
    return found
