from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mobile", "0004_intake_problems")]

    operations = [migrations.AddField("mobileintake", "filing_id", models.UUIDField(null=True))]
