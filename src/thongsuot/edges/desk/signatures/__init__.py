"""Signing at the desk: what waits, a batch looked through before it is signed, seals, certificates of officers."""

from django.urls import URLPattern, path

from thongsuot.edges.desk.signatures import certificates, pages

urls: list[URLPattern] = [
    path("signatures/", pages.waiting, name="signatures"),
    path("signatures/sign/", pages.sign, name="sign"),
    path("signatures/seal/", pages.seal, name="seal"),
    path("signatures/certificates/", certificates.certificates, name="certificates"),
    path("signatures/certificates/<int:certificate_id>/revoke/", certificates.revoke, name="revoke"),
]
