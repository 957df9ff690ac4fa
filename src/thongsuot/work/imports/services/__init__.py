"""Verbs of imports: `upload` a file, `arrange` its columns, `load` its good rows (`load_part` by part).

`uploading` and arranging · `checking` every row · `loading` them.
"""

from thongsuot.work.imports.services.loading import Loaded, load, load_part, load_to_end
from thongsuot.work.imports.services.uploading import CHECK_JOB, LOAD_JOB, arrange, check_now, examine, upload

__all__ = [
    "CHECK_JOB",
    "LOAD_JOB",
    "Loaded",
    "arrange",
    "check_now",
    "examine",
    "load",
    "load_part",
    "load_to_end",
    "upload",
]
