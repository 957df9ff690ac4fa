from django.apps import AppConfig


class CustodyConfig(AppConfig):
    name = "thongsuot.work.custody"
    label = "custody"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the reactions hear, and let no result be handed out without its papers going too."""
        from thongsuot.work.custody import reactions, services  # noqa: F401
        from thongsuot.work.dossiers import ports
        from thongsuot.work.dossiers.rules import Act

        ports.keep(Act.RETURN, services.keep, services.take_back)
