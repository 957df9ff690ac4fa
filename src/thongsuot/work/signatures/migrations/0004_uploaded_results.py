import django.db.models.deletion
from django.db import migrations, models

# A result that was handed in lies in the store as a file of its dossier; the paper names it and keeps no second copy.
ONE_PLACE = """
alter table signed_paper add constraint signed_paper_one_place check ((file_id is null) = (length(content) > 0));
"""
BEFORE = "alter table signed_paper drop constraint signed_paper_one_place;"


class Migration(migrations.Migration):
    dependencies = [("signatures", "0003_two_persons_end"), ("dossiers", "0021_signed_results")]

    operations = [
        migrations.AddField(
            model_name="signedpaper",
            name="file",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="dossiers.dossierfile",
            ),
        ),
        migrations.RunSQL(ONE_PLACE, BEFORE),
    ]
