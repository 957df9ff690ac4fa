from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("relays", "0002_there_and_back"), ("dossiers", "0013_narrow_redirects")]

    operations = [
        migrations.AddField(
            model_name="relay", name="followed", field=models.JSONField(default=list, db_default=[])
        ),
    ]
