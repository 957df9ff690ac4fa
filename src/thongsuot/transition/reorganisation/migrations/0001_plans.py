import django.db.models.deletion
from django.db import migrations, models

# Whose province it is sees the plan; only the system writes it, in the name of who may. History is append-only.
WALLS = (
    """
alter table reorganisation_plan enable row level security;
alter table reorganisation_plan force row level security;
create policy of_province on reorganisation_plan using (
  authority_id = any((select ts_authorities())::bigint[]) or (select ts_is_system()))
  with check ((select ts_is_system()));
"""
    + "\n".join(
        f"""
alter table {table} enable row level security;
alter table {table} force row level security;
create policy of_plan on {table} using (exists (select 1 from reorganisation_plan p where p.id = plan_id))
  with check ((select ts_is_system()));"""
        for table in (
            "reorganisation_line",
            "reorganisation_word",
            "reorganisation_entry",
            "reorganisation_report",
        )
    )
    + "\n".join(
        f"""
create trigger append_only before update or delete on {table} for each row execute function refuse_change();
create trigger append_only_truncate before truncate on {table} execute function refuse_change();"""
        for table in ("reorganisation_entry", "reorganisation_report")
    )
)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("plumbing", "0001_house"),
        ("dossiers", "0004_redirects"),
        ("identity", "0003_walls"),
        ("points", "0001_points"),
        ("units", "0003_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("day", models.DateField()),
                ("state", models.TextField()),
                ("run", models.IntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField()),
                ("previewed_at", models.DateTimeField(null=True)),
                ("sections", models.JSONField(default=dict)),
                ("activated_at", models.DateTimeField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"
                    ),
                ),
            ],
            options={
                "db_table": "reorganisation_plan",
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("takes", models.TextField()),
                ("ends", models.BooleanField()),
                ("act", models.TextField(blank=True)),
                ("clause", models.TextField(blank=True)),
                (
                    "new_agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.agency",
                    ),
                ),
                (
                    "old_agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.agency",
                    ),
                ),
                (
                    "territory",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.unit",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="reorganisation.plan",
                    ),
                ),
            ],
            options={
                "db_table": "reorganisation_line",
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("run", models.IntegerField()),
                ("kind", models.TextField()),
                ("before", models.JSONField()),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="reorganisation.plan",
                    ),
                ),
            ],
            options={
                "db_table": "reorganisation_entry",
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("run", models.IntegerField()),
                ("kind", models.TextField()),
                ("at", models.DateTimeField()),
                ("digest", models.TextField()),
                ("body", models.JSONField()),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="reorganisation.plan",
                    ),
                ),
            ],
            options={
                "db_table": "reorganisation_report",
            },
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("dossier_id", models.UUIDField(null=True)),
                ("account_id", models.BigIntegerField(null=True)),
                ("reason", models.TextField(blank=True)),
                ("said_by", models.TextField()),
                ("said_at", models.DateTimeField()),
                (
                    "new_agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.agency",
                    ),
                ),
                (
                    "old_agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.agency",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="words",
                        to="reorganisation.plan",
                    ),
                ),
            ],
            options={
                "db_table": "reorganisation_word",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "dossier_id", "account_id", "old_agency"),
                        name="reorganisation_word_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.RunSQL(WALLS, migrations.RunSQL.noop),
    ]
