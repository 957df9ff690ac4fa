"""Dossiers between provinces at the desk: `lists` of them, filing a `new` one, `one` of them, `connections`."""

from django.urls import URLPattern, path

from thongsuot.edges.desk.relays.connections import connections
from thongsuot.edges.desk.relays.lists import relays
from thongsuot.edges.desk.relays.new import new
from thongsuot.edges.desk.relays.one import file, paper, relay

urls: list[URLPattern] = [
    path("relays/", relays, name="relays"),
    path("relays/new/", new, name="relay-new"),
    path("relays/connections/", connections, name="relay-connections"),
    path("relays/<uuid:relay_id>/", relay, name="relay"),
    path("relays/<uuid:relay_id>/<slug:form>.pdf", paper, name="relay-paper"),
    path("relays/<uuid:relay_id>/files/<uuid:file_id>/", file, name="relay-file"),
]
