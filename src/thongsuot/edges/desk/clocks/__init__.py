"""What must be looked at today, the backlog of a field, and the clock of one dossier as a line."""

from django.urls import URLPattern, path

from thongsuot.edges.desk.clocks import attention, backlog, telling

urls: list[URLPattern] = [
    path("attention/", attention.overview, name="attention"),
    path("backlog/", backlog.overview, name="backlog"),
    path("backlog/dossiers/", backlog.listed, name="backlog-list"),
    path("attention/read/", telling.read, name="told-read"),
    path("attention/<slug:kind>/", attention.listed, name="attention-list"),
]
