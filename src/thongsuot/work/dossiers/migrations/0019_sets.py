from django.db import migrations, models

# How many sets of the papers came, as forms 01 and 07 say it; one where nobody said otherwise.


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0018_journal_without_lookups")]

    operations = [
        migrations.AddField(
            model_name="dossier", name="sets", field=models.SmallIntegerField(default=1, db_default=1)
        ),
    ]
