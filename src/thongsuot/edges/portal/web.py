"""Addresses of the citizens' site."""

from django.urls import URLPattern, path

from thongsuot.edges.portal import (
    about,
    addresses,
    citizen,
    dossier,
    fees,
    follow,
    history,
    home,
    papers,
    points_pages,
    procedures,
    signatures,
)

urls: list[URLPattern] = [
    path("", home.home, name="home"),
    path("viec/<str:code>/", procedures.event, name="event"),
    path("thu-tuc/", procedures.search, name="procedures"),
    path("thu-tuc/<str:code>/", procedures.procedure, name="procedure"),
    path("ho-so/", follow.follow, name="follow"),
    path("ho-so/<str:code>/", dossier.dossier, name="dossier"),
    path("ho-so/<str:code>/rut/", dossier.withdraw, name="withdraw"),
    path("ho-so/<str:code>/nop-phi/", fees.pay, name="pay"),
    path("ho-so/<str:code>/nop-phi/<str:order>/", fees.pay_order, name="pay-order"),
    path("ho-so/<str:code>/bien-lai/<uuid:transfer>.pdf", fees.receipt, name="receipt"),
    path("ho-so/<str:code>/<slug:slug>.pdf", papers.paper, name="paper"),
    path("diem/", points_pages.all_points, name="points"),
    path("diem/ban-do/", points_pages.on_map, name="map"),
    path("diem/<str:code>/", points_pages.point, name="point"),
    path("dia-chi/", addresses.address, name="address"),
    path("don-vi/<str:code>/", history.unit, name="unit"),
    path("kiem-tra-chu-ky/", signatures.check, name="check-signature"),
    path("kiem-tra-chu-ky/<uuid:paper_id>/", signatures.check, name="check-paper"),
    path("cua-toi/", citizen.mine, name="mine"),
    path("gioi-thieu/", about.about, name="about"),
    path("tro-giup/", about.get_help, name="help"),
]
