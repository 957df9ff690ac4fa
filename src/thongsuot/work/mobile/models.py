"""Tables of mobile sessions. A code belongs to one device from the day it is reserved; what became of it stays known."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class MobileSession(models.Model):
    """One day at one place, by some officers of an agency, for some procedures."""

    id = models.UUIDField(primary_key=True)
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    authority = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", db_index=False)
    place = models.TextField()
    day = models.DateField()
    procedures = ArrayField(models.TextField())
    officer_ids = ArrayField(models.BigIntegerField())
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(
        "identity.Account", models.PROTECT, related_name="+", null=True, db_index=False
    )
    closed_at = models.DateTimeField(null=True)
    hours = models.TextField(blank=True, default="")
    capacity = models.SmallIntegerField(null=True)  # people that can be served
    field_code = models.TextField(blank=True, default="")  # whose backlog it is planned for
    followed = models.JSONField(default=list, db_default=[])  # {ref, agency}: where it was before each switch

    class Meta:
        db_table = "mobile_session"
        indexes = [models.Index("agency", "day", name="mobile_session_of")]


class MobileCode(models.Model):
    """A dossier's code taken from the counter in advance, with the id that the dossier will have."""

    dossier_id = models.UUIDField(primary_key=True)
    session = models.ForeignKey(MobileSession, models.PROTECT, related_name="codes", db_index=False)
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    serial = models.IntegerField()
    code = models.TextField(db_collation="C")
    device = models.TextField()
    reserved_at = models.DateTimeField()
    state = models.TextField()
    reason = models.TextField(blank=True, default="")

    class Meta:
        db_table = "mobile_code"
        constraints = [
            models.UniqueConstraint("code", name="mobile_code_once"),
            models.UniqueConstraint(fields=["agency", "day", "serial"], name="mobile_code_serial"),
        ]
        indexes = [models.Index("session", "device", "serial", name="mobile_code_of")]


class MobileIntake(models.Model):
    """What a device reported: its own word of when, what its clock was wrong by, and when it was told. Append-only."""

    id = models.BigAutoField(primary_key=True)
    code = models.OneToOneField(MobileCode, models.PROTECT, related_name="intake")
    digest = models.TextField()
    filing_id = models.UUIDField(null=True)  # the device's own name of it, the same however it is edited
    claimed_at = models.DateTimeField()
    offset_seconds = models.IntegerField()
    received_at = models.DateTimeField()
    synced_at = models.DateTimeField()
    problems = models.JSONField(default=list, db_default=[])  # why a person has to look at what was received
    officer = models.ForeignKey(
        "identity.Account", models.PROTECT, related_name="+", null=True, db_index=False
    )

    class Meta:
        db_table = "mobile_intake"


class MobileInvitation(models.Model):
    """A dossier of the backlog whose applicant was asked to come to a session, and what came of it."""

    id = models.BigAutoField(primary_key=True)
    session = models.ForeignKey(MobileSession, models.PROTECT, related_name="invitations", db_index=False)
    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="+")
    number = models.SmallIntegerField()
    outcome = models.TextField()
    reason = models.TextField(blank=True, default="")
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(
        "identity.Account", models.PROTECT, related_name="+", null=True, db_index=False
    )
    told_at = models.DateTimeField(null=True)
    told_by = models.ForeignKey(
        "identity.Account", models.PROTECT, related_name="+", null=True, db_index=False
    )

    class Meta:
        db_table = "mobile_invitation"
        constraints = [
            models.UniqueConstraint(fields=["session", "dossier"], name="mobile_invitation_once"),
            models.UniqueConstraint(
                fields=["dossier"], condition=models.Q(outcome="invited"), name="mobile_invitation_one_open"
            ),
        ]
