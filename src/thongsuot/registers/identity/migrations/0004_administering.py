from django.db import migrations

# Who gives and takes back rights sees the officers of his province and the grants at the agencies that he
# administers, and nothing else of theirs: `ts.administers` is set by the queries of identity, from his own grants.
POLICIES = """
create function ts_administers() returns bigint[] language sql stable parallel safe as
$$ select coalesce(nullif(current_setting('ts.administers', true), ''), '{}')::bigint[] $$;
create policy administered on role_grant using (agency_id = any (ts_administers()))
 with check (agency_id = any (ts_administers()));
create policy administered on account for select using (
  kind = 'officer' and authority_id in (select a.authority_id from agency a where a.id = any (ts_administers())));
"""


class Migration(migrations.Migration):
    dependencies = [("identity", "0003_walls")]

    operations = [migrations.RunSQL(POLICIES, migrations.RunSQL.noop)]
