"""Tables of the forms. A version that dossiers were filed on is never rewritten: a correction is a new row."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

BELIEVED = models.Q(withdrawn_at__isnull=True)


class FormVersion(models.Model):
    """One version of a form as a pack gave it. `definition`: the expanded document, which stands alone."""

    id = models.BigAutoField(primary_key=True)
    pack = models.TextField()
    code = models.TextField()
    version = models.IntegerField()
    valid_from = models.DateField()
    procedures = ArrayField(models.TextField())
    source = models.TextField()
    is_checked = models.BooleanField()
    definition = models.JSONField()
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "form_version"
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="form_version_once", condition=BELIEVED),
        ]
        indexes = [GinIndex("procedures", name="form_procedures")]
