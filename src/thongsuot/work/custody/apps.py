from django.apps import AppConfig


class CustodyConfig(AppConfig):
    name = "thongsuot.work.custody"
    label = "custody"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the reactions hear."""
        from thongsuot.work.custody import reactions  # noqa: F401
