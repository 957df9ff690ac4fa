from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0001_catalogue"),
    ]

    operations = [
        migrations.AddField(
            model_name="everydayphrase",
            name="weight",
            field=models.FloatField(default=0),
        ),
    ]
