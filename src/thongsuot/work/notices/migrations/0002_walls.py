from django.db import migrations

WALLS = """
alter table notice enable row level security;
alter table notice force row level security;
create policy concerned on notice using (
  agency_id = any((select ts_agencies())::bigint[])
  or authority_id = any((select ts_authorities())::bigint[])
  or citizen_account_id = (select ts_citizen())
  or dossier_id = (select ts_dossier())
  or (select ts_is_system()));
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_notices"), ("plumbing", "0001_house")]
    operations = [migrations.RunSQL(WALLS, migrations.RunSQL.noop)]
