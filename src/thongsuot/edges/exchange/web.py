"""Addresses that outside systems call."""

from django.urls import URLPattern, path

from thongsuot.edges.exchange.province import web as province
from thongsuot.edges.exchange.vnpay import web as vnpay

urls: list[URLPattern] = [
    path("vnpay/ipn/", vnpay.ipn, name="vnpay-ipn"),
    path("tinh/", province.take, name="province"),
    path("vnpay/return/", vnpay.came_back, name="vnpay-return"),
]
