from django.apps import AppConfig


class SyncConfig(AppConfig):
    name = "thongsuot.work.sync"
    label = "sync"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let its reactions hear, and its sender work beside the jobs of every worker."""
        from thongsuot.plumbing import jobs as workers
        from thongsuot.work.sync import jobs, reactions

        assert reactions
        workers.beside(jobs.exchange)
