"""Tables of paper originals. One custodian at every instant: the database itself refuses a hole or a fork."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models


class Bundle(models.Model):
    """The papers of one dossier that travel together: what was filed, or the result.

    Born when they are first moved; until then they lie where the dossier was received. `agency_ids`: everybody
    who has had it or is to have it, and so may see it.
    """

    id = models.UUIDField(primary_key=True)
    code = models.TextField(db_collation="C")
    dossier = models.ForeignKey("dossiers.Dossier", models.CASCADE, related_name="+", db_index=False)
    authority = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", db_index=False)
    kind = models.TextField()
    originals = models.SmallIntegerField()
    copies = models.SmallIntegerField()
    begun_at = models.DateTimeField()
    agency_ids = ArrayField(models.BigIntegerField())

    class Meta:
        db_table = "custody_bundle"
        constraints = [
            models.UniqueConstraint("code", name="custody_bundle_code"),
            models.UniqueConstraint(fields=["dossier", "kind"], name="custody_bundle_once"),
        ]


class Slip(models.Model):
    """A control slip (form 06) and the bag that it goes with. `followed`: which agencies it followed, by which run."""

    id = models.UUIDField(primary_key=True)
    code = models.TextField(db_collation="C")
    authority = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", db_index=False)
    from_agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    to_agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    state = models.TextField()
    carrier = models.TextField(blank=True)
    seal_number = models.TextField(blank=True)
    packed_at = models.DateTimeField()
    packed_by = models.ForeignKey(
        "identity.Account", models.PROTECT, related_name="+", null=True, db_index=False
    )
    handed_at = models.DateTimeField(null=True)
    expected_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        "identity.Account", models.PROTECT, related_name="+", null=True, db_index=False
    )
    followed = models.JSONField(default=list)

    class Meta:
        db_table = "custody_slip"
        constraints = [models.UniqueConstraint("code", name="custody_slip_code")]
        indexes = [
            models.Index("from_agency", "packed_at", name="custody_slip_from"),
            models.Index("to_agency", "packed_at", name="custody_slip_to"),
        ]


class Line(models.Model):
    """One bundle in one bag, and what became of it."""

    id = models.BigAutoField(primary_key=True)
    slip = models.ForeignKey(Slip, models.CASCADE, related_name="lines")
    bundle = models.ForeignKey(Bundle, models.CASCADE, related_name="+", db_index=False)
    outcome = models.TextField()
    note = models.TextField(blank=True, default="")
    at = models.DateTimeField(null=True)

    class Meta:
        db_table = "custody_line"
        constraints = [
            models.UniqueConstraint(fields=["slip", "bundle"], name="custody_line_once"),
            models.UniqueConstraint(
                fields=["bundle"],
                condition=models.Q(outcome__in=["waiting", "missing"]),
                name="custody_one_bag",
            ),
        ]


class Stay(models.Model):
    """With whom a bundle is during a period; the agency that answers for it, and the bag on the way."""

    id = models.BigAutoField(primary_key=True)
    bundle = models.ForeignKey(Bundle, models.CASCADE, related_name="stays")
    custodian = models.TextField()
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    slip = models.ForeignKey(Slip, models.PROTECT, related_name="+", null=True, db_index=False)
    during = DateTimeRangeField()
    note = models.TextField(blank=True, default="")

    class Meta:
        db_table = "custody_stay"
        constraints = [
            ExclusionConstraint(
                name="custody_one_custodian",
                expressions=[("bundle", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(condition=models.Q(during__isempty=False), name="custody_some_time"),
        ]
        indexes = [
            models.Index(
                "agency", "bundle", name="custody_held", condition=models.Q(during__endswith__isnull=True)
            )
        ]


class Collection(models.Model):
    """A result was handed out (`act` return), or papers were given back (give_back, of which `kind`): how, where, to
    whom, on whose authority. What the post says of it afterwards (delivered, undelivered) is one more row `of` it.
    Append-only.
    """

    id = models.BigAutoField(primary_key=True)
    act = models.TextField(db_default="return")
    kind = models.TextField(blank=True, db_default="")
    of = models.OneToOneField("self", models.PROTECT, related_name="+", null=True)
    dossier = models.ForeignKey("dossiers.Dossier", models.CASCADE, related_name="+")
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    way = models.TextField()
    name = models.TextField()
    number = models.TextField(blank=True)
    authority_paper = models.TextField(blank=True)
    tracking = models.TextField(blank=True)
    at = models.DateTimeField()
    officer = models.ForeignKey(
        "identity.Account", models.PROTECT, related_name="+", null=True, db_index=False
    )

    class Meta:
        db_table = "custody_collection"
        indexes = [
            models.Index(
                "agency", "at", name="custody_posted", condition=models.Q(way="postal", of__isnull=True)
            )
        ]
