import django.db.models.deletion
from django.db import migrations, models

# What is about no dossier of ours is seen by who sees its receiver.
WALL = """
drop policy concerned on sync_message;
create policy concerned on sync_message using ((select ts_is_system()) or (
  exists (select 1 from sync_receiver r where r.id = receiver_id)
  and (dossier_id is null or exists (select 1 from dossier d where d.id = dossier_id))));
"""
BACK = """
drop policy concerned on sync_message;
create policy concerned on sync_message using ((select ts_is_system()) or (
  exists (select 1 from sync_receiver r where r.id = receiver_id)
  and exists (select 1 from dossier d where d.id = dossier_id)));
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0008_certified"), ("sync", "0001_sync")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="subject",
            field=models.UUIDField(null=True),
        ),
        migrations.AlterField(
            model_name="message",
            name="dossier",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="dossiers.dossier",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("dossier__isnull", True), ("subject__isnull", True), _connector="XOR"),
                name="sync_message_about",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                models.F("subject"),
                models.F("receiver"),
                models.F("step"),
                condition=models.Q(("subject__isnull", False)),
                name="sync_message_subject",
            ),
        ),
        migrations.RunSQL(WALL, BACK),
    ]
