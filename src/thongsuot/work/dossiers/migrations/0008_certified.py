from django.db import migrations

# A number of a book of certifications is given once.
ONCE = """
create unique index dossier_file_certified on dossier_file (agency_id, (detail->>'book'), (detail->>'number'))
  where kind = 'certified' and source = 'certified' and removed_at is null;
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0007_forebears")]
    operations = [migrations.RunSQL(ONCE, "drop index dossier_file_certified")]
