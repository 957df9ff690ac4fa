from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations, models

VIETNAMESE = r"""
create function vi_norm(t text) returns text language sql immutable parallel safe strict as
$$ select lower(public.unaccent('public.unaccent', normalize(t, NFC))) $$;
comment on function vi_norm(text) is 'Text without accents and case, đ = d: what searches compare';

create function vi_sort_key(t text) returns text language sql immutable parallel safe strict as $$
 with n as (select normalize(lower(t), NFD) d)
 select replace(replace(replace(replace(replace(replace(replace(
  normalize(translate(d, U&'\0300\0301\0303\0309\0323', ''), NFC),
  'ă', 'a~'), 'â', U&'a\007f'), 'đ', 'd~'), 'ê', 'e~'), 'ô', 'o~'), 'ơ', U&'o\007f'), 'ư', 'u~')
  || chr(1) || translate(
  regexp_replace(d, U&'[^\0300\0301\0303\0309\0323]', '0', 'g'), U&'\0300\0309\0303\0301\0323', '12345') from n $$;
comment on function vi_sort_key(text) is 'Order of the Vietnamese alphabet without ICU; compare with collate "C"';

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'table % is append-only', tg_table_name using errcode = 'TS001';
end $$;
"""

# The wall behind the gate: what a transaction may see stands in settings local to it.
CONTEXT = r"""
create function ts_agencies() returns bigint[] language sql stable parallel safe as
$$ select coalesce(nullif(current_setting('ts.agencies', true), ''), '{}')::bigint[] $$;
create function ts_authorities() returns bigint[] language sql stable parallel safe as
$$ select coalesce(nullif(current_setting('ts.authorities', true), ''), '{}')::bigint[] $$;
create function ts_citizen() returns bigint language sql stable parallel safe as
$$ select nullif(current_setting('ts.citizen', true), '')::bigint $$;
create function ts_dossier() returns uuid language sql stable parallel safe as
$$ select nullif(current_setting('ts.dossier', true), '')::uuid $$;
create function ts_is_system() returns boolean language sql stable parallel safe as
$$ select coalesce(current_setting('ts.system', true), '') = 'on' $$;
"""

JOURNAL = """
create trigger append_only before update or delete on journal_entry for each row execute function refuse_change();
create trigger append_only_truncate before truncate on journal_entry execute function refuse_change();
insert into revision values (1, 1);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("procrastinate", "__latest__")]

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        BtreeGistExtension(),
        migrations.RunSQL(VIETNAMESE, migrations.RunSQL.noop),
        migrations.RunSQL(CONTEXT, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="JournalEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("verb", models.TextField()),
                ("actor", models.TextField()),
                ("agency_id", models.BigIntegerField(null=True)),
                ("subject", models.TextField(blank=True)),
                ("count", models.IntegerField(default=1)),
                ("detail", models.JSONField(default=dict)),
                ("within", models.TextField(blank=True)),
                ("request_id", models.TextField(blank=True)),
            ],
            options={"db_table": "journal_entry"},
        ),
        migrations.AddIndex(
            "journalentry",
            models.Index("subject", "id", name="journal_subject", condition=~models.Q(subject="")),
        ),
        migrations.AddIndex("journalentry", models.Index("agency_id", "id", name="journal_agency")),
        migrations.CreateModel(
            name="IdempotencyKey",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "actor", "key", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("actor", models.TextField()),
                ("key", models.TextField()),
                ("fingerprint", models.TextField()),
                ("answer", models.JSONField()),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "idempotency_key"},
        ),
        migrations.AddIndex("idempotencykey", models.Index("at", name="idempotency_at")),
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("value", models.BigIntegerField()),
            ],
            options={
                "db_table": "revision",
                "constraints": [models.CheckConstraint(condition=models.Q(id=1), name="revision_one_row")],
            },
        ),
        migrations.RunSQL(JOURNAL, migrations.RunSQL.noop),
    ]
