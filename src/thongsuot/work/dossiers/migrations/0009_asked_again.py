from django.db import migrations

# The law asks for one complete request. A second one happens all the same: it is recorded, and counts as late.
AGAIN = """
alter table dossier drop constraint dossier_asked_once;
alter table dossier add constraint dossier_asked check (asked_times between 0 and 9);
"""
ONCE = """
alter table dossier drop constraint dossier_asked;
alter table dossier add constraint dossier_asked_once check (asked_times between 0 and 1) not valid;
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0008_certified")]

    operations = [migrations.RunSQL(AGAIN, ONCE)]
