from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "thongsuot.work.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"
