"""Other systems at the desk: the national portal (`portal`), webhooks of agencies (`webhooks`)."""

from django.urls import URLPattern, path

from thongsuot.edges.desk.exchange import portal, webhooks

urls: list[URLPattern] = [
    path("portal/", portal.portal, name="portal"),
    path("webhooks/", webhooks.webhooks, name="webhooks"),
    path("webhooks/<int:receiver_id>/", webhooks.webhook, name="webhook"),
]
