"""Runs, what they were to move, and what became of each. Seen by whoever made the run."""

from django.db import models


class Run(models.Model):
    """One act on many dossiers. `given` is what the act was told, `query` the list it was chosen from.

    `at_nth`: up to which item it is through in the present direction, `goal` how many there are to go through; the
    counters are of that direction. `forth`: the counters of the way there, once it is being undone.
    """

    id = models.UUIDField(primary_key=True)
    actor = models.TextField()
    account = models.ForeignKey("identity.Account", models.PROTECT, related_name="+", db_index=False)
    deed = models.TextField()
    given = models.JSONField(default=dict)
    query = models.TextField(blank=True, default="")
    digest = models.TextField()
    total = models.IntegerField()
    barred = models.IntegerField()
    phase = models.TextField(default="ready")
    is_undo = models.BooleanField(default=False)
    goal = models.IntegerField()
    at_nth = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    changed = models.IntegerField(default=0)
    forth = models.JSONField(null=True)
    made_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "bulk_run"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(goal__gte=models.F("done") + models.F("refused") + models.F("changed")),
                name="bulk_run_within",
            ),
        ]
        indexes = [models.Index(fields=["account", "-made_at"], name="bulk_run_latest")]


class Item(models.Model):
    """A chosen dossier of a run (the wall asks that there is one), as it was looked at; `barred`: why it cannot move.

    `goes_to`: the agency where its result is collected, for runs that hand results on.
    """

    pk = models.CompositePrimaryKey("run_id", "nth")
    run_id = models.UUIDField()
    nth = models.IntegerField()
    dossier_id = models.UUIDField()
    seen = models.IntegerField()
    seat = models.BigIntegerField(null=True)
    barred = models.JSONField(null=True)
    goes_to = models.BigIntegerField(null=True)

    class Meta:
        db_table = "bulk_item"


class ItemOutcome(models.Model):
    """What became of an item, forth or back. Append-only, written with the deed in one transaction.

    `version`: the dossier's after the deed; `before`: what putting it back restores; `why`: the reasons.
    """

    pk = models.CompositePrimaryKey("run_id", "is_undo", "nth")
    run_id = models.UUIDField()
    is_undo = models.BooleanField()
    nth = models.IntegerField()
    outcome = models.TextField()
    version = models.IntegerField(null=True)
    before = models.JSONField(null=True)
    why = models.JSONField(null=True)

    class Meta:
        db_table = "bulk_outcome"
