"""Who may come in, what they may do where and until when, from which devices they are in now.

Every table here but `role` is under row-level security: an application that was told nothing about
who looks sees no account, no session and no token.
"""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from thongsuot.registers.identity.rules import AccountKind, Reach


class Account(AbstractBaseUser):
    """An officer or a citizen who logs in. `citizen_id` (12 digits) only for citizens.

    `is_demo`: from a demo pack, with a password that everybody knows; refused outside a demo.
    `must_change_password`: somebody else set the present one; never for demo accounts.
    """

    last_login = None  # sessions say it, one row each

    id = models.BigAutoField(primary_key=True)
    username = models.TextField(unique=True)
    kind = models.TextField()
    full_name = models.TextField()
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False, db_default=False)
    authority = models.ForeignKey("units.Unit", models.PROTECT, null=True, related_name="+")
    citizen_id = models.TextField(null=True, unique=True)  # noqa: DJ001 - unknown is not an empty number
    phone = models.TextField(blank=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = []

    objects = BaseUserManager()

    class Meta:
        db_table = "account"
        constraints = [
            models.CheckConstraint(
                condition=Q(username__regex=r"^[a-z0-9][a-z0-9._-]{2,63}$"), name="account_username"
            ),
            models.CheckConstraint(condition=Q(kind__in=[k.value for k in AccountKind]), name="account_kind"),
            models.CheckConstraint(
                condition=Q(citizen_id__isnull=True)
                | Q(kind=AccountKind.CITIZEN.value, citizen_id__regex=r"^[0-9]{12}$"),
                name="account_citizen_id",
            ),
        ]


class Role(models.Model):
    """A bundle of verbs; data of a pack."""

    id = models.BigAutoField(primary_key=True)
    code = models.TextField(unique=True)
    name = models.TextField()
    name_en = models.TextField()
    verbs = ArrayField(models.TextField())

    open_because = "names of roles and their verbs, nobody's data"

    class Meta:
        db_table = "role"


class RoleGrant(models.Model):
    """An account holds a role at an agency during `valid` ([from, to) in days).

    Taken back: `revoked_at` is set and the row stays, so that it can be told later who could do what.
    `post`, `signs_for`: as what he signs there meanwhile; "" where he signs no letters.
    """

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="grants")
    role = models.ForeignKey(Role, models.PROTECT, related_name="+")
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+")
    reach = models.TextField()
    valid = DateRangeField()
    reason = models.TextField(blank=True)
    granted_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_because = models.TextField(blank=True)
    post = models.TextField(blank=True, db_default="")
    signs_for = models.TextField(blank=True, db_default="")

    class Meta:
        db_table = "role_grant"
        constraints = [
            models.CheckConstraint(condition=Q(reach__in=[r.value for r in Reach]), name="rolegrant_reach"),
            models.CheckConstraint(
                condition=Q(valid__isempty=False, valid__startswith__isnull=False), name="rolegrant_valid"
            ),
            ExclusionConstraint(
                name="rolegrant_once",
                expressions=[
                    ("account", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("agency", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=Q(revoked_at__isnull=True),
            ),
        ]


class Session(models.Model):
    """One log-in on one device. The cookie carries `sid`, signed; the row decides whether it still counts."""

    sid = models.UUIDField(primary_key=True)
    account = models.ForeignKey(Account, models.CASCADE, related_name="sessions")
    device = models.TextField()
    method = models.TextField()
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_because = models.TextField(blank=True)

    class Meta:
        db_table = "account_session"
        indexes = [
            models.Index(fields=["account"], name="session_open", condition=Q(ended_at__isnull=True)),
        ]


class ApiToken(models.Model):
    """A program's key. Only its SHA-256 is kept; `hint` is its beginning, to tell tokens apart."""

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(Account, models.CASCADE, related_name="tokens")
    name = models.TextField()
    hint = models.TextField()
    hash = models.BinaryField(unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "api_token"


class LoginAttempt(models.Model):
    """Failures in a row for one subject (a name from unknown devices, a device, a second factor).

    No network address stands here: a whole office shares one.
    """

    subject = models.TextField(primary_key=True)
    failures = models.IntegerField(default=0)
    last_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "login_attempt"
        indexes = [models.Index(fields=["last_at"], name="loginattempt_last")]
