"""Saved views: a list of dossiers under a name, with its filter, order and columns; one's own or the office's.

Verbs: `save` a view, `drop` it, `open_with` one of them.
"""
