import django.contrib.postgres.constraints
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0006_mandates_of_desk")]

    operations = [
        migrations.CreateModel(
            name="FeeUnit",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("procedure_code", models.TextField()),
                ("kind", models.TextField()),
                ("vnd", models.BigIntegerField()),
                ("unit", models.TextField()),
                ("reduced_from", models.IntegerField(null=True)),
                ("reduced_vnd", models.BigIntegerField(null=True)),
                ("most_vnd", models.BigIntegerField(null=True)),
                ("article", models.TextField()),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("source", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "db_table": "procedure_fee_unit",
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("procedure_code", "="),
                            ("kind", "="),
                            ("vnd", "="),
                            (
                                models.Func(
                                    "valid_from", "valid_to", models.Value("[)"), function="daterange"
                                ),
                                "&&",
                            ),
                        ],
                        name="procedure_fee_unit_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reduced_from__isnull", True), ("reduced_vnd__isnull", True)),
                            models.Q(("reduced_from__gt", 1), ("reduced_vnd__gte", 0)),
                            _connector="OR",
                        ),
                        name="procedure_fee_unit_reduced",
                    ),
                ],
            },
        ),
    ]
