"""Service points: what each can do, when it is open, where it is, the map of the province.

Verbs: points.load_kinds, points.load_points, points.load_openings, points.load_map.
"""
