"""Every address, explicitly: health, the API's routers, the citizens' and the officers' pages."""

from django.urls import URLPattern, URLResolver, include, path

from thongsuot.edges.desk import web as desk
from thongsuot.edges.exchange import web as exchange
from thongsuot.edges.portal import web as portal
from thongsuot.plumbing.http import api as http_api
from thongsuot.plumbing.http import health
from thongsuot.registers.addresses import api as addresses
from thongsuot.registers.calendars import api as closures
from thongsuot.registers.catalogue import api as catalogue
from thongsuot.registers.catalogue.api import mandates
from thongsuot.registers.forms import api as forms
from thongsuot.registers.identity import api as identity
from thongsuot.registers.points import api as points
from thongsuot.registers.units import api as units
from thongsuot.transition.reorganisation import api as reorganisation
from thongsuot.work.books import api as books
from thongsuot.work.bulk import api as bulk
from thongsuot.work.clocks import api as clocks
from thongsuot.work.custody import api as custody
from thongsuot.work.dossiers import api as dossiers
from thongsuot.work.dossiers.api import collecting as dossier_places
from thongsuot.work.dossiers.api import files as dossier_files
from thongsuot.work.fees import api as fees
from thongsuot.work.filings import api as filings
from thongsuot.work.imports import api as imports
from thongsuot.work.mobile import api as mobile
from thongsuot.work.relays.api import filing as relays
from thongsuot.work.relays.api import peers
from thongsuot.work.shifts import api as shifts
from thongsuot.work.signatures import api as signatures
from thongsuot.work.steps import api as steps
from thongsuot.work.sync import api as sync
from thongsuot.work.sync.api import webhooks
from thongsuot.work.views import api as views

api = http_api.make()
# Addresses are tried in this order: what counters ask most comes first.
api.add_router("/dossiers", dossiers.counter)
# Whatever stands below a dossier comes before its acts, whose pattern would take the addresses.
for below in (dossier_files, dossier_places, signatures, custody, fees, steps, clocks):
    api.add_router("/dossiers", getattr(below, "dossier_router", below.router))
api.add_router("/dossiers", dossiers.router)
api.add_router("/procedures", catalogue.router)
api.add_router("/units", units.router)
api.add_router("/addresses", addresses.router)
api.add_router("/forms", forms.router)
api.add_router("/filings", filings.router)
api.add_router("/me", identity.router)
api.add_router("/points", points.router)
api.add_router("/signatures", signatures.router)
api.add_router("/reorganisations", reorganisation.router)
api.add_router("/mandates", mandates.router)
api.add_router("/closures", closures.router)
api.add_router("/runs", bulk.router)
api.add_router("/bags", custody.router)
api.add_router("/fees", fees.router)
api.add_router("/opinions", steps.router)
api.add_router("/clocks", clocks.router)
api.add_router("/imports", imports.router)
api.add_router("/mobile-sessions", mobile.router)
api.add_router("/portal", sync.router)
api.add_router("/relays/peers", peers.router)
api.add_router("/relays", relays.router)
api.add_router("/webhooks", webhooks.router)
api.add_router("/flows", steps.flow_router)
api.add_router("/books", books.router)
api.add_router("/views", views.router)
api.add_router("/shifts", shifts.router)

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/uploads/", include("thongsuot.plumbing.files.web")),
    path("api/v1/", api.urls),
    path("livez", health.livez),
    path("readyz", health.readyz),
    path("metrics", health.metrics),
    path("", include("thongsuot.plumbing.ui.web")),
    path("desk/", include((desk.urls, "desk"))),
    path("exchange/", include((exchange.urls, "exchange"))),
    path("account/", include("thongsuot.registers.identity.web.urls")),
    path("", include((portal.urls, "portal"))),
]

handler400 = "thongsuot.plumbing.http.pages.bad_request"
handler403 = "thongsuot.plumbing.http.pages.forbidden"
handler404 = "thongsuot.plumbing.http.pages.not_found"
handler500 = "thongsuot.plumbing.http.pages.error"
