from django.apps import AppConfig


class FeesConfig(AppConfig):
    name = "thongsuot.work.fees"
    label = "fees"
    default_auto_field = "django.db.models.BigAutoField"
