from django.apps import AppConfig


class MobileConfig(AppConfig):
    name = "thongsuot.work.mobile"
    label = "mobile"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the reactions hear."""
        from thongsuot.work.mobile import reactions  # noqa: F401
