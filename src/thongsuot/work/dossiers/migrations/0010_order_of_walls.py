from django.db import migrations

# The server asks the permissive policies of a table from the last name to the first. Under this name the dear one,
# about predecessors, is asked only of rows that nothing else shows.
LATER = "alter policy of_forebears on dossier rename to closed_of_forebears"
DROP = "alter policy closed_of_forebears on dossier rename to of_forebears"


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0009_asked_again")]

    operations = [migrations.RunSQL(LATER, DROP)]
