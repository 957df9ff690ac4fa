from django.db import migrations, models

# As what an officer signs stands on papers that citizens read too, like his name: the function tells it of one account,
# of a day and as known at an instant (what was taken back later counted then).
TITLES = """
create function identity_titles(p_account bigint, p_day date, p_at timestamptz)
returns table (agency_id bigint, reach text, post text, signs_for text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select g.agency_id, g.reach, g.post, g.signs_for
    from public.role_grant g join public.account a on a.id = g.account_id
   where g.account_id = p_account and a.kind = 'officer' and g.post <> '' and g.valid @> p_day
     and (g.revoked_at is null or g.revoked_at > p_at)
   order by lower(g.valid) desc, g.id desc
$$;
comment on function identity_titles is 'As what an officer signs on a day: who sees a paper may know it';
"""


class Migration(migrations.Migration):
    dependencies = [("identity", "0006_revised_callers")]

    operations = [
        migrations.AddField(
            model_name="rolegrant", name="post", field=models.TextField(blank=True, db_default="")
        ),
        migrations.AddField(
            model_name="rolegrant", name="signs_for", field=models.TextField(blank=True, db_default="")
        ),
        migrations.RunSQL(TITLES, migrations.RunSQL.noop),
    ]
