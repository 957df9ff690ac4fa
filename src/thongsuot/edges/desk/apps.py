from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "thongsuot.edges.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
