from django.db import migrations, models

OPEN, CLOSED = models.Q(is_open=True), models.Q(is_open=False)
PHONE = ~models.Q(phone="")


def add(name, *fields, condition):
    index = models.Index(*fields, condition=condition, name=f"dossier_{name}")
    return migrations.AddIndex(model_name="dossier", index=index)


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0011_steps_of_system")]

    operations = [
        add("name_open", "competent_agency", "name_fold", condition=OPEN),
        add("name_closed", "competent_agency", "name_fold", condition=CLOSED),
        migrations.RemoveIndex(model_name="dossier", name="dossier_name"),
        add("given_open", "competent_agency", "given_fold", condition=OPEN),
        add("given_closed", "competent_agency", "given_fold", condition=CLOSED),
        migrations.RemoveIndex(model_name="dossier", name="dossier_given"),
        add("phone_open", "phone", condition=OPEN & PHONE),
        add("phone_closed", "phone", condition=CLOSED & PHONE),
        migrations.RemoveIndex(model_name="dossier", name="dossier_phone"),
    ]
