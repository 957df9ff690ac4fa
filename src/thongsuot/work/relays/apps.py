from django.apps import AppConfig


class RelaysConfig(AppConfig):
    name = "thongsuot.work.relays"
    label = "relays"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the reactions hear; say which dossiers another province is told of: those that it handed to us."""
        from thongsuot.work.relays import queries, reactions  # noqa: F401
        from thongsuot.work.sync import ports

        ports.choose(ports.PROVINCE, queries.handed_by)
