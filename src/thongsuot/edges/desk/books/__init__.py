"""The registers of an office: looked at by period, printed, taken out as a file."""

from django.urls import URLPattern, path

from thongsuot.edges.desk.books.files import file
from thongsuot.edges.desk.books.pages import books

urls: list[URLPattern] = [
    path("books/", books, name="books"),
    path("books/<slug:book>.<str:kind>", file, name="book-file"),
]
