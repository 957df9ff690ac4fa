from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="PlaceAlias",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("level", models.TextField()),
                ("alias", models.TextField()),
                ("code", models.TextField(blank=True)),
                ("within", models.TextField(blank=True)),
                ("note", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "db_table": "place_alias",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("level", "alias", "code", "within"), name="place_alias_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code", ""), ("within", ""), _negated=True),
                        name="place_alias_of_something",
                    ),
                ],
            },
        ),
    ]
