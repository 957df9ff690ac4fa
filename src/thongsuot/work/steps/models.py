"""The table of places on the way. One row for each time that somebody was to do something; rows stay."""

from django.db import models


class Position(models.Model):
    """A step that is, or was, open for one dossier, or an opinion that was asked for.

    `agency` None: an office outside the register; whoever holds the dossier writes down what it answered.
    `is_required`: the step does not end before this answer. Open: `left_at` is null. `outcome`: the way's code,
    or back, cancelled, ended, moved, answered, dropped, silent. `said`: note, reason or answer, in words.
    `carried`: each reorganisation that led it on while it was open: ref, and both agencies before and after.
    `kept_for`: the version of the flow for which a person chose that the dossier keeps its own, and `kept_because`.
    `silence`: the article by which no answer until `due_at` is consent; "": only an answer is one.
    """

    id = models.BigAutoField(primary_key=True)
    dossier = models.ForeignKey("dossiers.Dossier", models.CASCADE, related_name="+", db_index=False)
    authority = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", db_index=False)
    code = models.TextField()
    flow = models.ForeignKey("flows.FlowVersion", models.PROTECT, related_name="+", db_index=False)
    number = models.IntegerField()
    kind = models.TextField()
    step = models.TextField()
    is_required = models.BooleanField(default=True)
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", null=True, db_index=False)
    asked_by = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", null=True, db_index=False)
    question = models.TextField(blank=True, default="")
    entered_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    left_by = models.TextField(blank=True, default="")
    officer_id = models.BigIntegerField(null=True)
    left_agency_id = models.BigIntegerField(null=True)
    outcome = models.TextField(blank=True, default="")
    said = models.TextField(blank=True, default="")
    carried = models.JSONField(default=list, db_default=[])
    silence = models.TextField(blank=True, default="", db_default="")
    kept_for = models.BigIntegerField(null=True)
    kept_because = models.TextField(blank=True, default="", db_default="")

    class Meta:
        db_table = "step_position"
        constraints = [
            models.UniqueConstraint(fields=["dossier", "number"], name="step_position_number"),
            models.UniqueConstraint(
                fields=["dossier", "step"],
                name="step_position_once",
                condition=models.Q(left_at__isnull=True, kind="step"),
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["step", "opinion"]), name="step_position_kind"
            ),
        ]
        indexes = [
            models.Index(
                "agency",
                "due_at",
                "id",
                name="step_position_waiting",
                condition=models.Q(left_at__isnull=True),
            ),
            models.Index(
                "due_at",
                name="step_position_silent",
                condition=models.Q(left_at__isnull=True) & ~models.Q(silence=""),
            ),
            models.Index(
                "flow",
                "dossier",
                name="step_position_running",
                condition=models.Q(left_at__isnull=True, kind="step"),
            ),
        ]
