"""Telling other systems what happened to dossiers, and hearing from them: the National Public Service Portal, webhooks.

Verbs: `resend`, `skip`, `reconcile`, `take_in`, `dismiss`, `subscribe`, `rotate`, `pause`, `resume`, `unsubscribe`.
"""
