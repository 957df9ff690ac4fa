import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

OVERLAP = """
alter table office_hours add constraint office_hours_one_at_a_time exclude using gist (
  coalesce(authority_id, 0) with =, weekday with =,
  int4range((extract(epoch from opens) / 60)::int, (extract(epoch from closes) / 60)::int) with &&,
  valid with &&) where (withdrawn_at is null);
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("units", "0001_units"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("day", models.DateField()),
                (
                    "kind",
                    models.TextField(),
                ),
                ("name", models.TextField()),
                ("source", models.TextField(blank=True)),
                ("is_provisional", models.BooleanField(default=False)),
                ("is_decision", models.BooleanField(default=False)),
                ("recorded_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "authority",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.unit",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.unit",
                    ),
                ),
            ],
            options={
                "db_table": "calendar_day",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("authority", "unit", "day", "kind"),
                        name="calendar_day_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "holiday",
                                    "swap_off",
                                    "swap_work",
                                    "closure",
                                ],
                            )
                        ),
                        name="calendar_day_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("unit__isnull", True),
                            models.Q(
                                ("authority__isnull", False),
                                ("kind", "closure"),
                            ),
                            _connector="OR",
                        ),
                        name="calendar_day_of_a_unit",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OfficeHours",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("weekday", models.SmallIntegerField()),
                ("opens", models.TimeField()),
                ("closes", models.TimeField()),
                ("counts", models.BooleanField(default=True)),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("source", models.TextField(blank=True)),
                ("is_simulated", models.BooleanField(default=False)),
                ("recorded_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "authority",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.unit",
                    ),
                ),
            ],
            options={
                "db_table": "office_hours",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("weekday__range", (1, 7))), name="office_hours_weekday"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closes__gt", models.F("opens"))),
                        name="office_hours_some_minutes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False)), name="office_hours_some_day"
                    ),
                ],
            },
        ),
        migrations.RunSQL(OVERLAP, migrations.RunSQL.noop),
    ]
