from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0008_vocabulary_by_key")]

    operations = [
        migrations.AddField(
            "clockrule", "supplement", models.TextField(blank=True, default="", db_default="")
        ),
        migrations.AddField(
            "clockrule", "supplement_article", models.TextField(blank=True, default="", db_default="")
        ),
    ]
