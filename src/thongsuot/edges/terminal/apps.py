from django.apps import AppConfig


class TerminalConfig(AppConfig):
    name = "thongsuot.edges.terminal"
    label = "terminal"
    default_auto_field = "django.db.models.BigAutoField"
