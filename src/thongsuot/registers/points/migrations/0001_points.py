import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

OVERLAP = """
alter table point_opening add constraint point_opening_one_at_a_time exclude using gist (
  point_id with =, weekday with =,
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
            name="Drawing",
            fields=[
                (
                    "authority",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="units.unit",
                    ),
                ),
                ("frame", models.JSONField()),
                ("inset", models.JSONField(null=True)),
                ("fingerprint", models.TextField()),
                ("attribution", models.TextField()),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "db_table": "point_drawing",
            },
        ),
        migrations.CreateModel(
            name="PointKind",
            fields=[
                ("code", models.TextField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("name_en", models.TextField()),
                (
                    "capabilities",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
            ],
            options={
                "db_table": "point_kind",
            },
        ),
        migrations.CreateModel(
            name="Point",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("code", models.TextField()),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"
                    ),
                ),
            ],
            options={
                "db_table": "point",
            },
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("weekday", models.SmallIntegerField()),
                ("opens", models.TimeField()),
                ("closes", models.TimeField()),
                ("is_simulated", models.BooleanField()),
                ("source", models.TextField()),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="openings",
                        to="points.point",
                    ),
                ),
            ],
            options={
                "db_table": "point_opening",
            },
        ),
        migrations.CreateModel(
            name="PointVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("address", models.TextField()),
                ("phone", models.TextField(blank=True)),
                ("longitude", models.FloatField()),
                ("latitude", models.FloatField()),
                ("place_source", models.TextField()),
                ("is_simulated", models.BooleanField()),
                ("source", models.TextField()),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.agency"
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="points.pointkind"
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="points.point",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"
                    ),
                ),
            ],
            options={
                "db_table": "point_version",
            },
        ),
        migrations.CreateModel(
            name="Outline",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("path", models.TextField()),
                ("label_x", models.FloatField()),
                ("label_y", models.FloatField()),
                ("label_longitude", models.FloatField()),
                ("label_latitude", models.FloatField()),
                (
                    "drawing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outlines",
                        to="points.drawing",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"
                    ),
                ),
            ],
            options={
                "db_table": "point_outline",
                "constraints": [
                    models.UniqueConstraint(fields=("drawing", "unit"), name="point_outline_once")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="point",
            constraint=models.UniqueConstraint(fields=("authority", "code"), name="point_code"),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.CheckConstraint(
                condition=models.Q(("weekday__range", (1, 7))), name="point_opening_weekday"
            ),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes__gt", models.F("opens"))), name="point_opening_some_minutes"
            ),
        ),
        migrations.AddConstraint(
            model_name="pointversion",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                expressions=[("point", "="), ("valid", "&&")],
                name="point_version_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="pointversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid__isempty", False)), name="point_version_some_day"
            ),
        ),
        migrations.RunSQL(OVERLAP, migrations.RunSQL.noop),
    ]
