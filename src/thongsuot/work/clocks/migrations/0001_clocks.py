import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

# A clock is seen by who holds the dossier, by who is competent and by their province; what was told of it by whoever
# sees the dossier. Only the worker writes them, as the system.
WALLS = """
alter table dossier_clock enable row level security;
alter table dossier_clock force row level security;
create policy concerned on dossier_clock using (
  holder_agency_id = any((select ts_agencies())::bigint[])
  or competent_agency_id = any((select ts_agencies())::bigint[])
  or authority_id = any((select ts_authorities())::bigint[])
  or (select ts_is_system()));

alter table clock_alert enable row level security;
alter table clock_alert force row level security;
create policy of_seen on clock_alert for select using (
  (select ts_is_system()) or exists (select 1 from dossier d where d.id = dossier_id));
create policy written on clock_alert for insert with check ((select ts_is_system()));
create trigger append_only before update or delete on clock_alert for each row execute function refuse_change();
create trigger append_only_truncate before truncate on clock_alert execute function refuse_change();

comment on table clock_escalation is 'How the province watches over terms: a public rule, no wall';
alter table clock_escalation add constraint clock_escalation_one exclude using gist
  (coalesce(authority_id, 0) with =, daterange(valid_from, valid_to) with &&);
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("dossiers", "0009_asked_again"),
        ("plumbing", "0001_house"),
        ("units", "0006_forebears"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClockAlert",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("dossier_id", models.UUIDField()),
                ("version", models.IntegerField()),
                ("mark", models.SmallIntegerField()),
                ("at", models.DateTimeField()),
                ("told_at", models.DateTimeField()),
            ],
            options={
                "db_table": "clock_alert",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("dossier_id"), models.F("version"), models.F("mark"), name="clock_alert_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ClockEscalation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("working_days", models.SmallIntegerField()),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("document", models.TextField(blank=True)),
                ("source", models.TextField(blank=True)),
                ("is_simulated", models.BooleanField(default=False)),
                ("recorded_at", models.DateTimeField()),
                (
                    "authority",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.unit",
                    ),
                ),
            ],
            options={
                "db_table": "clock_escalation",
            },
        ),
        migrations.CreateModel(
            name="DossierClock",
            fields=[
                ("dossier_id", models.UUIDField(primary_key=True, serialize=False)),
                ("authority_id", models.BigIntegerField()),
                ("competent_agency_id", models.BigIntegerField()),
                ("holder_agency_id", models.BigIntegerField()),
                ("holder_officer_id", models.BigIntegerField(null=True)),
                ("received_at", models.DateTimeField()),
                ("version", models.IntegerField(default=0)),
                ("due_at", models.DateTimeField(null=True)),
                ("at_50", models.DateTimeField(null=True)),
                ("at_80", models.DateTimeField(null=True)),
                ("at_100", models.DateTimeField(null=True)),
                ("at_110", models.DateTimeField(null=True)),
                ("reached", models.SmallIntegerField(default=0)),
                ("told", models.SmallIntegerField(default=0)),
                ("is_extended", models.BooleanField(default=False)),
                ("consents", models.TextField(blank=True, default="")),
                ("field_code", models.TextField(blank=True, default="")),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "next_at",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Least(
                            "at_50", "at_80", "at_100", "at_110"
                        ),
                        output_field=models.DateTimeField(null=True),
                    ),
                ),
            ],
            options={
                "db_table": "dossier_clock",
                "indexes": [
                    models.Index(
                        models.F("next_at"),
                        condition=models.Q(("finished_at__isnull", True), ("next_at__isnull", False)),
                        name="clock_next",
                    ),
                    models.Index(
                        models.F("holder_agency_id"),
                        models.F("reached"),
                        models.F("due_at"),
                        models.F("dossier_id"),
                        condition=models.Q(("finished_at__isnull", True), ("reached__gt", 0)),
                        name="clock_attention",
                    ),
                    models.Index(
                        models.F("due_at"),
                        condition=models.Q(
                            ("finished_at__isnull", True), models.Q(("consents", ""), _negated=True)
                        ),
                        name="clock_silence",
                    ),
                ],
            },
        ),
        migrations.RunSQL(WALLS, migrations.RunSQL.noop),
    ]
