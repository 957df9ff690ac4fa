from django.apps import AppConfig


class PlumbingConfig(AppConfig):
    name = "thongsuot.plumbing"
    label = "plumbing"
    default_auto_field = "django.db.models.BigAutoField"
