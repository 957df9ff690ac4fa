import django.db.models.deletion
from django.db import migrations, models

# Whoever oversees a province sees its numbers; only the worker writes them.
WALLS = """
alter table dossier_day_count enable row level security;
alter table dossier_day_count force row level security;
create policy of_province on dossier_day_count using (
  authority_id = any((select ts_authorities())::bigint[]) or (select ts_is_system()))
  with check ((select ts_is_system()));

alter table dossier_counted enable row level security;
alter table dossier_counted force row level security;
create policy of_province on dossier_counted using (
  authority_id = any((select ts_authorities())::bigint[]) or (select ts_is_system()))
  with check ((select ts_is_system()));
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0015_collect_place"), ("units", "0008_post_office")]

    operations = [
        migrations.CreateModel(
            name="DayCount",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("day", models.DateField()),
                ("count", models.IntegerField()),
                ("part", models.IntegerField(default=0)),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="units.agency",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="units.unit",
                    ),
                ),
                (
                    "territory",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="units.unit",
                    ),
                ),
            ],
            options={"db_table": "dossier_day_count"},
        ),
        migrations.CreateModel(
            name="Counted",
            fields=[
                (
                    "authority",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="units.unit",
                    ),
                ),
                ("at", models.DateTimeField()),
                ("step_id", models.BigIntegerField()),
            ],
            options={"db_table": "dossier_counted"},
        ),
        migrations.AddConstraint(
            model_name="daycount",
            constraint=models.UniqueConstraint(
                fields=("authority", "kind", "day", "agency", "territory"),
                include=("count", "part"),
                name="dossier_day_count_once",
                nulls_distinct=False,
            ),
        ),
        migrations.RunSQL(WALLS, migrations.RunSQL.noop),
    ]
