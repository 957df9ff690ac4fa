import django.db.models.deletion
from django.db import migrations, models

# As with the plan itself: its province sees the orders, only the system writes them.
WALLS = """
alter table reorganisation_order enable row level security;
alter table reorganisation_order force row level security;
create policy of_plan on reorganisation_order using (exists (select 1 from reorganisation_plan p where p.id = plan_id))
  with check ((select ts_is_system()));
alter table reorganisation_order add constraint reorganisation_order_doing
  check (doing in ('rehearse', 'activate', 'undo'));
alter table reorganisation_order add constraint reorganisation_order_state
  check (state in ('waiting', 'running', 'done', 'refused')
    and (ended_at is not null) = (state in ('done', 'refused'))
    and (state <> 'refused' or jsonb_array_length(problems) > 0));
"""


class Migration(migrations.Migration):
    dependencies = [("reorganisation", "0002_placings"), ("units", "0004_changes")]

    operations = [
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("doing", models.TextField()),
                ("state", models.TextField()),
                ("seen", models.TextField(blank=True)),
                ("account_id", models.BigIntegerField()),
                ("asked_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("outcome", models.JSONField(default=dict)),
                ("problems", models.JSONField(default=list)),
                (
                    "agency",
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
                        related_name="orders",
                        to="reorganisation.plan",
                    ),
                ),
            ],
            options={
                "db_table": "reorganisation_order",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["plan"],
                        condition=models.Q(state__in=["waiting", "running"]),
                        name="reorganisation_order_one_open",
                    )
                ],
            },
        ),
        migrations.RunSQL(WALLS, migrations.RunSQL.noop),
    ]
