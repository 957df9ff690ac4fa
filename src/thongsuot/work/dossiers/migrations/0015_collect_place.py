import django.db.models.deletion
from django.db import migrations, models

# Seen and written with its dossier.
WALL = """
alter table dossier_collect_place enable row level security;
alter table dossier_collect_place force row level security;
create policy of_seen on dossier_collect_place using (exists (select 1 from dossier d where d.id = dossier_id));
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0014_door_by_door"), ("points", "0002_duties")]

    operations = [
        migrations.CreateModel(
            name="CollectPlace",
            fields=[
                (
                    "dossier",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="dossiers.dossier",
                    ),
                ),
                ("chosen_at", models.DateTimeField()),
                ("chosen_by", models.TextField()),
                (
                    "point",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="points.point",
                    ),
                ),
            ],
            options={"db_table": "dossier_collect_place"},
        ),
        migrations.RunSQL(WALL, migrations.RunSQL.noop),
    ]
