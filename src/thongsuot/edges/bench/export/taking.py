"""Downloading a list as a browser does, counting what came, and the floor beside it."""

import csv
import http.client
import io
import time
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, Any

PIECE = 1 << 20
PATIENCE = 3600  # seconds until a workbook of a million rows begins to come, on a machine that has much to do
LIST = "/desk/dossiers/"
# What the list shows of each dossier: its code and the usual columns, in the order of the page.
PLAIN = """select code, applicant_name, procedure_version_id, due_at, state, holder_agency_id from dossier
where is_open order by sort_due, id"""
AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Taken:
    """Rows without the head, and the seconds from the request to the last byte."""

    rows: int
    seconds: float


def take(port: int, headers: Mapping[str, str], kind: str) -> Taken:
    """Download the whole list as `csv` or `xlsx` and count it afterwards."""
    with TemporaryFile() as file:
        began = time.perf_counter()
        _ask(port, headers, f"{LIST}danh-sach.{kind}", file.write)
        seconds = time.perf_counter() - began
        file.seek(0)
        return Taken(csv_rows(file) if kind == "csv" else xlsx_rows(file), seconds)


def page(port: int, headers: Mapping[str, str]) -> None:
    """Look at the list's first page."""
    _ask(port, headers, LIST, len)


def _ask(port: int, headers: Mapping[str, str], address: str, keep: Callable[[bytes], object]) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        line.request("GET", address, headers=dict(headers))
        answer = line.getresponse()
        if answer.status != 200:
            raise RuntimeError(f"{address} answered {answer.status}: {answer.read(300)!r}")
        while piece := answer.read(PIECE):
            keep(piece)
    finally:
        line.close()


def csv_rows(file: IO[bytes]) -> int:
    """Rows below the head."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    found = sum(1 for _ in csv.reader(text)) - 1
    text.detach()
    return found


def xlsx_rows(file: IO[bytes]) -> int:
    """Rows below the heads of all sheets, told by their marks: nothing of the workbook is kept in memory."""
    found = 0
    with zipfile.ZipFile(file) as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets/sheet"):
                with parts.open(name) as sheet:
                    found += _marks(sheet, b"<row ") - 1
    return found


def _marks(file: IO[bytes], mark: bytes) -> int:
    found, rest = 0, b""
    while piece := file.read(PIECE):
        text = rest + piece
        found += text.count(mark)
        rest = text[-len(mark) + 1 :]  # shorter than a mark: none is counted twice
    return found


def floor(line: Any) -> tuple[int, float]:
    """Rows and seconds of a plain cursor of the server, written by the csv module into a file."""
    with TemporaryFile("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        began = time.perf_counter()
        rows = 0
        with line.transaction(), line.cursor(name="floor") as cursor:
            cursor.execute(PLAIN)
            while part := cursor.fetchmany(AT_ONCE):
                writer.writerows(part)
                rows += len(part)
        file.flush()
        return rows, time.perf_counter() - began
