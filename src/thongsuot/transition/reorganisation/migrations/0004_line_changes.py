import django.db.models.deletion
from django.db import migrations, models

# As with the plan itself: its province sees what was changed, only the system writes it, and nobody writes it over.
WALLS = """
alter table reorganisation_line_change enable row level security;
alter table reorganisation_line_change force row level security;
create policy of_plan on reorganisation_line_change
  using (exists (select 1 from reorganisation_plan p where p.id = plan_id)) with check ((select ts_is_system()));
create trigger append_only before update or delete on reorganisation_line_change
  for each row execute function refuse_change();
create trigger append_only_truncate before truncate on reorganisation_line_change execute function refuse_change();
alter table reorganisation_line_change add constraint reorganisation_line_change_something
  check (before is not null or after is not null);
"""


class Migration(migrations.Migration):
    dependencies = [("reorganisation", "0003_orders")]

    operations = [
        migrations.CreateModel(
            name="LineChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
                ("reason", models.TextField()),
                ("said_by", models.TextField()),
                ("said_at", models.DateTimeField()),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="line_changes",
                        to="reorganisation.plan",
                    ),
                ),
            ],
            options={"db_table": "reorganisation_line_change"},
        ),
        migrations.RunSQL(WALLS, migrations.RunSQL.noop),
    ]
