"""Plans of reorganisation, what they say, what was done, and the reports that prove it. Walled by authority."""

from django.db import models


class Plan(models.Model):
    """One reorganisation of a province's agencies, with effect from `day` 00:00 local time.

    `run` counts activations; `sections` are the digests that the last preview showed.
    """

    id = models.BigAutoField(primary_key=True)
    authority = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    name = models.TextField()
    day = models.DateField()
    state = models.TextField()
    run = models.IntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.TextField()
    previewed_at = models.DateTimeField(null=True)
    sections = models.JSONField(default=dict)
    activated_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "reorganisation_plan"


class Line(models.Model):
    """From agency to agency, as `rules.PlanLine`."""

    id = models.BigAutoField(primary_key=True)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="lines")
    old_agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    new_agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    takes = models.TextField()
    territory = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", null=True, db_index=False)
    ends = models.BooleanField()
    act = models.TextField(blank=True)
    clause = models.TextField(blank=True)
    function = models.TextField(blank=True, default="", db_default="")
    point = models.ForeignKey("points.Point", models.PROTECT, related_name="+", null=True, db_index=False)

    class Meta:
        db_table = "reorganisation_line"


class LineChange(models.Model):
    """What a person changed in a drafted plan: a line as it was (null: a new one) and is (null: taken out). Append-only."""

    id = models.BigAutoField(primary_key=True)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="line_changes")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.TextField()
    said_by = models.TextField()
    said_at = models.DateTimeField()

    class Meta:
        db_table = "reorganisation_line_change"


class Word(models.Model):
    """A person's word: where one dossier, or one officer, of a split agency goes. The latest word counts."""

    id = models.BigAutoField(primary_key=True)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="words")
    dossier_id = models.UUIDField(null=True)
    account_id = models.BigIntegerField(null=True)
    old_agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    new_agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    reason = models.TextField(blank=True)
    said_by = models.TextField()
    said_at = models.DateTimeField()

    class Meta:
        db_table = "reorganisation_word"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "dossier_id", "account_id", "old_agency"],
                nulls_distinct=False,
                name="reorganisation_word_once",
            )
        ]


class Placing(models.Model):
    """Where a part of a split unit led one dossier, or one point, in one run; what a person said is a `Word`. Append-only.

    `by`: the kind of part that decided, `confidence` 0..1 as it was then.
    """

    id = models.BigAutoField(primary_key=True)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="placings")
    run = models.IntegerField()
    dossier_id = models.UUIDField(null=True)
    point_id = models.BigIntegerField(null=True)
    old_agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    new_agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    by = models.TextField(blank=True)
    confidence = models.DecimalField(max_digits=4, decimal_places=3)

    class Meta:
        db_table = "reorganisation_placing"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "run", "dossier_id", "point_id", "old_agency"],
                nulls_distinct=False,
                name="reorganisation_placing_once",
            )
        ]


class Entry(models.Model):
    """How one thing stood before a run changed it, so that it can be put back exactly. Append-only."""

    id = models.BigAutoField(primary_key=True)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="entries")
    run = models.IntegerField()
    kind = models.TextField()
    before = models.JSONField()

    class Meta:
        db_table = "reorganisation_entry"


class Report(models.Model):
    """What was shown, rehearsed, done or undone; `digest` is over `body` as canonical JSON. Append-only."""

    id = models.BigAutoField(primary_key=True)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="reports")
    run = models.IntegerField()
    kind = models.TextField()
    at = models.DateTimeField()
    digest = models.TextField()
    body = models.JSONField()

    class Meta:
        db_table = "reorganisation_report"


class Order(models.Model):
    """A person's order to rehearse, carry out or undo a plan, and what became of it.

    `seen`: digest of the preview that he looked at; `outcome` and `problems` are written when it ends.
    """

    id = models.BigAutoField(primary_key=True)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="orders")
    doing = models.TextField()
    state = models.TextField()
    seen = models.TextField(blank=True)
    account_id = models.BigIntegerField()
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.JSONField(default=dict)
    problems = models.JSONField(default=list)

    class Meta:
        db_table = "reorganisation_order"
        constraints = [
            models.UniqueConstraint(
                fields=["plan"],
                condition=models.Q(state__in=["waiting", "running"]),
                name="reorganisation_order_one_open",
            )
        ]
