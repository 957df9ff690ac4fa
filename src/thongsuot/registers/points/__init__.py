"""Service points: centres, opening hours, capabilities, the map.

Verbs: points.load.
"""
