import django.db.models.deletion
from django.db import migrations, models


def _to(target: str, *, null: bool = False, db_index: bool = True) -> models.ForeignKey:
    return models.ForeignKey(
        db_index=db_index, null=null, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=target
    )


class Migration(migrations.Migration):
    dependencies = [("flows", "0001_flows"), ("units", "0010_vertical_agencies")]

    operations = [
        migrations.CreateModel(
            name="FlowOffice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("place", models.TextField()),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("source", models.TextField(blank=True)),
                ("is_simulated", models.BooleanField(default=False)),
                ("recorded_at", models.DateTimeField()),
                ("agency", _to("units.agency", null=True, db_index=False)),
                ("authority", _to("units.unit")),
                ("unit", _to("units.unit", null=True, db_index=False)),
            ],
            options={"db_table": "flow_office"},
        ),
    ]
