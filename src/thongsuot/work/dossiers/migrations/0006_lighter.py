from django.db import migrations, models

# Only what may change the receipt is looked at: acts, switches and new deadlines name none of these columns.
KEEP = """
drop trigger keep_receipt on dossier;
create trigger keep_receipt before update of code, received_at, received_agency_id, territory_id,
  territory_version_id, procedure_version_id, authority_id
  on dossier for each row execute function dossier_keep_receipt();
"""
EVERY = """
drop trigger keep_receipt on dossier;
create trigger keep_receipt before update on dossier for each row execute function dossier_keep_receipt();
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0005_files")]

    operations = [
        # Where holder and competent agency are one, the worklist's index finds the dossier for both.
        migrations.RemoveIndex(model_name="dossier", name="dossier_open_competent"),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                models.F("competent_agency"),
                condition=models.Q(("is_open", True))
                & models.Q(("competent_agency", models.F("holder_agency")), _negated=True),
                name="dossier_held_elsewhere",
            ),
        ),
        migrations.RunSQL(KEEP, EVERY),
    ]
