import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0003_life_events"),
        ("units", "0004_changes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Mandate",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("ground", models.TextField()),
                ("procedure_code", models.TextField(blank=True)),
                ("field_code", models.TextField(blank=True)),
                ("may_receive", models.BooleanField()),
                ("may_decide", models.BooleanField()),
                ("may_sign", models.BooleanField()),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("document", models.TextField()),
                ("content", models.TextField(blank=True)),
                ("conditions", models.TextField(blank=True)),
                ("source", models.TextField(blank=True)),
                ("is_simulated", models.BooleanField(default=False)),
                ("recorded_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.agency"
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"
                    ),
                ),
                (
                    "from_agency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.agency",
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
                "db_table": "competence",
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True), ("may_receive", True)),
                        expressions=[
                            ("authority", "="),
                            ("ground", "="),
                            ("procedure_code", "="),
                            ("field_code", "="),
                            (django.db.models.functions.comparison.Coalesce("unit", models.Value(0)), "="),
                            (
                                django.db.models.functions.comparison.Coalesce(
                                    "from_agency", models.Value(0)
                                ),
                                "=",
                            ),
                            (
                                models.Func(
                                    "valid_from",
                                    "valid_to",
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="competence_one_to_receive",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True), ("may_decide", True)),
                        expressions=[
                            ("authority", "="),
                            ("ground", "="),
                            ("procedure_code", "="),
                            ("field_code", "="),
                            (django.db.models.functions.comparison.Coalesce("unit", models.Value(0)), "="),
                            (
                                django.db.models.functions.comparison.Coalesce(
                                    "from_agency", models.Value(0)
                                ),
                                "=",
                            ),
                            (
                                models.Func(
                                    "valid_from",
                                    "valid_to",
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="competence_one_to_decide",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True), ("may_sign", True)),
                        expressions=[
                            ("authority", "="),
                            ("ground", "="),
                            ("procedure_code", "="),
                            ("field_code", "="),
                            (django.db.models.functions.comparison.Coalesce("unit", models.Value(0)), "="),
                            (
                                django.db.models.functions.comparison.Coalesce(
                                    "from_agency", models.Value(0)
                                ),
                                "=",
                            ),
                            (
                                models.Func(
                                    "valid_from",
                                    "valid_to",
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="competence_one_to_sign",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ground__in", ["phan_quyen", "phan_cap", "uy_quyen"])),
                        name="competence_ground",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ground", "uy_quyen"), _negated=True),
                            ("valid_to__isnull", False),
                            _connector="OR",
                        ),
                        name="competence_delegated_for_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="competence_some_day",
                    ),
                ],
            },
        ),
    ]
