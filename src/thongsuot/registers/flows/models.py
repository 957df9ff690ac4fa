"""The tables of the flows, and of the offices that do their steps.

A version that dossiers run on is never rewritten: a correction is a new row.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

BELIEVED = models.Q(withdrawn_at__isnull=True)


class FlowVersion(models.Model):
    """One version of a flow as a pack gave it. `definition`: the whole document; `valid_to`: first day without it."""

    id = models.BigAutoField(primary_key=True)
    pack = models.TextField()
    code = models.TextField()
    version = models.IntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    procedures = ArrayField(models.TextField())
    source = models.TextField()
    is_checked = models.BooleanField()
    definition = models.JSONField()
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "flow_version"
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="flow_version_once", condition=BELIEVED),
        ]
        indexes = [GinIndex("procedures", name="flow_procedures")]


class FlowOffice(models.Model):
    """Which office does the steps at a place (land, tax, …) for a commune, from a day on.

    `unit` null: the whole province, where no row names the commune. `agency` null: an office that works in a system
    of its own, whose answers are written down by whoever holds the dossier.
    """

    id = models.BigAutoField(primary_key=True)
    authority = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    place = models.TextField()
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", null=True, db_index=False)
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", null=True, db_index=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.TextField(blank=True)
    is_simulated = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()

    open_because = "which office does what for a commune is public"

    class Meta:
        db_table = "flow_office"
