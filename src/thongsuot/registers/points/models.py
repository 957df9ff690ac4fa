"""Tables of service points. A point keeps its identity while its name, place and duties change with time."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models

BELIEVED = models.Q(withdrawn_at__isnull=True)


class PointKind(models.Model):
    """A kind of point and what can be done there (`rules.Capability`). Kinds are data of packs."""

    code = models.TextField(primary_key=True)
    name = models.TextField()
    name_en = models.TextField()
    capabilities = ArrayField(models.TextField())

    class Meta:
        db_table = "point_kind"


class Point(models.Model):
    """A service point of a province for as long as it exists; `code` names it and is never given again."""

    id = models.BigAutoField(primary_key=True)
    authority = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    code = models.TextField()

    open_because = "service points are public"

    class Meta:
        db_table = "point"
        constraints = [models.UniqueConstraint(fields=["authority", "code"], name="point_code")]


class PointVersion(models.Model):
    """What a point is called, where it is and which agency answers for it, during `valid`.

    Degrees of WGS 84; `place_source` says where the coordinates come from.
    """

    id = models.BigAutoField(primary_key=True)
    point = models.ForeignKey(Point, models.PROTECT, related_name="versions")
    name = models.TextField()
    kind = models.ForeignKey(PointKind, models.PROTECT, related_name="+")
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    address = models.TextField()
    phone = models.TextField(blank=True)
    longitude = models.FloatField()
    latitude = models.FloatField()
    place_source = models.TextField()
    is_simulated = models.BooleanField()
    source = models.TextField()
    valid = DateRangeField()
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    open_because = "service points are public"

    class Meta:
        db_table = "point_version"
        constraints = [
            ExclusionConstraint(
                name="point_version_one_at_a_time",
                expressions=[("point", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                condition=BELIEVED,
            ),
            models.CheckConstraint(condition=models.Q(valid__isempty=False), name="point_version_some_day"),
        ]


class PointDuty(models.Model):
    """What a kind of point may or may not do for a procedure or a field ("" both: everything), during `valid`."""

    id = models.BigAutoField(primary_key=True)
    kind = models.ForeignKey(PointKind, models.PROTECT, related_name="+", db_index=False)
    procedure_code = models.TextField(blank=True)
    field_code = models.TextField(blank=True)
    capability = models.TextField()
    is_allowed = models.BooleanField()
    source = models.TextField()
    valid = DateRangeField()
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    open_because = "who may do what is public"

    class Meta:
        db_table = "point_duty"
        constraints = [
            ExclusionConstraint(
                name="point_duty_one_word",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    ("procedure_code", RangeOperators.EQUAL),
                    ("field_code", RangeOperators.EQUAL),
                    ("capability", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=BELIEVED,
            )
        ]


class Opening(models.Model):
    """One sitting of a point on a weekday (1 Monday … 7 Sunday), beside its province's office hours."""

    id = models.BigAutoField(primary_key=True)
    point = models.ForeignKey(Point, models.PROTECT, related_name="openings")
    weekday = models.SmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()
    is_simulated = models.BooleanField()
    source = models.TextField()
    valid = DateRangeField()
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "point_opening"
        constraints = [
            models.CheckConstraint(condition=models.Q(weekday__range=(1, 7)), name="point_opening_weekday"),
            models.CheckConstraint(
                condition=models.Q(closes__gt=models.F("opens")), name="point_opening_some_minutes"
            ),
        ]


class Drawing(models.Model):
    """The map of a province: one frame, the units' outlines drawn into it, and where they come from.

    `frame` and `inset` (a part shown larger, or null) as `rules.Frame` and [x, y, width, height].
    """

    authority = models.OneToOneField("units.Unit", models.PROTECT, primary_key=True, related_name="+")
    frame = models.JSONField()
    inset = models.JSONField(null=True)
    fingerprint = models.TextField()
    attribution = models.TextField()
    recorded_at = models.DateTimeField()

    open_because = "a public map"

    class Meta:
        db_table = "point_drawing"


class Outline(models.Model):
    """One unit on the map: an SVG path and the place of its name."""

    id = models.BigAutoField(primary_key=True)
    drawing = models.ForeignKey(Drawing, models.CASCADE, related_name="outlines")
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    path = models.TextField()
    label_x = models.FloatField()
    label_y = models.FloatField()
    label_longitude = models.FloatField()
    label_latitude = models.FloatField()

    class Meta:
        db_table = "point_outline"
        constraints = [models.UniqueConstraint(fields=["drawing", "unit"], name="point_outline_once")]
