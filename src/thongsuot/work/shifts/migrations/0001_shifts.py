import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Seen by its counter and its province. What was listed stays; it is signed once, and may be taken back until then.
WALLS = """
alter table shift_handover enable row level security;
alter table shift_handover force row level security;
create policy own on shift_handover using (
  agency_id = any((select ts_agencies())::bigint[])
  or authority_id = any((select ts_authorities())::bigint[])
  or (select ts_is_system()));
create function shift_handover_keep() returns trigger language plpgsql as $$
begin
  if old.taken_at is not null then
    raise exception 'shift % was taken over', old.id using errcode = 'TS002';
  end if;
  if tg_op = 'DELETE' then
    return old;
  end if;
  if (new.agency_id, new.authority_id, new.leaver_id, new.taker_id, new.from_at, new.at, new.listed, new.digest, new.reason)
     is distinct from
     (old.agency_id, old.authority_id, old.leaver_id, old.taker_id, old.from_at, old.at, old.listed, old.digest, old.reason)
  then
    raise exception 'the list of shift % cannot change', old.id using errcode = 'TS002';
  end if;
  return new;
end $$;
create trigger keep before update or delete on shift_handover for each row execute function shift_handover_keep();
"""
DROP = "drop trigger keep on shift_handover; drop function shift_handover_keep();"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("plumbing", "0001_house"),
        ("units", "0007_part_origin"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("from_at", models.DateTimeField()),
                ("at", models.DateTimeField()),
                ("listed", models.JSONField()),
                ("digest", models.TextField()),
                ("reason", models.TextField(blank=True, default="")),
                ("taken_at", models.DateTimeField(null=True)),
                ("differences", models.JSONField(default=dict)),
                ("taken_reason", models.TextField(blank=True, default="")),
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
                    "authority",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.unit",
                    ),
                ),
                (
                    "leaver",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "taker",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "shift_handover",
                "indexes": [models.Index(fields=["agency", "-at"], name="shift_handover_latest")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("taken_at__isnull", True)),
                        fields=("agency", "leaver"),
                        name="shift_handover_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("leaver", models.F("taker")), _negated=True),
                        name="shift_handover_two",
                    ),
                ],
            },
        ),
        migrations.RunSQL(WALLS, DROP),
    ]
