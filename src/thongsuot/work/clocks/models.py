"""The clock of each dossier as the alerts need it: made by the worker from the dossier's own steps, never by intake."""

from django.db import models
from django.db.models.functions import Least

OPEN = models.Q(finished_at__isnull=True)


class DossierClock(models.Model):
    """One dossier's clock: which version of it runs, and the instants at which somebody must still be told.

    `version`: the number of the step that set it. `at_50` … `at_110`: null when told, or when there is nothing to
    tell. `reached`: the last mark behind which it stands. `told`: the sum of the bits of all marks ever told.
    `consents`: the article by which silence is consent, "" for none.
    """

    dossier_id = models.UUIDField(primary_key=True)
    authority_id = models.BigIntegerField()
    competent_agency_id = models.BigIntegerField()
    holder_agency_id = models.BigIntegerField()
    holder_officer_id = models.BigIntegerField(null=True)
    received_at = models.DateTimeField()
    version = models.IntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    at_50 = models.DateTimeField(null=True)
    at_80 = models.DateTimeField(null=True)
    at_100 = models.DateTimeField(null=True)
    at_110 = models.DateTimeField(null=True)
    reached = models.SmallIntegerField(default=0)
    told = models.SmallIntegerField(default=0)
    is_extended = models.BooleanField(default=False)
    consents = models.TextField(blank=True, default="")
    field_code = models.TextField(blank=True, default="")
    state = models.TextField(blank=True, default="")
    finished_at = models.DateTimeField(null=True)
    next_at = models.GeneratedField(
        expression=Least("at_50", "at_80", "at_100", "at_110"),
        output_field=models.DateTimeField(null=True),
        db_persist=True,
    )

    class Meta:
        db_table = "dossier_clock"
        indexes = [
            models.Index("next_at", name="clock_next", condition=OPEN & models.Q(next_at__isnull=False)),
            models.Index(
                "holder_agency_id",
                "reached",
                "due_at",
                "dossier_id",
                name="clock_attention",
                condition=OPEN & models.Q(reached__gt=0),
            ),
            models.Index(
                "field_code",
                "holder_agency_id",
                "received_at",
                "dossier_id",
                name="clock_backlog",
                condition=OPEN,
            ),
            models.Index("due_at", name="clock_silence", condition=OPEN & ~models.Q(consents="")),
        ]


class ClockAlert(models.Model):
    """A mark that one version of a dossier's clock passed, at the instant `at`; told once, at `told_at`. Append-only."""

    id = models.BigAutoField(primary_key=True)
    dossier_id = models.UUIDField()
    version = models.IntegerField()
    mark = models.SmallIntegerField()
    at = models.DateTimeField()
    told_at = models.DateTimeField()

    class Meta:
        db_table = "clock_alert"
        constraints = [models.UniqueConstraint("dossier_id", "version", "mark", name="clock_alert_once")]
        indexes = [models.Index("told_at", "id", name="clock_alert_told")]


class ClockSeen(models.Model):
    """Up to which alert somebody (`actor`: the key of an officer) has said that he has read what he was told."""

    actor = models.TextField(primary_key=True)
    up_to = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "clock_seen"


class ClockEscalation(models.Model):
    """How many working days after the due day the province is told; `authority` null: where a province says nothing."""

    id = models.BigAutoField(primary_key=True)
    authority = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", null=True)
    working_days = models.SmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    document = models.TextField(blank=True)
    source = models.TextField(blank=True)
    is_simulated = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()

    open_because = "how the province watches over terms is public"

    class Meta:
        db_table = "clock_escalation"
