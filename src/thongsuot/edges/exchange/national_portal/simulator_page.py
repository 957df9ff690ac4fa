"""The simulator's own page."""

import html
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pikepdf

SHOWN = 50
FILING = {
    "MaHoSo": "G22.99-20261120-0000001", "MaTTHC": "1.001193", "ChuHoSo": "Trần Văn Thử", "SoDinhDanh": "",
    "SoDienThoai": "0905000111", "MaXa": "", "TrichYeuHoSo": "Nộp thử từ cổng mô phỏng", "SoTep": "1",
}  # fmt: skip


def a_pdf() -> bytes:
    """An empty page, as somebody might have scanned."""
    made = pikepdf.new()
    made.add_blank_page(page_size=(595, 842))
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def page(held: Any, behaves: object, behaviours: Sequence[str]) -> str:
    """What it holds, a way to choose how it behaves, and one to file a dossier."""
    rows = "".join(
        f"<tr><td>{html.escape(code)}<td>{html.escape(str(one.get('TrangThaiHoSo', '')))}"
        f"<td>{html.escape(str(one.get('ChuHoSo', '')))}<td>{len(held.progress.get(code, []))}"
        for code, one in list(held.dossiers.items())[-SHOWN:]
    )
    options = "".join(f"<option{' selected' if one == behaves else ''}>{one}</option>" for one in behaviours)
    inputs = "".join(
        f'<p><label>{name} <input name="{name}" value="{html.escape(value)}"></label>'
        for name, value in FILING.items()
    )
    return (
        "<!doctype html><meta charset=utf-8><title>Cổng DVCQG mô phỏng</title><h1>Cổng DVCQG mô phỏng</h1>"
        f"<p>{len(held.uploads)} tệp kết quả, {len(held.files)} tệp chờ tỉnh tải.</p>"
        f"<p>{len(held.effects)} bản tin, {len(held.dossiers)} hồ sơ, {len(held.faults)} điều lạ.</p>"
        f'<form method="post" action="/_behave"><label>Cư xử <select name="behave">{options}</select></label> '
        '<label>Từ chối các mã <input name="refused"></label> <button>Đổi</button></form>'
        f"<table><tr><th>Mã hồ sơ<th>Trạng thái<th>Chủ hồ sơ<th>Tiến độ{rows}</table>"
        f'<h2>Nộp hồ sơ</h2><form method="post" action="/_file">{inputs}<p><button>Nộp</button></form>'
    )
