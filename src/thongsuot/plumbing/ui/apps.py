from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "thongsuot.plumbing.ui"
    label = "ui"
    verbose_name = "Giao diện"
