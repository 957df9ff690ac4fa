import django.db.models.deletion
from django.db import migrations, models

# A place is seen by the agency that has to do something there and by whoever sees the dossier; the verbs write it as
# the system, after they have asked who may. What was left is history and stays as it is.
WALLS = """
alter table step_position enable row level security;
alter table step_position force row level security;
create policy at_work on step_position for select using (agency_id = any((select ts_agencies())::bigint[]));
create policy of_seen on step_position for select using (
  (select ts_is_system()) or exists (select 1 from dossier d where d.id = dossier_id));
create policy written on step_position for insert with check ((select ts_is_system()));
create policy left_once on step_position for update using ((select ts_is_system()));
create function step_position_keep() returns trigger language plpgsql as $$
begin
  if old.left_at is not null then
    raise exception 'place % of dossier % was left', old.number, old.code using errcode = 'TS002';
  end if;
  return new;
end $$;
create trigger keep before update on step_position for each row execute function step_position_keep();
alter table step_position add constraint step_position_order check (left_at is null or left_at >= entered_at);
"""
DROP = "drop trigger keep on step_position; drop function step_position_keep();"


def _to(target: str, *, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False, null=null, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=target
    )


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("dossiers", "0002_walls"),
        ("flows", "0001_flows"),
        ("plumbing", "0001_house"),
        ("units", "0001_units"),
    ]

    operations = [
        migrations.CreateModel(
            name="Position",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("code", models.TextField()),
                ("number", models.IntegerField()),
                ("kind", models.TextField()),
                ("step", models.TextField()),
                ("is_required", models.BooleanField(default=True)),
                ("question", models.TextField(blank=True, default="")),
                ("entered_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("left_at", models.DateTimeField(null=True)),
                ("left_by", models.TextField(blank=True, default="")),
                ("officer_id", models.BigIntegerField(null=True)),
                ("left_agency_id", models.BigIntegerField(null=True)),
                ("outcome", models.TextField(blank=True, default="")),
                ("said", models.TextField(blank=True, default="")),
                ("agency", _to("units.agency", null=True)),
                ("asked_by", _to("units.agency", null=True)),
                ("authority", _to("units.unit")),
                (
                    "dossier",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="dossiers.dossier",
                    ),
                ),
                ("flow", _to("flows.flowversion")),
            ],
            options={
                "db_table": "step_position",
                "indexes": [
                    models.Index(
                        models.F("agency"),
                        models.F("due_at"),
                        models.F("id"),
                        condition=models.Q(("left_at__isnull", True)),
                        name="step_position_waiting",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("dossier", "number"), name="step_position_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "step"), ("left_at__isnull", True)),
                        fields=("dossier", "step"),
                        name="step_position_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["step", "opinion"])), name="step_position_kind"
                    ),
                ],
            },
        ),
        migrations.RunSQL(WALLS, DROP),
    ]
