"""Tables of the dossiers. Four dated facts are kept apart: received where, competent who, held by whom, which territory.

The dossier carries the present value of each; `DossierStep` carries the value after every step, so any past
day can be asked. Where it was received and its territory never change.
"""

from datetime import UTC, datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

NEVER = Value(datetime(9999, 1, 1, tzinfo=UTC), models.DateTimeField())


def _in_halves(
    name: str, *fields: str, condition: models.Q | None = None
) -> tuple[models.Index, models.Index]:
    """One index of what is open and one of what is closed: what moves and what is received touches the small one only,
    however much was closed in all the years. A question has to ask both by name."""
    more = condition or models.Q()
    return (
        models.Index(*fields, name=f"dossier_{name}_open", condition=models.Q(is_open=True) & more),
        models.Index(*fields, name=f"dossier_{name}_closed", condition=models.Q(is_open=False) & more),
    )


class Dossier(models.Model):
    """One filing under one version of one procedure. Visible through row-level security only."""

    id = models.UUIDField(primary_key=True)
    code = models.TextField(db_collation="C")
    external_code = models.TextField(blank=True, default="")
    authority = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", db_index=False)
    procedure_version = models.ForeignKey(
        "catalogue.ProcedureVersion", models.PROTECT, related_name="+", db_index=False
    )
    case_name = models.TextField(blank=True, default="")
    channel = models.TextField()
    # received where
    received_agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    received_point = models.ForeignKey(
        "points.Point", models.PROTECT, related_name="+", null=True, db_index=False
    )
    received_by = models.ForeignKey(
        "identity.Account", models.PROTECT, related_name="+", null=True, db_index=False
    )
    received_at = models.DateTimeField()
    is_elsewhere = models.BooleanField(default=False)  # received outside the competent agency's own offices
    # who is competent, who holds it, which territory
    competent_agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    holder_agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    holder_officer = models.ForeignKey(
        "identity.Account", models.PROTECT, related_name="+", null=True, db_index=False
    )
    territory = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", db_index=False)
    territory_version = models.ForeignKey(
        "units.UnitVersion", models.PROTECT, related_name="+", db_index=False
    )
    # the applicant
    applicant_name = models.TextField()
    name_fold = models.TextField(db_collation="C")
    given_fold = models.TextField(db_collation="C")
    citizen_id = models.TextField(blank=True, default="")
    phone = models.TextField(blank=True, default="")
    email = models.TextField(blank=True, default="")
    address = models.TextField(blank=True, default="")
    citizen_account = models.ForeignKey(
        "identity.Account", models.PROTECT, related_name="+", null=True, db_index=False
    )
    summary = models.TextField(blank=True, default="")
    sets = models.SmallIntegerField(default=1, db_default=1)
    # the clock
    state = models.TextField()
    term = models.JSONField(null=True)
    due_at = models.DateTimeField(null=True)
    due_trace = models.JSONField(default=list)
    pauses = models.JSONField(default=list)
    asked_times = models.SmallIntegerField(default=0)
    extension = models.JSONField(null=True)
    finished_at = models.DateTimeField(null=True)
    result_way = models.TextField(default="AT_SUBMISSION_PLACE")
    outcome = models.JSONField(default=dict)
    steps = models.IntegerField(default=1)
    version = models.IntegerField(default=1)
    is_simulated = models.BooleanField(default=False)
    # Derived by the database, so that a list and its index can never disagree with the state.
    is_open = models.GeneratedField(
        expression=models.Q(state__in=["decided", "processing", "received", "waiting"]),  # type: ignore[arg-type]
        output_field=models.BooleanField(),
        db_persist=True,
    )
    sort_due = models.GeneratedField(
        expression=Coalesce("due_at", NEVER), output_field=models.DateTimeField(), db_persist=True
    )

    class Meta:
        db_table = "dossier"
        constraints = [models.UniqueConstraint("code", name="dossier_code")]
        indexes = [
            models.Index(
                "holder_agency", "sort_due", "id", name="dossier_worklist", condition=models.Q(is_open=True)
            ),
            models.Index(
                "competent_agency",
                name="dossier_held_elsewhere",
                condition=models.Q(is_open=True) & ~models.Q(competent_agency=models.F("holder_agency")),
            ),
            *_in_halves("name", "competent_agency", "name_fold"),
            *_in_halves("given", "competent_agency", "given_fold"),
            models.Index(
                "received_agency",
                "name_fold",
                name="dossier_elsewhere_name",
                condition=models.Q(is_elsewhere=True),
            ),
            models.Index(
                "received_agency",
                "given_fold",
                name="dossier_elsewhere_given",
                condition=models.Q(is_elsewhere=True),
            ),
            *_in_halves("phone", "phone", condition=~models.Q(phone="")),
            models.Index("citizen_id", name="dossier_citizen", condition=~models.Q(citizen_id="")),
            models.Index("external_code", name="dossier_external", condition=~models.Q(external_code="")),
            models.Index(
                "citizen_account", name="dossier_account", condition=models.Q(citizen_account__isnull=False)
            ),
        ]


class DossierPaper(models.Model):
    """One paper that came with the dossier, or was asked for later."""

    id = models.BigAutoField(primary_key=True)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="+")
    position = models.SmallIntegerField()
    wanted_id = models.BigIntegerField(null=True)
    name = models.TextField()
    originals = models.SmallIntegerField(default=0)
    copies = models.SmallIntegerField(default=0)
    is_electronic = models.BooleanField(default=False)
    came_with_step = models.IntegerField(null=True)

    class Meta:
        db_table = "dossier_paper"


class DossierStep(models.Model):
    """What was done, by whom, and how the dossier stood afterwards. Append-only."""

    id = models.BigAutoField(primary_key=True)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="+", db_index=False)
    number = models.IntegerField()
    at = models.DateTimeField()
    act = models.TextField()
    actor = models.TextField()
    officer_id = models.BigIntegerField(null=True)
    agency = models.ForeignKey(
        "units.Agency", models.PROTECT, related_name="+", null=True, db_index=False, db_constraint=False
    )
    state = models.TextField()
    competent_agency_id = models.BigIntegerField()
    holder_agency_id = models.BigIntegerField()
    holder_officer_id = models.BigIntegerField(null=True)
    due_at = models.DateTimeField(null=True)
    detail = models.JSONField(default=dict)

    class Meta:
        db_table = "dossier_step"
        constraints = [models.UniqueConstraint("dossier", "number", name="dossier_step_number")]
        indexes = [
            models.Index(
                KT("detail__ref"), "dossier", name="dossier_step_moved", condition=models.Q(act="move")
            ),
            models.Index(
                KT("detail__until"), name="dossier_step_until", condition=models.Q(act="ask_for_more")
            ),
            models.Index(
                "id", name="dossier_step_answers", condition=models.Q(act__in=["refuse", "stop", "extend"])
            ),
        ]


class DossierFile(models.Model):
    """A digitised paper: which paper of the dossier, of what kind, from where; its content by hash.

    A file that is used again is a second row with the same hash. Rows stay: one taken out bears `removed_at`.
    """

    id = models.UUIDField(primary_key=True)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="+", db_index=False)
    wanted_id = models.BigIntegerField(null=True)
    title = models.TextField()
    kind = models.TextField()
    source = models.TextField()
    file_name = models.TextField()
    content = models.ForeignKey("plumbing.StoredFile", models.PROTECT, related_name="+", db_column="sha256")
    pages = models.SmallIntegerField(default=0)
    from_file = models.ForeignKey("self", models.PROTECT, related_name="+", null=True, db_index=False)
    detail = models.JSONField(default=dict)
    added_at = models.DateTimeField()
    added_by = models.TextField()
    officer_id = models.BigIntegerField(null=True)
    agency_id = models.BigIntegerField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.TextField(blank=True, default="")
    removed_because = models.TextField(blank=True, default="")

    class Meta:
        db_table = "dossier_file"
        indexes = [models.Index("dossier", "id", name="dossier_file_of")]


class CollectPlace(models.Model):
    """At which service point the applicant wants the result; without a row where he filed.

    No foreign key to the dossier: it would be looked at whenever a dossier is written.
    """

    dossier = models.OneToOneField(
        Dossier, models.CASCADE, primary_key=True, related_name="+", db_constraint=False
    )
    point = models.ForeignKey("points.Point", models.PROTECT, related_name="+", db_index=False)
    chosen_at = models.DateTimeField()
    chosen_by = models.TextField()

    class Meta:
        db_table = "dossier_collect_place"


class DossierCounter(models.Model):
    """The last serial that an agency gave on a day. Locked while a dossier is received, so without gaps."""

    pk = models.CompositePrimaryKey("agency_id", "day")
    agency_id = models.BigIntegerField()
    day = models.DateField()
    last = models.IntegerField()

    open_because = "numbers only"

    class Meta:
        db_table = "dossier_counter"


class Redirect(models.Model):
    """Where what is sent to a reorganised agency goes: `territory` null says everything else of it.

    `versions`: only dossiers of these versions of procedures (those of `function`), `point_id`: only those received
    there; of several that fit the one of the lowest `rank` leads.
    A trigger follows it for every open dossier, so that one received while the agencies change still arrives.
    `ref` names the reorganisation, `ground` the act and its clause.
    """

    id = models.BigAutoField(primary_key=True)
    old_agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    new_agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    territory = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", null=True, db_index=False)
    rank = models.SmallIntegerField(default=9, db_default=9)
    function = models.TextField(blank=True, default="", db_default="")
    versions = ArrayField(models.BigIntegerField(), null=True)
    point_id = models.BigIntegerField(null=True)
    ref = models.TextField()
    ground = models.TextField(blank=True)

    open_because = "which agency follows which is public"

    class Meta:
        db_table = "dossier_redirect"
        constraints = [
            models.UniqueConstraint(
                fields=["old_agency", "territory", "function", "point_id"],
                nulls_distinct=False,
                name="dossier_redirect_once",
            )
        ]


class DayCount(models.Model):
    """What was received, settled or handed out on a day, as the worker counted it last; never the truth itself.

    `kind`: received (there, for this land; `part`: for agencies elsewhere) · settled (by whom, for which land; `part`:
    late) · returned (there).
    """

    id = models.BigAutoField(primary_key=True)
    authority = models.ForeignKey("units.Unit", models.CASCADE, related_name="+", db_index=False)
    kind = models.TextField()
    day = models.DateField()
    agency = models.ForeignKey("units.Agency", models.CASCADE, related_name="+", db_index=False)
    territory = models.ForeignKey("units.Unit", models.CASCADE, related_name="+", null=True, db_index=False)
    count = models.IntegerField()
    part = models.IntegerField(default=0)

    class Meta:
        db_table = "dossier_day_count"
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "kind", "day", "agency", "territory"],
                nulls_distinct=False,
                include=["count", "part"],
                name="dossier_day_count_once",
            )
        ]


class Counted(models.Model):
    """When the days of a province were counted last, up to which step, and how many seconds it took."""

    authority = models.OneToOneField("units.Unit", models.CASCADE, primary_key=True, related_name="+")
    at = models.DateTimeField()
    step_id = models.BigIntegerField()
    took_s = models.FloatField(default=0)

    class Meta:
        db_table = "dossier_counted"
