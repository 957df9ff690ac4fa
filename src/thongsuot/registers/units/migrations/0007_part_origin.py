from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("units", "0006_forebears"),
    ]

    operations = [
        migrations.AddField(
            model_name="unitpart",
            name="origin",
            field=models.TextField(default="pack"),
        ),
        migrations.AddConstraint(
            model_name="unitpart",
            constraint=models.CheckConstraint(
                condition=models.Q(("origin__in", ["pack", "desk"])), name="unit_part_origin"
            ),
        ),
    ]
