"""The table of shifts that were handed over. What was listed stays as it was listed."""

from django.db import models


class Handover(models.Model):
    """A shift of one officer at one counter. `listed`: codes by heading and the cash, as `rules.Listed` has them.

    Open while `taken_at` is null. `reason`: of who leaves, for cash that is not closed; `differences` and
    `taken_reason`: what stood otherwise when the other one took over, and why.
    """

    id = models.UUIDField(primary_key=True)
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    authority = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", db_index=False)
    leaver = models.ForeignKey("identity.Account", models.PROTECT, related_name="+", db_index=False)
    taker = models.ForeignKey("identity.Account", models.PROTECT, related_name="+", db_index=False)
    from_at = models.DateTimeField()
    at = models.DateTimeField()
    listed = models.JSONField()
    digest = models.TextField()
    reason = models.TextField(blank=True, default="")
    taken_at = models.DateTimeField(null=True)
    differences = models.JSONField(default=dict)
    taken_reason = models.TextField(blank=True, default="")

    class Meta:
        db_table = "shift_handover"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "leaver"],
                name="shift_handover_one",
                condition=models.Q(taken_at__isnull=True),
            ),
            models.CheckConstraint(condition=~models.Q(leaver=models.F("taker")), name="shift_handover_two"),
        ]
        indexes = [models.Index(fields=["agency", "-at"], name="shift_handover_latest")]
