"""Filling in a form: drafts that are never lost, answers that stay with the dossier.

Verbs: `submit` (a citizen, online), `receive` (an officer, with a declaration), `amend` (answers corrected later),
`sweep` (drafts that nobody came back for). Keeping a draft is no verb: it is nobody's fact yet.
"""
