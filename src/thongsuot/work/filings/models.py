"""Tables of what is being filled in and of what was answered. Visible through row-level security only."""

from django.db import models


class Draft(models.Model):
    """Raw answers on their way. `owner` is the key of the actor who types (`citizen:5`, `anonymous:<browser>`).

    `past`: what every save replaced, oldest first: `{"r": revision, "by": window, "typed": how often
    had been typed there, "was": {key: old value}, "now": {key: new value}}`; from it two windows on one draft are told
    apart, and what is late from what is new. `warned_at`: since when its owner is told that it will go.
    """

    id = models.UUIDField(primary_key=True)
    owner = models.TextField()
    channel = models.TextField()
    procedure_code = models.TextField(blank=True, default="")
    form = models.ForeignKey("forms.FormVersion", models.PROTECT, related_name="+", null=True, db_index=False)
    raw = models.JSONField(default=dict)
    past = models.JSONField(default=list)
    revision = models.IntegerField(default=0)
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    warned_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "filing_draft"
        indexes = [
            models.Index("owner", "saved_at", name="filing_draft_owner"),
            models.Index("saved_at", name="filing_draft_saved"),
        ]


class Answers(models.Model):
    """What was answered on the form of a dossier; a correction is a row with the next number. Append-only."""

    id = models.BigAutoField(primary_key=True)
    dossier = models.ForeignKey("dossiers.Dossier", models.CASCADE, related_name="+", db_index=False)
    number = models.IntegerField()
    form = models.ForeignKey("forms.FormVersion", models.PROTECT, related_name="+", db_index=False)
    answers = models.JSONField()
    at = models.DateTimeField()
    actor = models.TextField()

    class Meta:
        db_table = "filing_answers"
        constraints = [models.UniqueConstraint(fields=["dossier", "number"], name="filing_answers_number")]
