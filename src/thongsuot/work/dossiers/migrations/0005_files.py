import django.db.models.deletion
from django.db import migrations, models

# A file is seen with its dossier; who may add one is asked by the verbs. What was handed in never changes.
WALL = """
alter table dossier_file enable row level security;
alter table dossier_file force row level security;
create policy of_seen on dossier_file for select using (
  exists (select 1 from dossier d where d.id = dossier_id));
create policy written on dossier_file for insert with check (
  exists (select 1 from dossier d where d.id = dossier_id));
create policy removed on dossier_file for update using (
  exists (select 1 from dossier d where d.id = dossier_id));

create function dossier_file_keep() returns trigger language plpgsql as $$
begin
  if old.removed_at is not null
     or (to_jsonb(new) - '{removed_at,removed_by,removed_because}'::text[])
        is distinct from (to_jsonb(old) - '{removed_at,removed_by,removed_because}'::text[]) then
    raise exception 'file % cannot change', old.id using errcode = 'TS003';
  end if;
  return new;
end $$;
create trigger keep before update on dossier_file for each row execute function dossier_file_keep();
alter table dossier_file add constraint dossier_file_kind check (
  kind in ('original', 'copy', 'electronic', 'certified', 'result'));
alter table dossier_file add constraint dossier_file_source check (
  source in ('counter', 'citizen', 'reused', 'certified'));
alter table dossier_file add constraint dossier_file_reused check (
  (source in ('reused', 'certified')) = (from_file_id is not null));
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0004_redirects"), ("plumbing", "0003_files")]

    operations = [
        migrations.CreateModel(
            name="DossierFile",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("wanted_id", models.BigIntegerField(null=True)),
                ("title", models.TextField()),
                ("kind", models.TextField()),
                ("source", models.TextField()),
                ("file_name", models.TextField()),
                ("pages", models.SmallIntegerField(default=0)),
                ("detail", models.JSONField(default=dict)),
                ("added_at", models.DateTimeField()),
                ("added_by", models.TextField()),
                ("officer_id", models.BigIntegerField(null=True)),
                ("agency_id", models.BigIntegerField(null=True)),
                ("removed_at", models.DateTimeField(null=True)),
                ("removed_by", models.TextField(blank=True, default="")),
                ("removed_because", models.TextField(blank=True, default="")),
                (
                    "content",
                    models.ForeignKey(
                        db_column="sha256",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="plumbing.storedfile",
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
                (
                    "from_file",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dossiers.dossierfile",
                    ),
                ),
            ],
            options={"db_table": "dossier_file"},
        ),
        migrations.AddIndex("dossierfile", models.Index("dossier", "id", name="dossier_file_of")),
        migrations.RunSQL(WALL, migrations.RunSQL.noop),
    ]
