from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plumbing", "0003_files")]

    operations = [
        migrations.AddField("upload", "kept_until", models.DateTimeField(null=True)),
    ]
