import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Seen by its maker and, when it is an office's, by who works for that office; written by its maker alone.
WALLS = """
alter table saved_view enable row level security;
alter table saved_view force row level security;
create policy seen on saved_view for select using (
  actor = (select current_setting('ts.actor', true)) or agency_id = any((select ts_agencies())::bigint[])
  or (select ts_is_system()));
create policy kept on saved_view for insert with check (actor = (select current_setting('ts.actor', true)));
create policy dropped on saved_view for delete using (actor = (select current_setting('ts.actor', true)));
alter table saved_view_first enable row level security;
alter table saved_view_first force row level security;
create policy own on saved_view_first using (
  actor = (select current_setting('ts.actor', true)) or (select ts_is_system()));
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("identity", "0005_first_password"),
        ("plumbing", "0001_house"),
        ("units", "0007_part_origin"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("actor", models.TextField()),
                ("name", models.TextField()),
                ("query", models.TextField()),
                ("made_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
            ],
            options={
                "db_table": "saved_view",
            },
        ),
        migrations.CreateModel(
            name="FirstView",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        db_column="account_id",
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("actor", models.TextField()),
                ("view_id", models.UUIDField()),
            ],
            options={
                "db_table": "saved_view_first",
            },
        ),
        migrations.AddIndex(
            model_name="savedview",
            index=models.Index(models.F("account"), name="saved_view_own"),
        ),
        migrations.AddIndex(
            model_name="savedview",
            index=models.Index(
                models.F("agency"), condition=models.Q(("agency__isnull", False)), name="saved_view_shared"
            ),
        ),
        migrations.RunSQL(WALLS, migrations.RunSQL.noop),
    ]
