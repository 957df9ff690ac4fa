import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Role",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("code", models.TextField(unique=True)),
                ("name", models.TextField()),
                ("name_en", models.TextField()),
                (
                    "verbs",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
            ],
            options={
                "db_table": "role",
            },
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("username", models.TextField(unique=True)),
                ("kind", models.TextField()),
                ("full_name", models.TextField()),
                ("is_active", models.BooleanField(default=True)),
                ("is_demo", models.BooleanField(default=False)),
                ("citizen_id", models.TextField(null=True, unique=True)),
                ("phone", models.TextField(blank=True)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "db_table": "account",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("username__regex", "^[a-z0-9][a-z0-9._-]{2,63}$")),
                        name="account_username",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["officer", "citizen"])), name="account_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("citizen_id__isnull", True),
                            models.Q(("citizen_id__regex", "^[0-9]{12}$"), ("kind", "citizen")),
                            _connector="OR",
                        ),
                        name="account_citizen_id",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("hint", models.TextField()),
                ("hash", models.BinaryField(unique=True)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tokens",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "api_token",
            },
        ),
        migrations.CreateModel(
            name="LoginAttempt",
            fields=[
                ("subject", models.TextField(primary_key=True, serialize=False)),
                ("failures", models.IntegerField(default=0)),
                ("last_at", models.DateTimeField()),
                ("locked_until", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "login_attempt",
                "indexes": [models.Index(fields=["last_at"], name="loginattempt_last")],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("sid", models.UUIDField(primary_key=True, serialize=False)),
                ("device", models.TextField()),
                ("method", models.TextField()),
                ("created_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_because", models.TextField(blank=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "account_session",
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["account"],
                        name="session_open",
                    )
                ],
            },
        ),
    ]
