# What came about one dossier is looked for by its code: for every message of a dossier that was filed at the portal.
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sync", "0003_attachments")]

    operations = [
        migrations.AddIndex(
            model_name="arrival",
            index=models.Index(models.F("authority"), models.F("about"), name="sync_arrival_about"),
        ),
    ]
