from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("relays", "0001_relays"),
    ]

    operations = [
        migrations.AddField(
            model_name="relay",
            name="back",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="relay",
            name="supplements",
            field=models.JSONField(default=list),
        ),
    ]
