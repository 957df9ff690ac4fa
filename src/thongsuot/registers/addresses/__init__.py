"""Addresses (địa chỉ): what is written, old or new, with or without faults → the unit on a day, never a silent pick.

`rules` reads and converts without a database; `queries` feeds it from the register of units.
Verbs: addresses.load_aliases.
"""
