import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("plumbing", "0001_house"),
        ("units", "0001_units"),
    ]

    operations = [
        migrations.CreateModel(
            name="Field",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("code", models.TextField(unique=True)),
                ("name", models.TextField()),
                ("source", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "db_table": "procedure_field",
            },
        ),
        migrations.CreateModel(
            name="SubjectType",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("code", models.TextField(unique=True)),
                ("name", models.TextField()),
                ("source", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "db_table": "procedure_subject_type",
            },
        ),
        migrations.CreateModel(
            name="Commonness",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("field_code", models.TextField(blank=True)),
                ("procedure_code", models.TextField(blank=True)),
                ("weight", models.SmallIntegerField()),
            ],
            options={
                "db_table": "procedure_commonness",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("field_code", "procedure_code"), name="procedure_commonness_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weight__range", (0, 100))), name="procedure_commonness_weight"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EverydayPhrase",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("phrase", models.TextField()),
                ("folded", models.TextField()),
                (
                    "words",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("procedure_code", models.TextField()),
                ("rank", models.SmallIntegerField()),
            ],
            options={
                "db_table": "procedure_everyday_phrase",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["words"], name="procedure_everyday_words"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["folded"], name="procedure_everyday_folded", opclasses=["gin_trgm_ops"]
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("phrase", "procedure_code"), name="procedure_everyday_phrase_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Procedure",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("code", models.TextField(unique=True)),
                ("clean_code", models.TextField()),
                ("is_sound", models.BooleanField()),
            ],
            options={
                "db_table": "procedure",
                "indexes": [models.Index(models.F("clean_code"), name="procedure_clean_code")],
            },
        ),
        migrations.CreateModel(
            name="ProcedureVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("source", models.TextField()),
                ("fingerprint", models.TextField()),
                ("name", models.TextField()),
                ("field_code", models.TextField()),
                ("field_name", models.TextField()),
                ("promulgator_code", models.TextField()),
                ("promulgator_name", models.TextField()),
                ("local_to", models.TextField(blank=True)),
                ("state", models.TextField()),
                ("kind", models.TextField()),
                ("is_internal", models.BooleanField()),
                ("is_full_process", models.BooleanField()),
                (
                    "levels",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("online", models.TextField()),
                ("decision_number", models.TextField(blank=True)),
                ("decision_date", models.DateField(null=True)),
                (
                    "executing",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("content", models.JSONField()),
                (
                    "procedure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="catalogue.procedure",
                    ),
                ),
            ],
            options={
                "db_table": "procedure_version",
            },
        ),
        migrations.CreateModel(
            name="PaperWanted",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("position", models.SmallIntegerField()),
                ("case", models.TextField(blank=True)),
                ("name", models.TextField()),
                ("code", models.TextField(blank=True)),
                ("originals", models.IntegerField()),
                ("copies", models.IntegerField()),
                ("required", models.BooleanField()),
                ("has_form", models.BooleanField()),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.procedureversion",
                    ),
                ),
            ],
            options={
                "db_table": "procedure_paper",
            },
        ),
        migrations.CreateModel(
            name="LegalBasis",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("position", models.SmallIntegerField()),
                ("code", models.TextField(blank=True)),
                ("name", models.TextField()),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.procedureversion",
                    ),
                ),
            ],
            options={
                "db_table": "procedure_legal_basis",
            },
        ),
        migrations.CreateModel(
            name="Fee",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("position", models.SmallIntegerField()),
                ("channel", models.TextField()),
                ("kind", models.TextField()),
                ("vnd", models.BigIntegerField(null=True)),
                ("note", models.TextField(blank=True)),
                ("by_council", models.BooleanField()),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.procedureversion",
                    ),
                ),
            ],
            options={
                "db_table": "procedure_fee",
            },
        ),
        migrations.CreateModel(
            name="Contradiction",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("what", models.TextField()),
                ("left", models.TextField()),
                ("right", models.TextField(blank=True)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.procedureversion",
                    ),
                ),
            ],
            options={
                "db_table": "procedure_contradiction",
            },
        ),
        migrations.CreateModel(
            name="SameDay",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("procedure_code", models.TextField()),
                ("until", models.TimeField()),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("source", models.TextField()),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "db_table": "procedure_same_day",
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("procedure_code", "="),
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
                        name="procedure_same_day_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "word", "version_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("word", models.TextField()),
                ("weight", models.FloatField()),
                (
                    "version",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.procedureversion",
                    ),
                ),
            ],
            options={
                "db_table": "procedure_search_word",
            },
        ),
        migrations.CreateModel(
            name="Term",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("position", models.SmallIntegerField()),
                ("case", models.TextField(blank=True)),
                ("channel", models.TextField()),
                ("quantity", models.IntegerField(null=True)),
                ("unit", models.TextField()),
                ("description", models.TextField(blank=True)),
                ("origin", models.TextField()),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.procedureversion",
                    ),
                ),
            ],
            options={
                "db_table": "procedure_term",
            },
        ),
        migrations.CreateModel(
            name="Vocabulary",
            fields=[
                ("word", models.TextField(primary_key=True, serialize=False)),
                ("weight", models.FloatField()),
            ],
            options={
                "db_table": "procedure_vocabulary",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["word"], name="procedure_vocabulary_word", opclasses=["gin_trgm_ops"]
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Competence",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("executing", models.TextField()),
                ("procedure_code", models.TextField(blank=True)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("source", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
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
            ],
            options={
                "db_table": "procedure_competence",
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("authority", "="),
                            ("executing", "="),
                            ("procedure_code", "="),
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
                        name="procedure_competence_one",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="procedureversion",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                expressions=[
                    ("procedure", "="),
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
                name="procedure_version_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="procedureversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("online__in", ["full", "partial", "none"])),
                name="procedure_version_online",
            ),
        ),
        migrations.AddConstraint(
            model_name="procedureversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="procedure_version_some_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="fee",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["DIRECT", "ONLINE", "POSTAL", "ANY"])),
                name="procedure_fee_channel",
            ),
        ),
        migrations.AddConstraint(
            model_name="fee",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["FEE", "SERVICE_FEE", "PRICE_LEVEL"])),
                name="procedure_fee_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="term",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["DIRECT", "ONLINE", "POSTAL", "ANY"])),
                name="procedure_term_channel",
            ),
        ),
        migrations.AddConstraint(
            model_name="term",
            constraint=models.CheckConstraint(
                condition=models.Q(("unit__in", ["WORKING_DAY", "DAY", "HOUR", "MONTH", "YEAR", "OTHER"])),
                name="procedure_term_unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="term",
            constraint=models.CheckConstraint(
                condition=models.Q(("origin__in", ["method", "text", "service"])),
                name="procedure_term_origin",
            ),
        ),
    ]
