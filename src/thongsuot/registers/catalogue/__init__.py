"""Procedures (TTHC): dated versions, papers wanted, terms, fees, online level, competence, search.

Verbs: catalogue.load.
"""
