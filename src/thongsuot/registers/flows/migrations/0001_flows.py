import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="FlowVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pack", models.TextField()),
                ("code", models.TextField()),
                ("version", models.IntegerField()),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                (
                    "procedures",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("source", models.TextField()),
                ("is_checked", models.BooleanField()),
                ("definition", models.JSONField()),
                ("recorded_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "flow_version",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(models.F("procedures"), name="flow_procedures")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("code", "version"),
                        name="flow_version_once",
                    )
                ],
            },
        ),
    ]
