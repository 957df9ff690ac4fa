"""Tables of working days. A row that turns out wrong is withdrawn and written anew, never overwritten."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models

from thongsuot.kernel.workdays import DayKind

BELIEVED = models.Q(withdrawn_at__isnull=True)


class CalendarDay(models.Model):
    """One day that is not as its weekday says.

    Without `authority` it holds in the whole country, with it in the province, with `unit` in that unit
    alone. `is_provisional`: computed before the Government announced the year's swaps. `is_decision`:
    written by `calendars.close`, so that loading a pack leaves it alone.
    """

    id = models.BigAutoField(primary_key=True)
    authority = models.ForeignKey("units.Unit", models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, related_name="+")
    day = models.DateField()
    kind = models.TextField()
    name = models.TextField()
    source = models.TextField(blank=True)
    is_provisional = models.BooleanField(default=False)
    is_decision = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    open_because = "working days are public"

    class Meta:
        db_table = "calendar_day"
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "unit", "day", "kind"],
                nulls_distinct=False,
                condition=BELIEVED,
                name="calendar_day_once",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=[str(kind) for kind in DayKind]), name="calendar_day_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(unit__isnull=True)
                | models.Q(authority__isnull=False, kind=str(DayKind.CLOSURE)),
                name="calendar_day_of_a_unit",
            ),
        ]


class OfficeHours(models.Model):
    """One sitting of a weekday (1 Monday … 7 Sunday) by Vietnam's clock, during `valid`.

    `counts` is False on a day when the office receives though the law counts no working day.
    """

    id = models.BigAutoField(primary_key=True)
    authority = models.ForeignKey("units.Unit", models.PROTECT, null=True, related_name="+")
    weekday = models.SmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()
    counts = models.BooleanField(default=True)
    valid = DateRangeField()
    source = models.TextField(blank=True)
    is_simulated = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    open_because = "office hours are public"

    class Meta:
        db_table = "office_hours"
        constraints = [
            models.CheckConstraint(condition=models.Q(weekday__range=(1, 7)), name="office_hours_weekday"),
            models.CheckConstraint(
                condition=models.Q(closes__gt=models.F("opens")), name="office_hours_some_minutes"
            ),
            models.CheckConstraint(condition=models.Q(valid__isempty=False), name="office_hours_some_day"),
        ]
