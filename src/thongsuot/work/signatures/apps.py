from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    name = "thongsuot.work.signatures"
    label = "signatures"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let a result that is handed in be asked whose signature it bears."""
        from thongsuot.work.dossiers import ports
        from thongsuot.work.signatures import queries

        ports.read_results(queries.borne)
