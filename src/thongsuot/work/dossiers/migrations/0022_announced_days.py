import django.db.models.fields.json
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0021_signed_results")]

    operations = [
        migrations.AddIndex(
            "dossierstep",
            models.Index(
                django.db.models.fields.json.KT("detail__until"),
                name="dossier_step_until",
                condition=models.Q(("act", "ask_for_more")),
            ),
        ),
    ]
