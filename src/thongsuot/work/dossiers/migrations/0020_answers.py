from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0019_sets")]

    operations = [
        migrations.AddIndex(
            model_name="dossierstep",
            index=models.Index(
                "id", name="dossier_step_answers", condition=models.Q(act__in=["refuse", "stop", "extend"])
            ),
        )
    ]
