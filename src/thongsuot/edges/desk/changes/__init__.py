"""Changes of units as acts order them: recorded by an officer of the province, withdrawn or countered."""

from django.urls import URLPattern, path

from thongsuot.edges.desk.changes import pages, recording

urls: list[URLPattern] = [
    path("units/changes/", pages.changes, name="changes"),
    path("units/changes/new/", recording.new, name="changes-new"),
    path("units/changes/<int:change_id>/", pages.one, name="changes-one"),
]
