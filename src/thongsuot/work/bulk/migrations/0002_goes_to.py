from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bulk", "0001_bulk")]

    operations = [
        migrations.AddField(model_name="item", name="goes_to", field=models.BigIntegerField(null=True)),
    ]
