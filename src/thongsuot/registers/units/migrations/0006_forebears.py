from django.db import migrations

# For whom an agency stands, over as many successions as there were. `is_whole`: it alone took over everything; else
# others follow the same agency too. A succession that is planned opens nothing before its day, and no verb need come
# and open it then, so the day is the database's own.
FOREBEARS = """
create function agency_forebears(p_ids bigint[]) returns table (id bigint, is_whole boolean)
language sql stable parallel safe as $$
  with recursive told as (
    select s.old_id, s.new_id, count(*) over (partition by s.old_id) = 1 as is_whole
      from agency_succession s
     where s.withdrawn_at is null and s.ends_old and s.day <= (now() at time zone 'Asia/Ho_Chi_Minh')::date
  ), f as (
    select t.old_id as id, t.is_whole from told t where t.new_id = any(p_ids)
    union
    select t.old_id, t.is_whole and f.is_whole from f join told t on t.new_id = f.id
  )
  select f.id, bool_or(f.is_whole) from f where f.id <> all(p_ids) group by f.id
$$;
comment on function agency_forebears is 'For whom these agencies stand today, and whether nobody else does';

create function unit_forebears(p_agency_ids bigint[]) returns table (id bigint)
language sql stable parallel safe as $$
  with recursive f as (
    select a.unit_id as id from agency a where a.id = any(p_agency_ids) and a.unit_id is not null
    union
    select s.old_id from f join unit_share s on s.new_id = f.id and s.withdrawn_at is null
  )
  select f.id from f
$$;
comment on function unit_forebears is 'The units of these agencies, and those of which anything went to them';
"""
DROP = "drop function agency_forebears(bigint[]); drop function unit_forebears(bigint[]);"


class Migration(migrations.Migration):
    dependencies = [("units", "0005_succession_ends")]

    operations = [migrations.RunSQL(FOREBEARS, DROP)]
