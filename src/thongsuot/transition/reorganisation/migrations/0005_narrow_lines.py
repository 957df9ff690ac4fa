import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reorganisation", "0004_line_changes"), ("points", "0001_points")]

    operations = [
        migrations.AddField(
            model_name="line",
            name="function",
            field=models.TextField(blank=True, default="", db_default=""),
        ),
        migrations.AddField(
            model_name="line",
            name="point",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="points.point",
            ),
        ),
    ]
