"""Who was given which power: listed, recorded after a look at what it changes, ended; and who may do what."""

from django.urls import URLPattern, path

from thongsuot.edges.desk.mandates import asking, pages, recording

urls: list[URLPattern] = [
    path("mandates/", pages.mandates, name="mandates"),
    path("mandates/new/", recording.new, name="mandates-new"),
    path("mandates/who/", asking.who, name="mandates-who"),
    path("mandates/<int:mandate_id>/", pages.one, name="mandates-one"),
]
