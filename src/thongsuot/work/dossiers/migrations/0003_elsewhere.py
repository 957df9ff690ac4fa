from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0002_phrase_weight"),
        ("dossiers", "0002_walls"),
        ("points", "0001_points"),
        ("units", "0002_settings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="dossier",
            name="dossier_received_name",
        ),
        migrations.AddField(
            model_name="dossier",
            name="is_elsewhere",
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                models.F("received_agency"),
                models.F("name_fold"),
                condition=models.Q(("is_elsewhere", True)),
                name="dossier_elsewhere_name",
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                models.F("received_agency"),
                models.F("given_fold"),
                condition=models.Q(("is_elsewhere", True)),
                name="dossier_elsewhere_given",
            ),
        ),
    ]
