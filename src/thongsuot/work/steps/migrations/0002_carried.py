from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("steps", "0001_steps"),
    ]

    operations = [
        migrations.AddField(
            model_name="position",
            name="carried",
            field=models.JSONField(db_default=[], default=list),
        ),
    ]
