from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "thongsuot.work.clocks"
    label = "clocks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the reactions hear and the worker know the jobs."""
        from thongsuot.work.clocks import jobs, reactions  # noqa: F401
