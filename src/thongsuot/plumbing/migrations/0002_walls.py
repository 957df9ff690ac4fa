from django.db import migrations

WALLS = """
alter table journal_entry enable row level security;
alter table journal_entry force row level security;
create policy written on journal_entry for insert with check (true);
create policy seen on journal_entry for select using (
  (select ts_is_system()) or agency_id = any((select ts_agencies())::bigint[]));

alter table idempotency_key enable row level security;
alter table idempotency_key force row level security;
create policy own on idempotency_key using (
  (select ts_is_system()) or actor = current_setting('ts.actor', true));
"""


class Migration(migrations.Migration):
    dependencies = [("plumbing", "0001_house")]
    operations = [migrations.RunSQL(WALLS, migrations.RunSQL.noop)]
