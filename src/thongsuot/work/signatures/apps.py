from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    name = "thongsuot.work.signatures"
    label = "signatures"
    default_auto_field = "django.db.models.BigAutoField"
