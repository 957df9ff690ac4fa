from django.db import migrations

# An agency ends, it does not go: journals name it for ever, and need not ask each time whether it is still there.
STAY = """
create trigger never_deleted before delete on agency for each row execute function refuse_change();
create trigger never_truncated before truncate on agency execute function refuse_change();
"""
GO = "drop trigger never_deleted on agency; drop trigger never_truncated on agency"


class Migration(migrations.Migration):
    dependencies = [("units", "0008_post_office")]

    operations = [migrations.RunSQL(STAY, GO)]
