from django.apps import AppConfig


class FilingsConfig(AppConfig):
    name = "thongsuot.work.filings"
    label = "filings"
    default_auto_field = "django.db.models.BigAutoField"
