import django.contrib.postgres.fields
from django.db import migrations, models

# As before, but of what is sent to an agency that ended, one function or one counter may go elsewhere than the rest.
FOLLOW = """
create or replace function dossier_follow() returns trigger language plpgsql as $$
declare
  competent bigint := new.competent_agency_id;
  holder bigint := new.holder_agency_id;
  was text := coalesce(current_setting('ts.system', true), '');
  hop dossier_redirect;
  refs text;
begin
  perform pg_advisory_xact_lock_shared(4601, new.authority_id::int);
  for i in 1..10 loop
    select * into hop from dossier_redirect r
     where r.old_agency_id = competent and (r.territory_id = new.territory_id or r.territory_id is null)
       and (r.versions is null or new.procedure_version_id = any(r.versions))
       and (r.point_id is null or r.point_id = new.received_point_id)
     order by r.rank, r.territory_id nulls last limit 1;
    exit when not found;
    competent := hop.new_agency_id;
    refs := hop.ref;
  end loop;
  for i in 1..10 loop
    select * into hop from dossier_redirect r
     where r.old_agency_id = holder and (r.territory_id = new.territory_id or r.territory_id is null)
       and (r.versions is null or new.procedure_version_id = any(r.versions))
       and (r.point_id is null or r.point_id = new.received_point_id)
     order by r.rank, r.territory_id nulls last limit 1;
    exit when not found;
    holder := hop.new_agency_id;
    refs := hop.ref;
  end loop;
  if refs is null then
    return null;
  end if;
  perform set_config('ts.system', 'on', true), set_config('ts.rehousing', 'on', true);
  update dossier set competent_agency_id = competent, holder_agency_id = holder, steps = steps + 1,
    holder_officer_id = case when holder = new.holder_agency_id then new.holder_officer_id end
   where id = new.id;
  insert into dossier_step (dossier_id, number, at, act, actor, officer_id, agency_id, state,
    competent_agency_id, holder_agency_id, holder_officer_id, due_at, detail)
  values (new.id, new.steps + 1, clock_timestamp(), 'move', 'system:follow', null, null, new.state, competent, holder,
    case when holder = new.holder_agency_id then new.holder_officer_id end, new.due_at,
    jsonb_build_object('ref', refs, 'competent', new.competent_agency_id, 'holder', new.holder_agency_id,
      'officer', new.holder_officer_id));
  perform set_config('ts.system', was, true), set_config('ts.rehousing', '', true);
  return null;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0012_indexes_in_halves")]

    operations = [
        migrations.AddField(
            model_name="redirect", name="rank", field=models.SmallIntegerField(default=9, db_default=9)
        ),
        migrations.AddField(
            model_name="redirect",
            name="function",
            field=models.TextField(blank=True, default="", db_default=""),
        ),
        migrations.AddField(
            model_name="redirect",
            name="versions",
            field=django.contrib.postgres.fields.ArrayField(models.BigIntegerField(), null=True),
        ),
        migrations.AddField(model_name="redirect", name="point_id", field=models.BigIntegerField(null=True)),
        migrations.RemoveConstraint(model_name="redirect", name="dossier_redirect_once"),
        migrations.AddConstraint(
            model_name="redirect",
            constraint=models.UniqueConstraint(
                fields=("old_agency", "territory", "function", "point_id"),
                name="dossier_redirect_once",
                nulls_distinct=False,
            ),
        ),
        migrations.RunSQL(FOLLOW, migrations.RunSQL.noop),
    ]
