import django.db.models.deletion
from django.db import migrations, models

# Messages are seen by who sees both their receiver and their dossier; the portal's affairs by its province.
WALLS = """
alter table sync_receiver enable row level security;
alter table sync_receiver force row level security;
create policy concerned on sync_receiver using (
  agency_id = any((select ts_agencies())::bigint[])
  or authority_id = any((select ts_authorities())::bigint[])
  or (select ts_is_system()));
alter table sync_receiver add constraint sync_receiver_state check (state in ('on', 'paused', 'ended'));
alter table sync_receiver add constraint sync_receiver_owner check ((kind = 'webhook') = (agency_id is not null));

alter table sync_message enable row level security;
alter table sync_message force row level security;
create policy concerned on sync_message using ((select ts_is_system()) or (
  exists (select 1 from sync_receiver r where r.id = receiver_id)
  and exists (select 1 from dossier d where d.id = dossier_id)));
create function sync_never_dropped() returns trigger language plpgsql as $$
begin
  if old.state <> 'waiting' and new.state = 'waiting' then
    raise exception 'message % was settled; telling it again is another message', old.event_id using errcode = 'TS020';
  end if;
  return new;
end $$;
create trigger settled before update on sync_message for each row execute function sync_never_dropped();

alter table sync_arrival enable row level security;
alter table sync_arrival force row level security;
create policy concerned on sync_arrival using (
  authority_id = any((select ts_authorities())::bigint[]) or (select ts_is_system()));
alter table sync_arrival add constraint sync_arrival_state check (state in ('new', 'done', 'refused', 'dismissed'));

alter table sync_reconciliation enable row level security;
alter table sync_reconciliation force row level security;
create policy concerned on sync_reconciliation using (
  authority_id = any((select ts_authorities())::bigint[]) or (select ts_is_system()));
alter table sync_reconciliation_line enable row level security;
alter table sync_reconciliation_line force row level security;
create policy concerned on sync_reconciliation_line using (
  authority_id = any((select ts_authorities())::bigint[]) or (select ts_is_system()));
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("dossiers", "0008_certified"),
        ("units", "0006_forebears"),
    ]

    operations = [
        migrations.CreateModel(
            name="Receiver",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.TextField()),
                ("name", models.TextField()),
                ("url", models.TextField(blank=True, default="")),
                ("acts", models.JSONField(default=list)),
                ("secrets", models.JSONField(default=list)),
                ("since", models.DateTimeField()),
                ("state", models.TextField(default="on")),
                ("paused_because", models.TextField(blank=True, default="")),
                ("failing_since", models.DateTimeField(null=True)),
                ("failures", models.IntegerField(default=0)),
                ("next_at", models.DateTimeField(null=True)),
                ("last_error", models.TextField(blank=True, default="")),
                ("last_sent_at", models.DateTimeField(null=True)),
                ("cursor", models.TextField(blank=True, default="")),
                ("asked_at", models.DateTimeField(null=True)),
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
                (
                    "authority",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.unit",
                    ),
                ),
            ],
            options={
                "db_table": "sync_receiver",
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("event_id", models.UUIDField()),
                ("step", models.IntegerField()),
                ("rank", models.SmallIntegerField()),
                ("service", models.TextField()),
                ("at", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
                ("state", models.TextField(default="waiting")),
                ("attempts", models.IntegerField(default=0)),
                ("next_at", models.DateTimeField()),
                ("is_refused", models.BooleanField(default=False)),
                ("last_error", models.TextField(blank=True, default="")),
                ("sent_at", models.DateTimeField(null=True)),
                ("skipped_by", models.TextField(blank=True, default="")),
                ("skipped_because", models.TextField(blank=True, default="")),
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
                    "receiver",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sync.receiver",
                    ),
                ),
            ],
            options={
                "db_table": "sync_message",
            },
        ),
        migrations.CreateModel(
            name="Reconciliation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("actor", models.TextField()),
                ("from_day", models.DateField()),
                ("to_day", models.DateField()),
                ("tallies", models.JSONField()),
                (
                    "authority",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.unit",
                    ),
                ),
            ],
            options={
                "db_table": "sync_reconciliation",
            },
        ),
        migrations.CreateModel(
            name="ReconciliationLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("authority_id", models.BigIntegerField()),
                ("code", models.TextField(db_collation="C")),
                ("kind", models.TextField()),
                ("day", models.DateField(null=True)),
                ("ours", models.SmallIntegerField(null=True)),
                ("theirs", models.SmallIntegerField(null=True)),
                (
                    "reconciliation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="sync.reconciliation",
                    ),
                ),
            ],
            options={
                "db_table": "sync_reconciliation_line",
            },
        ),
        migrations.CreateModel(
            name="Arrival",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.TextField()),
                ("kind", models.TextField()),
                ("about", models.TextField(db_collation="C")),
                ("body", models.JSONField()),
                ("state", models.TextField(default="new")),
                ("problems", models.JSONField(default=list)),
                ("attempts", models.IntegerField(default=0)),
                ("arrived_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.TextField(blank=True, default="")),
                ("because", models.TextField(blank=True, default="")),
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
                    "dossier",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dossiers.dossier",
                    ),
                ),
            ],
            options={
                "db_table": "sync_arrival",
                "indexes": [
                    models.Index(
                        models.F("authority"),
                        models.F("id"),
                        condition=models.Q(("state__in", ["new", "refused"])),
                        name="sync_arrival_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("authority", "key"), name="sync_arrival_once")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="receiver",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "portal")), fields=("authority",), name="sync_one_portal"
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                models.F("receiver"),
                models.F("next_at"),
                condition=models.Q(("state", "waiting")),
                name="sync_message_due",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                models.F("receiver"),
                models.F("dossier"),
                models.F("step"),
                models.F("rank"),
                condition=models.Q(("state", "waiting")),
                name="sync_message_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                models.F("dossier"), models.F("receiver"), models.F("step"), name="sync_message_dossier"
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                models.F("receiver"),
                models.OrderBy(models.F("made_at"), descending=True),
                name="sync_message_latest",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(fields=("receiver", "event_id"), name="sync_message_once"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "sent", "skipped"])), name="sync_message_state"
            ),
        ),
        migrations.AddIndex(
            model_name="reconciliation",
            index=models.Index(
                models.F("authority"),
                models.OrderBy(models.F("at"), descending=True),
                name="sync_reconciliation_latest",
            ),
        ),
        migrations.AddIndex(
            model_name="reconciliationline",
            index=models.Index(models.F("reconciliation"), models.F("code"), name="sync_reconciliation_of"),
        ),
        migrations.RunSQL(WALLS, migrations.RunSQL.noop),
    ]
