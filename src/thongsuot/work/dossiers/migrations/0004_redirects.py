import django.db.models.deletion
import django.db.models.fields.json
from django.db import migrations, models

# While agencies are switched, dossiers go on being received. Who writes a dossier holds the shared lock
# until he commits; the switch takes the exclusive one for its last sweep. So whoever wrote before is swept,
# and whoever writes after sees the redirects here and follows them. The bulk of a switch sets ts.rehousing.
FOLLOW = """
comment on table dossier_redirect is 'Which agency took over from which: a public fact, no wall';

create function dossier_follow() returns trigger language plpgsql as $$
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
     order by r.territory_id nulls last limit 1;
    exit when not found;
    competent := hop.new_agency_id;
    refs := hop.ref;
  end loop;
  for i in 1..10 loop
    select * into hop from dossier_redirect r
     where r.old_agency_id = holder and (r.territory_id = new.territory_id or r.territory_id is null)
     order by r.territory_id nulls last limit 1;
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
create trigger follow_new after insert on dossier for each row
  when (new.finished_at is null and coalesce(current_setting('ts.rehousing', true), '') <> 'on')
  execute function dossier_follow();
create trigger follow_moved after update of competent_agency_id, holder_agency_id on dossier for each row
  when ((new.finished_at is null or new.state = 'decided')
    and (new.competent_agency_id, new.holder_agency_id) is distinct from (old.competent_agency_id, old.holder_agency_id)
    and coalesce(current_setting('ts.rehousing', true), '') <> 'on')
  execute function dossier_follow();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0003_elsewhere"),
        ("units", "0003_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Redirect",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("ref", models.TextField()),
                ("ground", models.TextField(blank=True)),
                (
                    "new_agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.agency",
                    ),
                ),
                (
                    "old_agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.agency",
                    ),
                ),
                (
                    "territory",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.unit",
                    ),
                ),
            ],
            options={"db_table": "dossier_redirect"},
        ),
        migrations.AddConstraint(
            model_name="redirect",
            constraint=models.UniqueConstraint(
                fields=("old_agency", "territory"), name="dossier_redirect_once", nulls_distinct=False
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                models.F("competent_agency"),
                condition=models.Q(("is_open", True)),
                name="dossier_open_competent",
            ),
        ),
        migrations.AddIndex(
            model_name="dossierstep",
            index=models.Index(
                django.db.models.fields.json.KT("detail__ref"),
                models.F("dossier"),
                condition=models.Q(("act", "move")),
                name="dossier_step_moved",
            ),
        ),
        migrations.RunSQL(FOLLOW, migrations.RunSQL.noop),
    ]
