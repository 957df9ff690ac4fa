"""The measurement of exports in its quick form, against a real web server, and that it counts what is in a file."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo
from tests import databases

from thongsuot.edges.bench import export
from thongsuot.edges.bench.export import measuring, taking
from thongsuot.plumbing.postgres import connection as postgres
from thongsuot.plumbing.ui import downloads, tables

MEASURE = f"""import django; django.setup()
from thongsuot.edges.bench.export import measuring
print(measuring.measured({export.QUICK}, quick=True).as_json_text())"""


@pytest.fixture
def environment(province: object, province_database: str) -> Iterator[dict[str, str]]:
    """A copy of the province for processes of their own: what a test writes nobody else sees."""
    own = province_database.removesuffix("_of_province")
    name, master = f"{own}_export", own.split("_gw")[0] + "_province"
    with databases.server() as server:
        server.execute("select pg_advisory_lock(46)")  # nobody else copies it now
        databases.copy(server, name, master)
        server.execute("select pg_advisory_unlock(46)")
        owner, app = (
            make_conninfo("", **postgres.parameters(role) | {"dbname": name}) for role in ("owner", "app")
        )
        try:
            yield {**os.environ, "THONGSUOT_DB_ROLE": "app", "THONGSUOT_LOG": "ERROR", "DATABASE_URL": owner,
                   "DATABASE_APP_URL": app}  # fmt: skip
        finally:
            server.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def test_the_quick_run_holds_and_its_control_is_noticed(environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", MEASURE], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout.splitlines()[-1])
    assert report["holds"], report
    figures = report["figures"]
    assert figures["csv_rows"] == figures["xlsx_rows"] == figures["control_rows"] == export.QUICK
    assert (
        figures["control_peak_mb"] > figures["csv_peak_mb"]
    )  # one that collects is not taken for one that streams


def test_rows_are_counted_as_they_stand_in_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "SHEET_ROWS", 3)
    monkeypatch.setattr(taking, "PIECE", 7)  # a mark lies across two pieces
    columns, rows = [tables.Column("a", "A")], [["hai\ndòng"], ["<row "], *([str(n)] for n in range(5))]
    assert taking.csv_rows(io.BytesIO(b"".join(downloads.as_csv(columns, rows)))) == 7
    assert taking.xlsx_rows(io.BytesIO(b"".join(downloads.as_xlsx(columns, rows, sheet="a")))) == 7


def test_a_million_in_more_memory_than_promised_does_not_hold() -> None:
    counted = dict.fromkeys(("rows", "csv_rows", "xlsx_rows", "control_rows"), 1_000_000)
    good = {**counted, "peak_mb": 150, "control_peak_mb": 900}

    def holds(**changes: float) -> bool:
        return all(limit.holds(good | changes) for limit in measuring._limits(export.TOTAL, quick=False))

    assert holds()
    for wrong in (
        {"peak_mb": 201},
        {"csv_rows": 999_999},
        {"xlsx_rows": 1_000_001},
        {"control_peak_mb": 199},
    ):
        assert not holds(**wrong)
