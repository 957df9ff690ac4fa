"""Signing at the desk: what waits, a batch looked through before it is signed, seals, certificates of officers,
where who drafts may not sign."""

from django.urls import URLPattern, path

from thongsuot.edges.desk.signatures import certificates, pages, two_persons

urls: list[URLPattern] = [
    path("signatures/", pages.waiting, name="signatures"),
    path("signatures/sign/", pages.sign, name="sign"),
    path("signatures/sign-uploads/", pages.sign_uploads, name="sign-uploads"),
    path("signatures/seal/", pages.seal, name="seal"),
    path("signatures/certificates/", certificates.certificates, name="certificates"),
    path("signatures/certificates/<int:certificate_id>/revoke/", certificates.revoke, name="revoke"),
    path("signatures/two-persons/", two_persons.two_persons, name="two-persons"),
    path("signatures/two-persons/<int:rule_id>/end/", two_persons.end, name="two-persons-end"),
]
