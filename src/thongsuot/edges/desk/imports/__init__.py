"""Old dossiers from Excel at the desk: `pages` the files and one of them, `columns` which column is what, `saying` words."""

from django.urls import path

from thongsuot.edges.desk.imports import pages

urls = [
    path("imports/", pages.imports, name="imports"),
    path("imports/<uuid:book_id>/", pages.book, name="import"),
    path("imports/<uuid:book_id>/answer.xlsx", pages.answer, name="import-answer"),
]
