from django.db import migrations

# A rule that begins without an end is ended by the province that made it; nothing else of it changes, and none is deleted.
ENDED = """
create policy ended on two_persons for update using (
  authority_id = any((select ts_authorities())::bigint[]) or (select ts_is_system()));
create function two_persons_only_end() returns trigger language plpgsql as $$
begin
  if (new.authority_id, new.procedure_code, new.ground, new.recorded_at, lower(new.valid))
      is distinct from (old.authority_id, old.procedure_code, old.ground, old.recorded_at, lower(old.valid)) then
    raise exception 'only the end of a rule may change' using errcode = 'TS001';
  end if;
  return new;
end $$;
create trigger only_end before update on two_persons for each row execute function two_persons_only_end();
"""
BEFORE = """
drop trigger only_end on two_persons; drop function two_persons_only_end(); drop policy ended on two_persons;
"""


class Migration(migrations.Migration):
    dependencies = [("signatures", "0002_walls")]
    operations = [migrations.RunSQL(ENDED, BEFORE)]
