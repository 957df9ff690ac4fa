"""What a dossier costs, who has paid it, and proof of both.

Verbs: assess, collect, refund, refund_online, order, settle, close_counter, load_statement, resolve; and the loading of
reliefs and tariffs. Money is written in a ledger of two sides that only grows.
"""
