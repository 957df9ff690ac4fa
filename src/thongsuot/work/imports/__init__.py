"""Old open dossiers from Excel or CSV: read, judged cell by cell, answered, and taken over row by row.

Verbs: `upload` (a file), `arrange` (which column is what, what is accepted), `load` (the good rows). Nothing is
changed without being told; every dossier that came in names its file, sheet and row.
"""
