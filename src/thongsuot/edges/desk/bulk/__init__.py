"""One act on all dossiers of a list: what it is told, the preview, the run with its progress, and the way back."""

from django.urls import URLPattern, path

from thongsuot.edges.desk.bulk import choosing, running

urls: list[URLPattern] = [
    path("bulk/", running.runs, name="bulk"),
    path("bulk/new/", choosing.new, name="bulk-new"),
    path("bulk/<uuid:run_id>/", running.run, name="bulk-run"),
    path("bulk/<uuid:run_id>/<int:part>.pdf", running.papers, name="bulk-papers"),
]
