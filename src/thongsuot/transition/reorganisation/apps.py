from django.apps import AppConfig


class ReorganisationConfig(AppConfig):
    name = "thongsuot.transition.reorganisation"
    label = "reorganisation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the reactions hear."""
        from thongsuot.transition.reorganisation import reactions  # noqa: F401
