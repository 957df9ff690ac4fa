from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("units", "0009_agencies_stay"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="agency",
            name="agency_kind",
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "province_committee",
                            "department",
                            "province_centre",
                            "inspectorate",
                            "service_unit",
                            "district_committee",
                            "district_department",
                            "commune_committee",
                            "commune_department",
                            "commune_centre",
                            "ministry",
                            "court",
                            "land_office",
                            "vertical",
                            "post_office",
                        ],
                    )
                ),
                name="agency_kind",
            ),
        ),
    ]
