"""Portal."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "thongsuot.edges.portal"
    label = "portal"

    def ready(self) -> None:
        """Let every page of the house know whose installation it is."""
        from thongsuot.edges.portal import province
        from thongsuot.plumbing.ui import look

        look.provide(province.look)
