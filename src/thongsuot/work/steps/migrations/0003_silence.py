from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0011_steps_of_system"),
        ("flows", "0001_flows"),
        ("steps", "0002_carried"),
        ("units", "0007_part_origin"),
    ]

    operations = [
        migrations.AddField(
            model_name="position",
            name="silence",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddIndex(
            model_name="position",
            index=models.Index(
                models.F("due_at"),
                condition=models.Q(("left_at__isnull", True), models.Q(("silence", ""), _negated=True)),
                name="step_position_silent",
            ),
        ),
    ]
