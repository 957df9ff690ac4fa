from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "thongsuot.work.imports"
    label = "imports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the worker know the jobs."""
        from thongsuot.work.imports import jobs  # noqa: F401
