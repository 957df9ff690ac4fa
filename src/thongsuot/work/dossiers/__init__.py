"""Dossiers (hồ sơ): receive, forward, ask for more, supplement, extend, decide, refuse, withdraw, return.

Verbs: dossiers.*.
"""
