from django.db import migrations

# A dossier is seen where it was received, by who is competent and by who holds it, by its province,
# by its applicant and by whoever proved to hold its code. Each setting is read once a statement.
WALLS = """
alter table dossier enable row level security;
alter table dossier force row level security;
create policy concerned on dossier using (
  holder_agency_id = any((select ts_agencies())::bigint[])
  or competent_agency_id = any((select ts_agencies())::bigint[])
  or received_agency_id = any((select ts_agencies())::bigint[])
  or authority_id = any((select ts_authorities())::bigint[])
  or citizen_account_id = (select ts_citizen())
  or id = (select ts_dossier())
  or (select ts_is_system()));

alter table dossier_paper enable row level security;
alter table dossier_paper force row level security;
create policy of_seen on dossier_paper for select using (
  exists (select 1 from dossier d where d.id = dossier_id));
create policy written on dossier_paper for insert with check (true);

alter table dossier_step enable row level security;
alter table dossier_step force row level security;
create policy of_seen on dossier_step for select using (
  exists (select 1 from dossier d where d.id = dossier_id));
create policy written on dossier_step for insert with check (true);
create trigger append_only before update or delete on dossier_step for each row execute function refuse_change();
create trigger append_only_truncate before truncate on dossier_step execute function refuse_change();

comment on table dossier_counter is 'How many dossiers an agency numbered on a day: a public figure, no wall';
"""

# What stays as it was when the dossier was received, whoever asks: the receipt in the citizen's hand names it.
FIXED = """
create function dossier_keep_receipt() returns trigger language plpgsql as $$
begin
  if (new.code, new.received_at, new.received_agency_id, new.territory_id, new.territory_version_id,
      new.procedure_version_id, new.authority_id)
     is distinct from
     (old.code, old.received_at, old.received_agency_id, old.territory_id, old.territory_version_id,
      old.procedure_version_id, old.authority_id) then
    raise exception 'the receipt of dossier % cannot change', old.code using errcode = 'TS002';
  end if;
  return new;
end $$;
create trigger keep_receipt before update on dossier for each row execute function dossier_keep_receipt();
alter table dossier add constraint dossier_state check (state in
  ('received', 'processing', 'waiting', 'decided', 'returned', 'declined', 'refused', 'withdrawn', 'stopped'));
alter table dossier add constraint dossier_asked_once check (asked_times between 0 and 1);
alter table dossier add constraint dossier_finished check (
  (finished_at is null) = (state in ('received', 'processing', 'waiting')));
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0001_dossiers"), ("plumbing", "0001_house")]
    operations = [
        migrations.RunSQL(WALLS, migrations.RunSQL.noop),
        migrations.RunSQL(FIXED, migrations.RunSQL.noop),
    ]
