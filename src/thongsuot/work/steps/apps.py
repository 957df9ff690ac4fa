from django.apps import AppConfig


class StepsConfig(AppConfig):
    name = "thongsuot.work.steps"
    label = "steps"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the reactions hear, and let no dossier be decided while a required answer is open."""
        from thongsuot.work.dossiers import ports
        from thongsuot.work.dossiers.rules import Act
        from thongsuot.work.steps import queries, reactions  # noqa: F401

        ports.object_to(Act.DECIDE, queries.objections)
