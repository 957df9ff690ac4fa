from django.db import migrations

# As before, but what is led on by several reorganisations, one after the other, is told in a step for each: to undo the
# last of them leads it back to where that one found it, not to the agency that the first had already ended.
FOLLOW = """
create or replace function dossier_follow() returns trigger language plpgsql as $$
declare
  competent bigint := new.competent_agency_id;
  holder bigint := new.holder_agency_id;
  officer bigint := new.holder_officer_id;
  last int := new.steps;
  was text := coalesce(current_setting('ts.system', true), '');
  one dossier_redirect;
  other dossier_redirect;
  first text;
  told jsonb;
begin
  perform pg_advisory_xact_lock_shared(4601, new.authority_id::int);
  for i in 1..20 loop
    select * into one from dossier_redirect r
     where r.old_agency_id = competent and (r.territory_id = new.territory_id or r.territory_id is null)
       and (r.versions is null or new.procedure_version_id = any(r.versions))
       and (r.point_id is null or r.point_id = new.received_point_id)
     order by r.rank, r.territory_id nulls last limit 1;
    select * into other from dossier_redirect r
     where r.old_agency_id = holder and (r.territory_id = new.territory_id or r.territory_id is null)
       and (r.versions is null or new.procedure_version_id = any(r.versions))
       and (r.point_id is null or r.point_id = new.received_point_id)
     order by r.rank, r.territory_id nulls last limit 1;
    exit when one.id is null and other.id is null;
    first := case when other.id is null or one.id <= other.id then one.ref else other.ref end;
    told := jsonb_build_object('ref', first, 'competent', competent, 'holder', holder, 'officer', officer);
    if one.ref = first then
      competent := one.new_agency_id;
    end if;
    if other.ref = first then
      holder := other.new_agency_id;
      officer := null;
    end if;
    last := last + 1;
    perform set_config('ts.system', 'on', true), set_config('ts.rehousing', 'on', true);
    insert into dossier_step (dossier_id, number, at, act, actor, officer_id, agency_id, state,
      competent_agency_id, holder_agency_id, holder_officer_id, due_at, detail)
    values (new.id, last, clock_timestamp(), 'move', 'system:follow', null, null, new.state, competent, holder,
      officer, new.due_at, told);
  end loop;
  if last > new.steps then
    update dossier set competent_agency_id = competent, holder_agency_id = holder, holder_officer_id = officer, steps = last
     where id = new.id;
    perform set_config('ts.system', was, true), set_config('ts.rehousing', '', true);
  end if;
  return null;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0013_narrow_redirects")]

    operations = [migrations.RunSQL(FOLLOW, migrations.RunSQL.noop)]
