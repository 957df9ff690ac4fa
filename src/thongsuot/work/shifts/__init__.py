"""A counter's shift handed over: what came in, what lies there, the paper originals, the cash; signed by two accounts.

Verbs: `hand_over` by who leaves, `take_over` by who stays, `take_back` while nobody has taken it.
"""
