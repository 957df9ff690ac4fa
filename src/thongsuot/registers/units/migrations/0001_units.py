import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("plumbing", "0001_house")]

    operations = [
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("level", models.TextField()),
                ("first_code", models.TextField()),
                ("founded", models.DateField(null=True)),
                ("abolished", models.DateField(null=True)),
            ],
            options={
                "db_table": "unit",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("level", "first_code", "founded"), name="unit_founding", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level__in", ["province", "district", "commune"])),
                        name="unit_level",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("abolished__isnull", True),
                            ("founded__isnull", True),
                            ("abolished__gt", models.F("founded")),
                            _connector="OR",
                        ),
                        name="unit_lives",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Share",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("kind", models.TextField()),
                ("part_name", models.TextField(blank=True)),
                ("note", models.TextField(blank=True)),
                ("correction", models.TextField(blank=True)),
                ("resolution", models.TextField(blank=True)),
                ("clause", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "new",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"
                    ),
                ),
                (
                    "old",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"
                    ),
                ),
            ],
            options={
                "db_table": "unit_share",
                "indexes": [models.Index(models.F("new"), name="unit_share_new")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("old", "new", "day", "part_name"),
                        name="unit_share_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["whole", "part", "area-only", "area-part+pop-all", "pop-part"])
                        ),
                        name="unit_share_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Agency",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("code", models.TextField(unique=True)),
                ("legacy_code", models.TextField(unique=True)),
                ("name", models.TextField()),
                ("short_name", models.TextField(blank=True)),
                ("kind", models.TextField()),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("source", models.TextField(blank=True)),
                ("is_simulated", models.BooleanField(default=False)),
                ("recorded_at", models.DateTimeField()),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.agency",
                    ),
                ),
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
                "db_table": "agency",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "province_committee",
                                    "department",
                                    "province_centre",
                                    "commune_committee",
                                    "commune_department",
                                    "commune_centre",
                                    "ministry",
                                    "court",
                                ],
                            )
                        ),
                        name="agency_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False)), name="agency_some_day"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UnitVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("level", models.TextField()),
                ("code", models.TextField()),
                ("other_code", models.TextField(blank=True)),
                ("name", models.TextField()),
                ("type", models.TextField()),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("origin", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.unit",
                    ),
                ),
                (
                    "province",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="units.unit"
                    ),
                ),
            ],
            options={
                "db_table": "unit_version",
                "indexes": [
                    models.Index(models.F("code"), name="unit_version_code"),
                    models.Index(
                        models.F("other_code"),
                        condition=models.Q(("other_code", ""), _negated=True),
                        name="unit_version_other_code",
                    ),
                ],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        expressions=[("unit", "="), ("valid", "&&")],
                        name="unit_version_one_at_a_time",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        expressions=[
                            (
                                django.db.models.functions.comparison.Cast(
                                    django.db.models.functions.text.Concat(models.Value("1"), "code"),
                                    models.IntegerField(),
                                ),
                                "=",
                            ),
                            ("valid", "&&"),
                        ],
                        name="unit_version_code_names_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("code__regex", "^\\d{2}$"), ("level", "province")),
                            models.Q(("code__regex", "^\\d{3}$"), ("level", "district")),
                            models.Q(("code__regex", "^\\d{5}$"), ("level", "commune")),
                            _connector="OR",
                        ),
                        name="unit_version_code_shape",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "type__in",
                                [
                                    "province",
                                    "city",
                                    "urban_district",
                                    "rural_district",
                                    "town",
                                    "provincial_city",
                                    "ward",
                                    "commune",
                                    "township",
                                    "special_zone",
                                ],
                            )
                        ),
                        name="unit_version_type",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False)), name="unit_version_some_day"
                    ),
                ],
            },
        ),
    ]
