import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("units", "0001_units"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("dossier_id", models.UUIDField()),
                ("step", models.IntegerField()),
                ("kind", models.TextField()),
                ("params", models.JSONField(default=dict)),
                ("channel", models.TextField(default="portal")),
                ("at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.agency",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.unit",
                    ),
                ),
                (
                    "citizen_account",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "notice",
                "indexes": [
                    models.Index(
                        models.F("citizen_account"),
                        models.F("id"),
                        condition=models.Q(("citizen_account__isnull", False)),
                        name="notice_account",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("dossier_id"), models.F("step"), models.F("channel"), name="notice_once"
                    )
                ],
            },
        ),
    ]
