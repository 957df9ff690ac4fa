import django.db.models.deletion
from django.db import migrations, models

# A file is seen by the agency that handed it in and by its province; its rows by whoever sees the file.
WALLS = """
alter table import_book enable row level security;
alter table import_book force row level security;
create policy concerned on import_book using (
  agency_id = any((select ts_agencies())::bigint[])
  or authority_id = any((select ts_authorities())::bigint[])
  or (select ts_is_system()));
alter table import_book add constraint import_book_phase check (
  phase in ('new', 'asking', 'checking', 'checked', 'loading', 'loaded', 'refused'));

alter table import_row enable row level security;
alter table import_row force row level security;
create policy of_seen on import_row using (book_id in (select id from import_book));
alter table import_row add constraint import_row_state check (
  state in ('good', 'faulty', 'skipped', 'known', 'loaded') and (state = 'loaded') = (dossier_id is not null));

-- A row that became a dossier stays: it says where the dossier came from.
create function import_keep_loaded() returns trigger language plpgsql as $$
begin
  if old.state = 'loaded' then
    raise exception 'row % of import % became a dossier and stays', old.number, old.book_id using errcode = 'TS003';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger keep_loaded before update or delete on import_row for each row execute function import_keep_loaded();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("plumbing", "0003_files"),
        ("units", "0006_forebears"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "book_id",
                        "sheet",
                        "number",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("book_id", models.UUIDField()),
                ("sheet", models.SmallIntegerField()),
                ("number", models.IntegerField()),
                ("code", models.TextField(blank=True, default="")),
                ("digest", models.TextField(blank=True, default="")),
                ("state", models.TextField()),
                ("values", models.JSONField(default=dict)),
                ("findings", models.JSONField(default=list)),
                ("dossier_id", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "import_row",
                "indexes": [
                    models.Index(fields=["book_id", "state", "sheet", "number"], name="import_row_states"),
                    models.Index(
                        condition=models.Q(("state", "loaded")), fields=["code"], name="import_row_loaded"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportBook",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("authority_id", models.BigIntegerField()),
                ("file_name", models.TextField()),
                ("uploaded_at", models.DateTimeField()),
                ("actor", models.TextField()),
                ("officer_id", models.BigIntegerField(null=True)),
                ("phase", models.TextField(default="new")),
                ("arrangement", models.JSONField(default=dict)),
                ("found", models.JSONField(default=dict)),
                ("problems", models.JSONField(default=list)),
                ("checked_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
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
                    "content",
                    models.ForeignKey(
                        db_column="sha256",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="plumbing.storedfile",
                    ),
                ),
            ],
            options={
                "db_table": "import_book",
                "indexes": [models.Index(fields=["agency", "-uploaded_at"], name="import_book_latest")],
            },
        ),
        migrations.RunSQL(WALLS, migrations.RunSQL.noop),
    ]
