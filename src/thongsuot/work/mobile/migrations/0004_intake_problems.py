from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mobile", "0003_followed")]

    operations = [
        migrations.AddField(
            model_name="mobileintake", name="problems", field=models.JSONField(default=list, db_default=[])
        ),
    ]
