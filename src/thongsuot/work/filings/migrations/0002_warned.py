from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("filings", "0001_filings")]

    operations = [
        migrations.AddField("draft", "warned_at", models.DateTimeField(null=True)),
    ]
