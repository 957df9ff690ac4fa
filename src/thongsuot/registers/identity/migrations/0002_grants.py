import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0001_accounts"),
        ("units", "0001_units"),
    ]

    operations = [
        migrations.AddField(
            model_name="account",
            name="authority",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"
            ),
        ),
        migrations.CreateModel(
            name="RoleGrant",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("reach", models.TextField()),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("reason", models.TextField(blank=True)),
                ("granted_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoked_because", models.TextField(blank=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.agency"
                    ),
                ),
                (
                    "role",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.role"
                    ),
                ),
            ],
            options={
                "db_table": "role_grant",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reach__in", ["own", "tree", "authority"])),
                        name="rolegrant_reach",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__startswith__isnull", False)),
                        name="rolegrant_valid",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("revoked_at__isnull", True)),
                        expressions=[("account", "="), ("role", "="), ("agency", "="), ("valid", "&&")],
                        name="rolegrant_once",
                    ),
                ],
            },
        ),
    ]
