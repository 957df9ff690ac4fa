"""Addresses of the officers' site."""

from django.urls import URLPattern, path

from thongsuot.edges.desk import (
    batch,
    changes,
    closures,
    declarations,
    dossier,
    fees,
    files,
    jobs,
    officers,
    printing,
    receive,
    reorganisation,
    signatures,
    today,
    worklist,
)

urls: list[URLPattern] = [
    path("", today.today, name="today"),
    path("dossiers/", worklist.worklist, name="worklist"),
    path("dossiers/batch/", batch.batch, name="batch"),
    path("dossiers/<str:code>/", dossier.dossier, name="dossier"),
    path("dossiers/<str:code>/papers/<slug:form>.pdf", printing.paper, name="paper"),
    path("dossiers/<str:code>/to-khai.pdf", declarations.paper, name="declaration-paper"),
    path("dossiers/<str:code>/to-khai/", declarations.declaration, name="declaration"),
    path("dossiers/<str:code>/to-khai/luu/", declarations.keep, name="declaration-keep"),
    path("dossiers/<str:code>/files/", files.files, name="files"),
    path("dossiers/<str:code>/files/<uuid:file_id>/", files.file, name="file"),
    path("dossiers/<str:code>/fees/", fees.fees, name="fees"),
    path("dossiers/<str:code>/fees/<uuid:transfer>.pdf", fees.receipt, name="receipt"),
    path("dossiers/<str:code>/<slug:slug>/", dossier.act, name="act"),
    path("receive/", receive.receive, name="receive"),
    path("receive/procedures/", receive.procedures, name="receive-procedures"),
    path("receive/check/", receive.check, name="receive-check"),
    path("closures/", closures.closures, name="closures"),
    path("fees/", fees.counter, name="counter"),
    path("fees/closings/<uuid:closing_id>.pdf", fees.closing, name="closing"),
    path("fees/accounts/", fees.accounts, name="accounts"),
    path("jobs/", jobs.jobs, name="jobs"),
    *changes.urls,
    *officers.urls,
    *reorganisation.urls,
    *signatures.urls,
]
