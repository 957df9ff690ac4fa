"""Verbs of the points: `loading` from packs (`duties`: who may do what), `handing_over` when agencies are reorganised."""

from thongsuot.registers.points.services.duties import load_duties
from thongsuot.registers.points.services.handing_over import HandedOver, hand_back, hand_over
from thongsuot.registers.points.services.loading import load_kinds, load_map, load_openings, load_points

__all__ = [
    "HandedOver",
    "hand_back",
    "hand_over",
    "load_duties",
    "load_kinds",
    "load_map",
    "load_openings",
    "load_points",
]
