from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0002_phrase_weight"),
    ]

    operations = [
        migrations.CreateModel(
            name="LifeEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("position", models.SmallIntegerField()),
                ("code", models.TextField()),
                ("name", models.TextField()),
                ("name_en", models.TextField()),
                ("hint", models.TextField(blank=True)),
                ("hint_en", models.TextField(blank=True)),
                ("procedure_codes", models.TextField()),
            ],
            options={"db_table": "life_event"},
        ),
    ]
