from django.apps import AppConfig


class FeesConfig(AppConfig):
    name = "thongsuot.work.fees"
    label = "fees"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the papers of a dossier say what was collected, and lists which dossiers owe money."""
        from thongsuot.work.dossiers import ports
        from thongsuot.work.fees import jobs, queries

        assert jobs.ask_gateways  # imported, the worker knows it
        ports.tell_money(queries.money_moved)
        ports.keep_money(queries.owing)
