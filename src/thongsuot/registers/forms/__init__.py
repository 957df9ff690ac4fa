"""Forms of procedures as dated data: one definition for the screen, the counter, the paper and the API.

Verb: `load_forms` (from packs).
"""
