from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0005_clock_rules"),
    ]

    operations = [
        migrations.AddField("mandate", "clause", models.TextField(blank=True, db_default="")),
        migrations.AddField("mandate", "origin", models.TextField(default="pack", db_default="pack")),
        migrations.AddField("mandate", "withdrawn_because", models.TextField(blank=True, db_default="")),
        migrations.AddConstraint(
            "mandate",
            models.CheckConstraint(condition=models.Q(origin__in=["pack", "desk"]), name="competence_origin"),
        ),
    ]
