"""Pages of paper originals: `bags` to send and to receive, `bag` one of them with its control slip, `giving_back`,
`deliveries` what is still owed to applicants."""

from django.urls import URLPattern, path

from thongsuot.edges.desk.custody.bag import bag, slip
from thongsuot.edges.desk.custody.bags import bags
from thongsuot.edges.desk.custody.deliveries import owed, settle
from thongsuot.edges.desk.custody.giving_back import give_back

urls: list[URLPattern] = [
    path("bags/", bags, name="bags"),
    path("bags/<str:code>/", bag, name="bag"),
    path("bags/<str:code>/phieu-kiem-soat.pdf", slip, name="bag-slip"),
    path("deliveries/", owed, name="deliveries"),
    path("deliveries/<str:code>/post/", settle, name="settle-post"),
    path("originals/<str:code>/give-back/", give_back, name="give-back"),
]
