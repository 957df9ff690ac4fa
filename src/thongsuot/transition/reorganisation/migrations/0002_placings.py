import django.db.models.deletion
from django.db import migrations, models

WALLS = """
alter table reorganisation_placing enable row level security;
alter table reorganisation_placing force row level security;
create policy of_plan on reorganisation_placing using (
  exists (select 1 from reorganisation_plan p where p.id = plan_id)) with check ((select ts_is_system()));
create trigger append_only before update or delete on reorganisation_placing
  for each row execute function refuse_change();
create trigger append_only_truncate before truncate on reorganisation_placing execute function refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("reorganisation", "0001_plans"), ("units", "0005_succession_ends")]

    operations = [
        migrations.CreateModel(
            name="Placing",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("run", models.IntegerField()),
                ("dossier_id", models.UUIDField(null=True)),
                ("point_id", models.BigIntegerField(null=True)),
                ("by", models.TextField(blank=True)),
                ("confidence", models.DecimalField(decimal_places=3, max_digits=4)),
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
                        related_name="placings",
                        to="reorganisation.plan",
                    ),
                ),
            ],
            options={"db_table": "reorganisation_placing"},
        ),
        migrations.AddConstraint(
            model_name="placing",
            constraint=models.UniqueConstraint(
                fields=("plan", "run", "dossier_id", "point_id", "old_agency"),
                nulls_distinct=False,
                name="reorganisation_placing_once",
            ),
        ),
        migrations.RunSQL(WALLS, migrations.RunSQL.noop),
    ]
