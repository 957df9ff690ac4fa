"""What must be looked at today, and the clock of one dossier as a line."""

from django.urls import URLPattern, path

from thongsuot.edges.desk.clocks import attention

urls: list[URLPattern] = [
    path("attention/", attention.overview, name="attention"),
    path("attention/<slug:kind>/", attention.listed, name="attention-list"),
]
