"""One act on many dossiers: chosen by a filter, previewed, carried out part by part, paused, resumed and undone.

Verbs: prepare, start, pause, resume, drop, undo, carry_on.
"""
