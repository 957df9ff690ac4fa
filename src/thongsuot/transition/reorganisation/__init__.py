"""Reorganisation of agencies: plan, preview, rehearse, activate, undo. Open work, rights and points follow; nothing is lost.

`conservation` checks every switch without sharing a line with the engine, and may refuse it.
"""
