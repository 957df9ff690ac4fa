from django.db import migrations, models

WALL = """
alter table clock_seen enable row level security;
alter table clock_seen force row level security;
create policy own on clock_seen using (
  actor = (select current_setting('ts.actor', true)) or (select ts_is_system()));
"""


class Migration(migrations.Migration):
    dependencies = [("clocks", "0002_backlog")]

    operations = [
        migrations.CreateModel(
            name="ClockSeen",
            fields=[
                ("actor", models.TextField(primary_key=True, serialize=False)),
                ("up_to", models.BigIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "clock_seen"},
        ),
        migrations.AddIndex(
            model_name="clockalert", index=models.Index("told_at", "id", name="clock_alert_told")
        ),
        migrations.RunSQL(WALL, migrations.RunSQL.noop),
    ]
