"""Simulated accounts and dossiers never come to lie beside real ones, whose numbers they would use up.

This file needs no Django: `up` asks before it touches anything.
"""

import os
from typing import Any

from thongsuot.plumbing.cli.trouble import Exit, Trouble

# The tables are not there before the first migration.
IS_MADE = "select to_regclass('public.account') is not null and to_regclass('public.dossier') is not null"
# In a demo people open accounts and receive dossiers too: it is one as long as somebody can log in with its password.
IS_REAL = """select not exists (select from account where is_demo and is_active)
  and (exists (select from account where not is_demo) or exists (select from dossier where not is_simulated))"""


def refuse_where_off() -> None:
    """Raise Trouble where the environment says that this is a real installation."""
    if os.environ.get("THONGSUOT_DEMO") == "0":
        raise Trouble(
            "THONGSUOT_DEMO=0 nói đây là hệ thống thật nên không dựng tỉnh mẫu ở đây; hãy chạy “thongsuot up "
            "--no-demo”, hoặc “thongsuot load” không có --demo (docs/operate.md).",
            "THONGSUOT_DEMO=0 says that this installation is real, so no demo is made of it; run “thongsuot up "
            "--no-demo”, or “thongsuot load” without --demo (docs/operate.md).",
            Exit.REFUSED,
        )


def refuse_beside_real(cursor: Any) -> None:
    """Raise Trouble where the database holds real accounts or dossiers and never was a demo.

    `cursor` of any kind, in a transaction that sees as the system does.
    """
    for statement in (IS_MADE, IS_REAL):
        cursor.execute(statement)
        if not cursor.fetchone()[0]:
            return
    raise Trouble(
        "Cơ sở dữ liệu có tài khoản hoặc hồ sơ thật nên không nạp dữ liệu mô phỏng vào đó; hãy chạy “thongsuot "
        "up --no-demo”, hoặc dựng tỉnh mẫu trong một THONGSUOT_HOME khác (docs/operate.md).",
        "The database holds real accounts or dossiers, so nothing simulated is loaded into it; run “thongsuot "
        "up --no-demo”, or have the demo in another THONGSUOT_HOME (docs/operate.md).",
        Exit.REFUSED,
    )
