from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0016_day_counts")]

    operations = [migrations.AddField("counted", "took_s", models.FloatField(default=0))]
