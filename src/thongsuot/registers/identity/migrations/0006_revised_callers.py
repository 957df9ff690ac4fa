from django.db import migrations

# A process remembers who a program is for as long as the revision stands. So whatever ends or changes that raises the
# revision, in the same transaction: before the rows are touched, so that all who do both take the locks in one order.
REVISED = """
create function identity_revised() returns trigger language plpgsql as $$
begin
  update revision set value = value + 1 where id = 1;
  return null;
end $$;
create trigger revised before update of kind, full_name, is_active, is_demo, must_change_password or delete
  on account for each statement execute function identity_revised();
create trigger revised before update of account_id, hash, expires_at, revoked_at or delete
  on api_token for each statement execute function identity_revised();
create trigger revised before insert or update or delete
  on role_grant for each statement execute function identity_revised();
create trigger revised before insert or update or delete
  on role for each statement execute function identity_revised();
"""

# The same as before, and until when a token is good.
RESOLVE = """
drop function identity_resolve(uuid, bytea, timestamptz, date, interval, interval);
create function identity_resolve(p_sid uuid, p_hash bytea, p_now timestamptz, p_day date,
    p_idle interval, p_seen_every interval,
    out account_id bigint, out kind text, out full_name text, out is_demo boolean,
    out has_second_factor boolean, out token_id bigint, out grants jsonb, out must_change_password boolean,
    out expires_at timestamptz)
language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  seen timestamptz;
begin
  if p_sid is not null then
    select s.account_id, s.seen_at, s.expires_at into account_id, seen, expires_at from public.account_session s
     where s.sid = p_sid and s.ended_at is null and s.expires_at > p_now and s.seen_at > p_now - p_idle;
  else
    select t.account_id, t.id, t.seen_at, t.expires_at into account_id, token_id, seen, expires_at
      from public.api_token t
     where t.hash = p_hash and t.revoked_at is null and t.expires_at > p_now;
  end if;
  if account_id is null then
    return;
  end if;
  select a.kind, a.full_name, a.is_demo, a.must_change_password,
         exists (select from public.mfa_authenticator m
                  where m.user_id = a.id and m.type in ('totp', 'webauthn')),
         (select jsonb_agg(jsonb_build_array(g.agency_id, g.reach, lower(g.valid), upper(g.valid), r.verbs)
                           order by g.id)
            from public.role_grant g join public.role r on r.id = g.role_id
           where g.account_id = a.id and g.revoked_at is null and g.valid @> p_day)
    into kind, full_name, is_demo, must_change_password, has_second_factor, grants
    from public.account a where a.id = identity_resolve.account_id and a.is_active;
  if not found then
    account_id := null;
    return;
  end if;
  if seen is null or seen < p_now - p_seen_every then
    if token_id is null then
      update public.account_session s set seen_at = p_now where s.sid = p_sid;
    else
      update public.api_token t set seen_at = p_now where t.id = token_id;
    end if;
  end if;
end $$;
comment on function identity_resolve is 'Who asks, by session or token, with the grants of the day';
"""


class Migration(migrations.Migration):
    dependencies = [("identity", "0005_first_password"), ("plumbing", "0001_house")]

    operations = [
        migrations.RunSQL(REVISED, migrations.RunSQL.noop),
        migrations.RunSQL(RESOLVE, migrations.RunSQL.noop),
    ]
