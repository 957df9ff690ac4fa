import datetime

import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0001_catalogue"),
        ("points", "0001_points"),
        ("units", "0001_units"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DossierCounter",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "agency_id", "day", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("agency_id", models.BigIntegerField()),
                ("day", models.DateField()),
                ("last", models.IntegerField()),
            ],
            options={
                "db_table": "dossier_counter",
            },
        ),
        migrations.CreateModel(
            name="Dossier",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("code", models.TextField(db_collation="C")),
                ("external_code", models.TextField(blank=True, default="")),
                ("case_name", models.TextField(blank=True, default="")),
                ("channel", models.TextField()),
                ("received_at", models.DateTimeField()),
                ("applicant_name", models.TextField()),
                ("name_fold", models.TextField(db_collation="C")),
                ("given_fold", models.TextField(db_collation="C")),
                ("citizen_id", models.TextField(blank=True, default="")),
                ("phone", models.TextField(blank=True, default="")),
                ("email", models.TextField(blank=True, default="")),
                ("address", models.TextField(blank=True, default="")),
                ("summary", models.TextField(blank=True, default="")),
                ("state", models.TextField()),
                ("term", models.JSONField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("due_trace", models.JSONField(default=list)),
                ("pauses", models.JSONField(default=list)),
                ("asked_times", models.SmallIntegerField(default=0)),
                ("extension", models.JSONField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("result_way", models.TextField(default="AT_SUBMISSION_PLACE")),
                ("outcome", models.JSONField(default=dict)),
                ("steps", models.IntegerField(default=1)),
                ("version", models.IntegerField(default=1)),
                ("is_simulated", models.BooleanField(default=False)),
                (
                    "is_open",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Q(("state__in", ["decided", "processing", "received", "waiting"])),
                        output_field=models.BooleanField(),
                    ),
                ),
                (
                    "sort_due",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Coalesce(
                            "due_at",
                            models.Value(
                                datetime.datetime(9999, 1, 1, 0, 0, tzinfo=datetime.UTC),
                                models.DateTimeField(),
                            ),
                        ),
                        output_field=models.DateTimeField(),
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
                (
                    "competent_agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.agency",
                    ),
                ),
                (
                    "holder_agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.agency",
                    ),
                ),
                (
                    "holder_officer",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "procedure_version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.procedureversion",
                    ),
                ),
                (
                    "received_agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.agency",
                    ),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "received_point",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="points.point",
                    ),
                ),
                (
                    "territory",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.unit",
                    ),
                ),
                (
                    "territory_version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.unitversion",
                    ),
                ),
            ],
            options={
                "db_table": "dossier",
            },
        ),
        migrations.CreateModel(
            name="DossierPaper",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("position", models.SmallIntegerField()),
                ("wanted_id", models.BigIntegerField(null=True)),
                ("name", models.TextField()),
                ("originals", models.SmallIntegerField(default=0)),
                ("copies", models.SmallIntegerField(default=0)),
                ("is_electronic", models.BooleanField(default=False)),
                ("came_with_step", models.IntegerField(null=True)),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="dossiers.dossier"
                    ),
                ),
            ],
            options={
                "db_table": "dossier_paper",
            },
        ),
        migrations.CreateModel(
            name="DossierStep",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("act", models.TextField()),
                ("actor", models.TextField()),
                ("officer_id", models.BigIntegerField(null=True)),
                ("state", models.TextField()),
                ("competent_agency_id", models.BigIntegerField()),
                ("holder_agency_id", models.BigIntegerField()),
                ("holder_officer_id", models.BigIntegerField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("detail", models.JSONField(default=dict)),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.agency",
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
            ],
            options={
                "db_table": "dossier_step",
            },
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                models.F("holder_agency"),
                models.F("sort_due"),
                models.F("id"),
                condition=models.Q(("is_open", True)),
                name="dossier_worklist",
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(models.F("competent_agency"), models.F("name_fold"), name="dossier_name"),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(models.F("competent_agency"), models.F("given_fold"), name="dossier_given"),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                models.F("received_agency"), models.F("name_fold"), name="dossier_received_name"
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                models.F("phone"), condition=models.Q(("phone", ""), _negated=True), name="dossier_phone"
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                models.F("citizen_id"),
                condition=models.Q(("citizen_id", ""), _negated=True),
                name="dossier_citizen",
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                models.F("external_code"),
                condition=models.Q(("external_code", ""), _negated=True),
                name="dossier_external",
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                models.F("citizen_account"),
                condition=models.Q(("citizen_account__isnull", False)),
                name="dossier_account",
            ),
        ),
        migrations.AddConstraint(
            model_name="dossier",
            constraint=models.UniqueConstraint(models.F("code"), name="dossier_code"),
        ),
        migrations.AddConstraint(
            model_name="dossierstep",
            constraint=models.UniqueConstraint(
                models.F("dossier"), models.F("number"), name="dossier_step_number"
            ),
        ),
    ]
