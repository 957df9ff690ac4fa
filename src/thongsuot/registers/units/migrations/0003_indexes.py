from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("units", "0002_settings"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="unitversion",
            name="unit_version_code",
        ),
        migrations.AddIndex(
            model_name="unitversion",
            index=models.Index(models.F("code"), models.F("level"), name="unit_version_code_level"),
        ),
        migrations.AddIndex(
            model_name="unitversion",
            index=models.Index(
                models.F("unit"),
                condition=models.Q(("withdrawn_at__isnull", True)),
                name="unit_version_believed",
            ),
        ),
    ]
