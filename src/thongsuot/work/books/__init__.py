"""The registers that an office keeps: dossiers (form 07), results handed out, receipts, paper originals; by period.

Verb: books.take_out.
"""
