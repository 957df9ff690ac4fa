import django.db.models.deletion
from django.db import migrations, models

# What the post says of a posting is one more row that names it: a posting ends once, and only what was posted ends.
ENDS = """
alter table custody_collection drop constraint custody_collection_act;
alter table custody_collection add constraint custody_collection_act check (
  act in ('return', 'give_back', 'delivered', 'undelivered'));
alter table custody_collection add constraint custody_collection_ends check (
  (act in ('delivered', 'undelivered')) = (of_id is not null));
create function custody_collection_was_posted() returns trigger language plpgsql as $$
begin
  if not exists (select 1 from custody_collection p where p.id = new.of_id and p.dossier_id = new.dossier_id
      and p.way = 'postal' and p.act in ('return', 'give_back')) then
    raise exception 'only what was posted is delivered or comes back' using errcode = 'TS001';
  end if;
  return new;
end $$;
create trigger was_posted before insert on custody_collection
  for each row when (new.of_id is not null) execute function custody_collection_was_posted();
"""
BEFORE = """
drop trigger was_posted on custody_collection;
drop function custody_collection_was_posted();
alter table custody_collection drop constraint custody_collection_ends;
alter table custody_collection drop constraint custody_collection_act;
alter table custody_collection add constraint custody_collection_act check (act in ('return', 'give_back'));
"""


class Migration(migrations.Migration):
    dependencies = [("custody", "0002_given_back")]

    operations = [
        migrations.AddField(
            model_name="collection",
            name="kind",
            field=models.TextField(blank=True, db_default=""),
        ),
        migrations.AddField(
            model_name="collection",
            name="of",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="custody.collection",
            ),
        ),
        migrations.AddIndex(
            model_name="collection",
            index=models.Index(
                "agency", "at", name="custody_posted", condition=models.Q(way="postal", of__isnull=True)
            ),
        ),
        migrations.RunSQL(ENDS, BEFORE),
    ]
