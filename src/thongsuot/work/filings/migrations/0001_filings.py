import django.db.models.deletion
from django.db import migrations, models

# A draft is seen by who types it and nobody else; answers by whoever sees their dossier.
WALLS = """
alter table filing_draft enable row level security;
alter table filing_draft force row level security;
create policy own on filing_draft using (
  owner = (select current_setting('ts.actor', true)) or (select ts_is_system()));
alter table filing_draft add constraint filing_draft_of_somebody check (owner not in ('', 'anonymous:-'));

alter table filing_answers enable row level security;
alter table filing_answers force row level security;
create policy of_seen on filing_answers for select using (
  exists (select 1 from dossier d where d.id = dossier_id));
create policy written on filing_answers for insert with check (
  exists (select 1 from dossier d where d.id = dossier_id));
create trigger append_only before update or delete on filing_answers
  for each row execute function refuse_change();
create trigger append_only_truncate before truncate on filing_answers execute function refuse_change();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("dossiers", "0002_walls"),
        ("forms", "0001_forms"),
        ("plumbing", "0001_house"),
    ]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("owner", models.TextField()),
                ("channel", models.TextField()),
                ("procedure_code", models.TextField(blank=True, default="")),
                ("raw", models.JSONField(default=dict)),
                ("past", models.JSONField(default=list)),
                ("revision", models.IntegerField(default=0)),
                ("begun_at", models.DateTimeField()),
                ("saved_at", models.DateTimeField()),
                (
                    "form",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="forms.formversion",
                    ),
                ),
            ],
            options={
                "db_table": "filing_draft",
                "indexes": [
                    models.Index(models.F("owner"), models.F("saved_at"), name="filing_draft_owner"),
                    models.Index(models.F("saved_at"), name="filing_draft_saved"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Answers",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.IntegerField()),
                ("answers", models.JSONField()),
                ("at", models.DateTimeField()),
                ("actor", models.TextField()),
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
                    "form",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="forms.formversion",
                    ),
                ),
            ],
            options={
                "db_table": "filing_answers",
                "constraints": [
                    models.UniqueConstraint(fields=("dossier", "number"), name="filing_answers_number")
                ],
            },
        ),
        migrations.RunSQL(WALLS, migrations.RunSQL.noop),
    ]
