"""Thông Suốt: a province prepares, rehearses and carries out a change of its communes, and works on."""

__version__ = "0.1.0"
