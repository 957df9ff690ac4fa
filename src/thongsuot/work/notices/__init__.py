"""Notices to citizens: what was told to whom about which dossier, by which channel.

Verbs: notices.send.
"""
