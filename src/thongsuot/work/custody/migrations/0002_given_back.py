from django.db import migrations, models

# Papers of an applicant are given back beside any result: who took them is kept where it is kept who took results.
ACTS = """
alter table custody_collection add constraint custody_collection_act check (act in ('return', 'give_back'));
"""


class Migration(migrations.Migration):
    dependencies = [("custody", "0001_custody")]

    operations = [
        migrations.AddField(
            model_name="collection",
            name="act",
            field=models.TextField(db_default="return"),
        ),
        migrations.RunSQL(ACTS, migrations.RunSQL.noop),
    ]
