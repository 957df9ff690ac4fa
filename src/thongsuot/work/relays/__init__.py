"""Relays (hồ sơ nộp giúp tỉnh khác): filed at a counter here for an agency of another province, and the other way round.

Verbs: relays.*.
"""
