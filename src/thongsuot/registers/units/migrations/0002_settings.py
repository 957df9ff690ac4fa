import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("units", "0001_units"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuthoritySetting",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.TextField()),
                ("value", models.JSONField()),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"
                    ),
                ),
            ],
            options={
                "db_table": "authority_setting",
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        expressions=[("authority", "="), ("key", "="), ("valid", "&&")],
                        name="authority_setting_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False)), name="authority_setting_some_day"
                    ),
                ],
            },
        ),
    ]
