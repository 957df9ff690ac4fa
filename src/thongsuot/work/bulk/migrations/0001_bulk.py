import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# A run is seen by who made it. Its parts ask for the runs that one sees: once a statement, not once a row.
WALLS = """
alter table bulk_run enable row level security;
alter table bulk_run force row level security;
create policy own on bulk_run using (
  actor = (select current_setting('ts.actor', true)) or (select ts_is_system()));

alter table bulk_item enable row level security;
alter table bulk_item force row level security;
create policy of_seen on bulk_item using (run_id in (select id from bulk_run));

alter table bulk_outcome enable row level security;
alter table bulk_outcome force row level security;
create policy of_seen on bulk_outcome using (run_id in (select id from bulk_run));
create trigger append_only before update or delete on bulk_outcome for each row execute function refuse_change();
create trigger append_only_truncate before truncate on bulk_outcome execute function refuse_change();
alter table bulk_run add constraint bulk_run_phase check (
  phase in ('ready', 'running', 'paused', 'done', 'dropped'));
alter table bulk_outcome add constraint bulk_outcome_kind check (outcome in ('done', 'refused', 'changed'));
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("dossiers", "0008_certified"),
        ("plumbing", "0003_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Run",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("actor", models.TextField()),
                ("deed", models.TextField()),
                ("given", models.JSONField(default=dict)),
                ("query", models.TextField(blank=True, default="")),
                ("digest", models.TextField()),
                ("total", models.IntegerField()),
                ("barred", models.IntegerField()),
                ("phase", models.TextField(default="ready")),
                ("is_undo", models.BooleanField(default=False)),
                ("goal", models.IntegerField()),
                ("at_nth", models.IntegerField(default=0)),
                ("done", models.IntegerField(default=0)),
                ("refused", models.IntegerField(default=0)),
                ("changed", models.IntegerField(default=0)),
                ("forth", models.JSONField(null=True)),
                ("made_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"db_table": "bulk_run"},
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "run_id", "nth", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("run_id", models.UUIDField()),
                ("nth", models.IntegerField()),
                ("dossier_id", models.UUIDField()),
                ("seen", models.IntegerField()),
                ("seat", models.BigIntegerField(null=True)),
                ("barred", models.JSONField(null=True)),
            ],
            options={"db_table": "bulk_item"},
        ),
        migrations.CreateModel(
            name="ItemOutcome",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "run_id",
                        "is_undo",
                        "nth",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("run_id", models.UUIDField()),
                ("is_undo", models.BooleanField()),
                ("nth", models.IntegerField()),
                ("outcome", models.TextField()),
                ("version", models.IntegerField(null=True)),
                ("before", models.JSONField(null=True)),
                ("why", models.JSONField(null=True)),
            ],
            options={"db_table": "bulk_outcome"},
        ),
        migrations.AddConstraint(
            "run",
            models.CheckConstraint(
                condition=models.Q(goal__gte=models.F("done") + models.F("refused") + models.F("changed")),
                name="bulk_run_within",
            ),
        ),
        migrations.AddIndex("run", models.Index(fields=["account", "-made_at"], name="bulk_run_latest")),
        migrations.RunSQL(WALLS, migrations.RunSQL.noop),
    ]
