from django.apps import AppConfig


class PointsConfig(AppConfig):
    name = "thongsuot.registers.points"
    label = "points"
    default_auto_field = "django.db.models.BigAutoField"
