"""Accounts and grants (verb × agency × period), sessions, tokens, second factors.

Verbs: identity.load, identity.grant, identity.revoke, identity.disable.
"""
