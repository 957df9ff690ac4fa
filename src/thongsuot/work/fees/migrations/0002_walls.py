from django.db import migrations

# Whoever sees the dossier sees its money; the agency that collects and its province also see what belongs to none.
WALLS = """
create policy concerned on fee_order using (
  exists (select 1 from dossier d where d.id = dossier_id) or (select ts_is_system()));
create policy concerned on fee_transfer using (
  agency_id = any((select ts_agencies())::bigint[])
  or authority_id = any((select ts_authorities())::bigint[])
  or exists (select 1 from dossier d where d.id = dossier_id)
  or (select ts_is_system()));
create policy of_seen on fee_posting for select using (
  exists (select 1 from fee_transfer t where t.id = transfer_id));
create policy written on fee_posting for insert with check (true);
create policy concerned on fee_notice using (
  agency_id = any((select ts_agencies())::bigint[])
  or authority_id = any((select ts_authorities())::bigint[])
  or (select ts_is_system()));
"""

# What an agency keeps for itself: its statement, its differences, its drawers.
OWN = """
alter table {table} enable row level security;
alter table {table} force row level security;
create policy concerned on {table} using (
  agency_id = any((select ts_agencies())::bigint[])
  or authority_id = any((select ts_authorities())::bigint[])
  or (select ts_is_system()));
"""
FORCED = """
alter table {table} enable row level security;
alter table {table} force row level security;
"""

APPEND_ONLY = """
create trigger append_only before update or delete on {table} for each row execute function refuse_change();
create trigger append_only_truncate before truncate on {table} execute function refuse_change();
"""

# One statement writes all postings of a transfer, so that what does not sum to zero never stands, not for a moment.
# A dossier never owes less than nothing, and we never owe it less than nothing.
EVEN = """
create function fee_must_be_even() returns trigger language plpgsql as $$
declare
  odd record;
begin
  select transfer_id, sum(vnd) as vnd into odd from added group by transfer_id having sum(vnd) <> 0 limit 1;
  if found then
    raise exception 'the postings of fee transfer % sum to % dong, not to zero', odd.transfer_id, odd.vnd
      using errcode = 'TS010';
  end if;
  select t.dossier_id as id into odd
    from fee_transfer t join fee_posting p on p.transfer_id = t.id
   where t.dossier_id in (select x.dossier_id from added a join fee_transfer x on x.id = a.transfer_id)
   group by t.dossier_id
  having coalesce(sum(p.vnd) filter (where p.account = 'due'), 0) < 0
      or coalesce(sum(p.vnd) filter (where p.account = 'owed'), 0) > 0
      or coalesce(sum(p.vnd) filter (where p.account = 'income'), 0) > 0
   limit 1;
  if found then
    raise exception 'the money of dossier % would fall below nothing', odd.id using errcode = 'TS011';
  end if;
  return null;
end $$;
create trigger even after insert on fee_posting referencing new table as added
  for each statement execute function fee_must_be_even();
"""

# A receipt that was handed out is never numbered again, and no number is left out.
COUNTED = """
create function fee_counter_goes_up() returns trigger language plpgsql as $$
begin
  if new.last <> old.last + 1 then
    raise exception 'the series % of agency % would jump from % to %', new.kind, new.agency_id, old.last, new.last
      using errcode = 'TS012';
  end if;
  return new;
end $$;
create trigger one_by_one before update on fee_counter for each row execute function fee_counter_goes_up();
comment on table fee_counter is 'How many receipts an agency numbered in a year: a public figure, no wall';
comment on table fee_relief is 'Who pays less by which law: a public register, no wall';
comment on table fee_tariff is 'What the council decided: a public register, no wall';
"""


class Migration(migrations.Migration):
    dependencies = [("fees", "0001_fees"), ("plumbing", "0001_house"), ("dossiers", "0002_walls")]
    operations = [
        *(
            migrations.RunSQL(FORCED.format(table=table), migrations.RunSQL.noop)
            for table in ("fee_order", "fee_transfer", "fee_posting", "fee_notice")
        ),
        migrations.RunSQL(WALLS, migrations.RunSQL.noop),
        *(
            migrations.RunSQL(OWN.format(table=table), migrations.RunSQL.noop)
            for table in ("fee_statement_line", "fee_resolution", "fee_closing")
        ),
        *(
            migrations.RunSQL(APPEND_ONLY.format(table=table), migrations.RunSQL.noop)
            for table in ("fee_transfer", "fee_posting", "fee_notice", "fee_resolution", "fee_closing")
        ),
        migrations.RunSQL(EVEN, migrations.RunSQL.noop),
        migrations.RunSQL(COUNTED, migrations.RunSQL.noop),
    ]
