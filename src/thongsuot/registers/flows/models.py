"""The table of the flows. A version that dossiers run on is never rewritten: a correction is a new row."""

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
