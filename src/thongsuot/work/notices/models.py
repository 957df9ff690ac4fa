"""What was told to whom. The text is made when it is read, in the reader's language, from `kind` and `params`."""

from django.db import models


class Notice(models.Model):
    """One notice about one step of a dossier. (dossier, step) is unique: telling twice tells once."""

    id = models.BigAutoField(primary_key=True)
    dossier_id = models.UUIDField()
    step = models.IntegerField()
    kind = models.TextField()
    params = models.JSONField(default=dict)
    channel = models.TextField(default="portal")
    authority = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", db_index=False)
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    citizen_account = models.ForeignKey(
        "identity.Account", models.PROTECT, related_name="+", null=True, db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        db_table = "notice"
        constraints = [models.UniqueConstraint("dossier_id", "step", "channel", name="notice_once")]
        indexes = [
            models.Index(
                "citizen_account",
                "id",
                name="notice_account",
                condition=models.Q(citizen_account__isnull=False),
            )
        ]
