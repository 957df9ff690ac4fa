import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("dossiers", "0004_redirects"),
        ("units", "0005_succession_ends"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OfficerCertificate",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("is_agency", models.BooleanField(default=False)),
                ("subject", models.TextField()),
                ("organisation", models.TextField(blank=True)),
                ("issuer", models.TextField()),
                ("serial", models.TextField()),
                ("fingerprint", models.TextField(unique=True)),
                ("content", models.BinaryField()),
                ("picture", models.BinaryField(default=b"")),
                ("key_place", models.TextField()),
                ("valid_from", models.DateTimeField()),
                ("valid_to", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoked_because", models.TextField(blank=True)),
                ("is_demo", models.BooleanField(default=False)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
                    "authority",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.unit",
                    ),
                ),
            ],
            options={
                "db_table": "officer_certificate",
            },
        ),
        migrations.CreateModel(
            name="SignedPaper",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("form", models.TextField()),
                ("step", models.IntegerField()),
                ("nth", models.SmallIntegerField(default=1)),
                ("drafted_by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                ("level", models.TextField()),
                ("value_digest", models.TextField(unique=True)),
                ("content", models.BinaryField()),
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
                    "certificate",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="signatures.officercertificate",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="dossiers.dossier",
                    ),
                ),
                (
                    "signer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "signed_paper",
            },
        ),
        migrations.CreateModel(
            name="TwoPersons",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("procedure_code", models.TextField(blank=True)),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("ground", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"
                    ),
                ),
            ],
            options={
                "db_table": "two_persons",
            },
        ),
        migrations.AddConstraint(
            model_name="officercertificate",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_from__lt", models.F("valid_to"))), name="certificate_valid"
            ),
        ),
        migrations.AddConstraint(
            model_name="signedpaper",
            constraint=models.UniqueConstraint(
                fields=("dossier", "form", "step", "nth"), name="signed_paper_once"
            ),
        ),
    ]
