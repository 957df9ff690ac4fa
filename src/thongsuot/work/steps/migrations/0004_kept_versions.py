from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("steps", "0003_silence")]

    operations = [
        migrations.AddField("position", "kept_for", models.BigIntegerField(null=True)),
        migrations.AddField(
            "position", "kept_because", models.TextField(blank=True, default="", db_default="")
        ),
        migrations.AddIndex(
            "position",
            models.Index(
                "flow",
                "dossier",
                name="step_position_running",
                condition=models.Q(left_at__isnull=True, kind="step"),
            ),
        ),
    ]
