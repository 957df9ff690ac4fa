from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "thongsuot.work.dossiers"
    label = "dossiers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the reactions hear and the worker know the job."""
        from thongsuot.work.dossiers import jobs, reactions  # noqa: F401
