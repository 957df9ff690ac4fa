from django.db import migrations, models

WALL = """
alter table upload enable row level security;
alter table upload force row level security;
create policy own on upload using (
  (select ts_is_system()) or actor = current_setting('ts.actor', true));
comment on table stored_file is 'Content by its hash: nobody''s data, no name; whose it is stands in walled tables';
"""


class Migration(migrations.Migration):
    dependencies = [("plumbing", "0002_walls")]

    operations = [
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("sha256", models.TextField(db_collation="C", primary_key=True, serialize=False)),
                ("size", models.BigIntegerField()),
                ("media_type", models.TextField()),
                ("kept_at", models.DateTimeField()),
                ("scan", models.TextField(default="not_scanned")),
                ("scan_note", models.TextField(blank=True, default="")),
                ("scanned_at", models.DateTimeField(null=True)),
            ],
            options={"db_table": "stored_file"},
        ),
        migrations.AddIndex(
            "storedfile",
            models.Index("sha256", name="stored_file_unscanned", condition=models.Q(scan="not_scanned")),
        ),
        migrations.AddConstraint(
            "storedfile",
            models.CheckConstraint(
                condition=models.Q(scan__in=["not_scanned", "clean", "infected"]), name="stored_file_scan"
            ),
        ),
        migrations.AddConstraint(
            "storedfile",
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$", size__gt=0), name="stored_file_whole"
            ),
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("actor", models.TextField()),
                ("name", models.TextField()),
                ("size", models.BigIntegerField()),
                ("received", models.BigIntegerField(default=0)),
                ("began_at", models.DateTimeField()),
            ],
            options={"db_table": "upload"},
        ),
        migrations.AddIndex("upload", models.Index("began_at", name="upload_began")),
        migrations.AddIndex("upload", models.Index("actor", name="upload_actor")),
        migrations.AddConstraint(
            "upload",
            models.CheckConstraint(
                condition=models.Q(received__gte=0, received__lte=models.F("size")), name="upload_within"
            ),
        ),
        migrations.RunSQL(WALL, migrations.RunSQL.noop),
    ]
