"""Signatures (chữ ký số): certificates of officers, signing results one by one or a hundred at once, checking a file.

Verbs: signatures.*.
"""
