from django.db import migrations

# The result as it was signed is a row of its own that names what it was made of; of that there is one at a time.
SIGNED = """
alter table dossier_file drop constraint dossier_file_source;
alter table dossier_file add constraint dossier_file_source check (
  source in ('counter', 'citizen', 'reused', 'certified', 'signed'));
alter table dossier_file drop constraint dossier_file_reused;
alter table dossier_file add constraint dossier_file_reused check (
  (source in ('reused', 'certified', 'signed')) = (from_file_id is not null));
alter table dossier_file add constraint dossier_file_signed_result check (source <> 'signed' or kind = 'result');
create unique index dossier_file_signed on dossier_file (from_file_id)
  where source = 'signed' and removed_at is null;
"""
BEFORE = """
drop index dossier_file_signed;
alter table dossier_file drop constraint dossier_file_signed_result;
alter table dossier_file drop constraint dossier_file_reused;
alter table dossier_file add constraint dossier_file_reused check (
  (source in ('reused', 'certified')) = (from_file_id is not null));
alter table dossier_file drop constraint dossier_file_source;
alter table dossier_file add constraint dossier_file_source check (
  source in ('counter', 'citizen', 'reused', 'certified'));
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0020_answers")]

    operations = [migrations.RunSQL(SIGNED, BEFORE)]
