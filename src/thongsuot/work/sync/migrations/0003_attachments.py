import django.db.models.deletion
from django.db import migrations, models

# Files follow their dossier, and the province; what was uploaded is nobody's business but the sender's.
WALLS = """
alter table sync_portal_file enable row level security;
alter table sync_portal_file force row level security;
create policy concerned on sync_portal_file using (
  authority_id = any((select ts_authorities())::bigint[])
  or (select ts_is_system())
  or exists (select 1 from dossier d where d.id = dossier_id));
alter table sync_uploaded_result enable row level security;
alter table sync_uploaded_result force row level security;
create policy of_sender on sync_uploaded_result using ((select ts_is_system()));
"""


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0013_narrow_redirects"),
        ("sync", "0002_subjects"),
        ("units", "0007_part_origin"),
    ]

    operations = [
        migrations.CreateModel(
            name="PortalFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ref", models.TextField(db_collation="C")),
                ("address", models.TextField()),
                ("title", models.TextField()),
                ("file_name", models.TextField(blank=True, default="")),
                ("wanted_id", models.BigIntegerField(null=True)),
                ("told_hash", models.TextField(blank=True, default="")),
                ("state", models.TextField(default="waiting")),
                ("problems", models.JSONField(default=list)),
                ("attempts", models.IntegerField(default=0)),
                ("came_at", models.DateTimeField()),
                ("next_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.TextField(blank=True, default="")),
                ("because", models.TextField(blank=True, default="")),
                ("sha256", models.TextField(blank=True, default="")),
                ("dossier_file_id", models.UUIDField(null=True)),
                (
                    "arrival",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sync.arrival",
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
                    "dossier",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="dossiers.dossier",
                    ),
                ),
            ],
            options={
                "db_table": "sync_portal_file",
                "indexes": [
                    models.Index(
                        models.F("authority"),
                        models.F("next_at"),
                        condition=models.Q(("state__in", ["waiting", "failed"])),
                        name="sync_portal_file_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("dossier", "ref"), name="sync_portal_file_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "kept", "failed", "dismissed"])),
                        name="sync_portal_file_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "kept"), _negated=True),
                            ("dossier_file_id__isnull", False),
                            _connector="OR",
                        ),
                        name="sync_portal_file_kept",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UploadedResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.TextField()),
                ("their_id", models.TextField()),
                ("address", models.TextField(blank=True, default="")),
                ("at", models.DateTimeField()),
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
                "db_table": "sync_uploaded_result",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("receiver", "dossier", "sha256"), name="sync_uploaded_result_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(WALLS, migrations.RunSQL.noop),
    ]
