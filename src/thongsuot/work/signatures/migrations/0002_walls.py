from django.db import migrations

# A certificate is seen at its agency and by its province; a signed paper by whoever sees its dossier; that two persons
# are needed is a public rule which only its province writes.
WALLS = """
alter table officer_certificate enable row level security;
alter table officer_certificate force row level security;
create policy concerned on officer_certificate using (
  agency_id = any((select ts_agencies())::bigint[])
  or authority_id = any((select ts_authorities())::bigint[])
  or (select ts_is_system()));

alter table signed_paper enable row level security;
alter table signed_paper force row level security;
create policy of_seen on signed_paper for select using (
  exists (select 1 from dossier d where d.id = dossier_id));
create policy written on signed_paper for insert with check (
  exists (select 1 from dossier d where d.id = dossier_id));
create trigger append_only before update or delete on signed_paper for each row execute function refuse_change();
create trigger append_only_truncate before truncate on signed_paper execute function refuse_change();

alter table two_persons enable row level security;
alter table two_persons force row level security;
create policy told on two_persons for select using (true);
create policy written on two_persons for insert with check (
  authority_id = any((select ts_authorities())::bigint[]) or (select ts_is_system()));
"""


class Migration(migrations.Migration):
    dependencies = [
        ("signatures", "0001_signatures"),
        ("dossiers", "0004_redirects"),
        ("plumbing", "0001_house"),
    ]
    operations = [migrations.RunSQL(WALLS, migrations.RunSQL.noop)]
