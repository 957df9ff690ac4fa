"""Pages of mobile sessions: `sessions` plan and close them, `device` what works on a device without a line."""

from django.urls import URLPattern, path

from thongsuot.edges.desk.mobile.device import device, kit, sync, worker
from thongsuot.edges.desk.mobile.inviting import invite, letters, told
from thongsuot.edges.desk.mobile.sessions import session, sessions

urls: list[URLPattern] = [
    path("mobile/", sessions, name="mobile"),
    path("mobile/sw.js", worker, name="mobile-worker"),
    path("mobile/<uuid:session_id>/", session, name="mobile-session"),
    path("mobile/moi/", invite, name="mobile-invite"),
    path("mobile/<uuid:session_id>/ket-qua/", told, name="mobile-told"),
    path("mobile/<uuid:session_id>/giay-moi.pdf", letters, name="mobile-letters"),
    path("mobile/<uuid:session_id>/device/", device, name="mobile-device"),
    path("mobile/<uuid:session_id>/kit/", kit, name="mobile-kit"),
    path("mobile/<uuid:session_id>/sync/", sync, name="mobile-sync"),
]
