from django.db import migrations, models

# A step names three agencies, and looked one of them up, at every act on every dossier. No agency is ever deleted: none has
# to be looked up.


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0017_counted_took"), ("units", "0009_agencies_stay")]

    operations = [
        migrations.AlterField(
            model_name="dossierstep",
            name="agency",
            field=models.ForeignKey(
                "units.Agency",
                models.PROTECT,
                related_name="+",
                null=True,
                db_index=False,
                db_constraint=False,
            ),
        ),
    ]
