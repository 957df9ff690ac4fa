from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mobile", "0002_invitations"), ("dossiers", "0013_narrow_redirects")]

    operations = [
        migrations.AddField(
            model_name="mobilesession", name="followed", field=models.JSONField(default=list, db_default=[])
        ),
    ]
