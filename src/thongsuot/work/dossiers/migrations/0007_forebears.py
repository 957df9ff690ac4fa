from django.db import migrations

# Closed dossiers stay where they were closed. Who stands for that agency today reads them: all of them where he alone
# follows it, else those of the territory that came to him. To read, not to write; and found out once a statement,
# only when nothing else lets the reader see the row (policies are asked in the order of their names).
WALL = """
create function ts_forebears(p_whole boolean) returns bigint[] language sql stable parallel safe as
$$ select coalesce(array_agg(f.id), '{}') from agency_forebears(ts_agencies()) f where f.is_whole = p_whole $$;
create function ts_lands() returns bigint[] language sql stable parallel safe as
$$ select coalesce(array_agg(u.id), '{}') from unit_forebears(ts_agencies()) u $$;
create policy of_forebears on dossier for select using (not is_open and (
  competent_agency_id = any((select ts_forebears(true))::bigint[])
  or holder_agency_id = any((select ts_forebears(true))::bigint[])
  or received_agency_id = any((select ts_forebears(true))::bigint[])
  or territory_id = any((select ts_lands())::bigint[]) and (
    competent_agency_id = any((select ts_forebears(false))::bigint[])
    or holder_agency_id = any((select ts_forebears(false))::bigint[]))));
"""
DROP = "drop policy of_forebears on dossier; drop function ts_forebears(boolean); drop function ts_lands();"


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0006_lighter"), ("units", "0006_forebears")]

    operations = [migrations.RunSQL(WALL, DROP)]
