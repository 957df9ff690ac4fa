from django.apps import AppConfig


class BulkConfig(AppConfig):
    name = "thongsuot.work.bulk"
    label = "bulk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the worker know the job."""
        from thongsuot.work.bulk import jobs  # noqa: F401
