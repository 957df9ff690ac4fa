"""Paper originals: who has them at every instant, bags between agencies with control slips, handing out for good.

Verbs: custody.*.
"""
