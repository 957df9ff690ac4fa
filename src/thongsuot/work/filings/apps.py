from django.apps import AppConfig


class FilingsConfig(AppConfig):
    name = "thongsuot.work.filings"
    label = "filings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the worker know the jobs."""
        from thongsuot.work.filings import jobs  # noqa: F401
