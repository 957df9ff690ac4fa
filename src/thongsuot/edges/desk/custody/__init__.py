"""Pages of paper originals: `bags` to send and to receive, `bag` one of them with its control slip."""

from django.urls import URLPattern, path

from thongsuot.edges.desk.custody.bag import bag, slip
from thongsuot.edges.desk.custody.bags import bags

urls: list[URLPattern] = [
    path("bags/", bags, name="bags"),
    path("bags/<str:code>/", bag, name="bag"),
    path("bags/<str:code>/phieu-kiem-soat.pdf", slip, name="bag-slip"),
]
