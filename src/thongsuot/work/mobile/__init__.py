"""Mobile sessions (tiếp nhận lưu động): reserved codes, intake without a line, synchronised without loss or doubles.

Verbs: mobile.*.
"""
