"""Units (đơn vị hành chính) and agencies: identity, dated versions, tree, crosswalk, agency codes.

Verbs: units.load, agencies.load.
"""
