from django.db import migrations

# Who looks at accounts, sessions and tokens: the system, the person they belong to (`ts.account`, set by
# the queries of identity beside what every transaction is told), and for accounts and grants also those
# who may read the records of the agency or the authority.
CONTEXT = """
create function ts_account() returns bigint language sql stable parallel safe as
$$ select nullif(current_setting('ts.account', true), '')::bigint $$;
"""

TABLES = ["account", "role_grant", "account_session", "api_token", "login_attempt",
          "mfa_authenticator", "account_emailaddress", "account_emailconfirmation"]  # fmt: skip

ROW_SECURITY = "\n".join(
    f"""
alter table {table} enable row level security;
alter table {table} force row level security;
create policy system_all on {table} using (ts_is_system()) with check (ts_is_system());"""
    for table in TABLES
)

POLICIES = """
create policy own on account for select using (id = ts_account());
create policy own on role_grant for select using (account_id = ts_account());
create policy own on account_session using (account_id = ts_account()) with check (account_id = ts_account());
create policy own on api_token using (account_id = ts_account()) with check (account_id = ts_account());

create policy agency on role_grant for select using (agency_id = any (ts_agencies()));
create policy authority on role_grant for select using (
  agency_id in (select a.id from agency a where a.authority_id = any (ts_authorities())));
create policy colleague on account for select using (
  kind = 'officer' and (authority_id = any (ts_authorities())
  or exists (select from role_grant g
              where g.account_id = account.id and g.agency_id = any (ts_agencies()))));
"""

# The middleware has to find out who asks before anybody is known, so these functions run as the owner of
# the tables (security definer) and the owner has policies of his own: FORCE binds him like everybody.
# The other way, switching `ts.system` on inside the function, would need either a superuser (PostgreSQL
# lets only one attach an unregistered setting to a function) or a switch that has to be put back by hand;
# a policy named for a role cannot leak into the rest of a transaction. The application's role is not a
# member of the owner's, sees nothing through these policies, and gets from the functions one row each.
OWNER = """
create policy resolve on account for select to current_user using (true);
create policy resolve on role_grant for select to current_user using (true);
create policy resolve on account_session for select to current_user using (true);
create policy resolve on api_token for select to current_user using (true);
create policy resolve on mfa_authenticator for select to current_user using (true);
create policy seen on account_session for update to current_user using (true);
create policy seen on api_token for update to current_user using (true);
"""

RESOLVE = """
create function identity_resolve(p_sid uuid, p_hash bytea, p_now timestamptz, p_day date,
    p_idle interval, p_seen_every interval,
    out account_id bigint, out kind text, out full_name text, out is_demo boolean,
    out has_second_factor boolean, out token_id bigint, out grants jsonb)
language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  seen timestamptz;
begin
  if p_sid is not null then
    select s.account_id, s.seen_at into account_id, seen from public.account_session s
     where s.sid = p_sid and s.ended_at is null and s.expires_at > p_now and s.seen_at > p_now - p_idle;
  else
    select t.account_id, t.id, t.seen_at into account_id, token_id, seen from public.api_token t
     where t.hash = p_hash and t.revoked_at is null and t.expires_at > p_now;
  end if;
  if account_id is null then
    return;
  end if;
  select a.kind, a.full_name, a.is_demo,
         exists (select from public.mfa_authenticator m
                  where m.user_id = a.id and m.type in ('totp', 'webauthn')),
         (select jsonb_agg(jsonb_build_array(g.agency_id, g.reach, lower(g.valid), upper(g.valid), r.verbs)
                           order by g.id)
            from public.role_grant g join public.role r on r.id = g.role_id
           where g.account_id = a.id and g.revoked_at is null and g.valid @> p_day)
    into kind, full_name, is_demo, has_second_factor, grants
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

create function identity_names(p_ids bigint[]) returns table (id bigint, full_name text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select a.id, a.full_name from public.account a where a.id = any (p_ids) and a.kind = 'officer'
$$;
comment on function identity_names is 'Names of officers: who sees a paper may know who handled it';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0002_grants"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("plumbing", "0001_house"),
    ]

    operations = [
        migrations.RunSQL(CONTEXT, migrations.RunSQL.noop),
        migrations.RunSQL(ROW_SECURITY, migrations.RunSQL.noop),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
        migrations.RunSQL(OWNER, migrations.RunSQL.noop),
        migrations.RunSQL(RESOLVE, migrations.RunSQL.noop),
    ]
