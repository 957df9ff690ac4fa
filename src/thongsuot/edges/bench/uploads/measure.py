"""The gate: the corpus without and with a scanner, then the kills, then the controls."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from django.db import connection

from thongsuot.edges.bench.access import people
from thongsuot.edges.bench.intake import filings
from thongsuot.edges.bench.report import Limit, Report
from thongsuot.edges.bench.uploads import corpus, killing, trying, writer
from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.files import keeping, scanning
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import services

DOSSIERS = 30
ZERO = (
    "kept_wicked", "served_inline", "lost", "errors", "refused_without_advice", "kept_though_refused",
    "deceiving_names", "passengers", "missing", "different", "acknowledged_lost", "orphans_left",
)  # fmt: skip
NOTES = {
    "files": "hostile files handed in at the counter over HTTP",
    "kept_wicked": "kept although it could harm whoever opens it",
    "served_inline": "handed out in a way in which a browser might show or run it",
    "lost": "said to be kept, and not handed out again",
    "refused_without_advice": "refusals that do not say in Vietnamese what to do",
    "deceiving_names": "names with folders, directions or foreign endings",
    "passengers": "pictures in which a script or virus travelled along",
    "unscanned_shown": "with the scanner off the page says “chưa quét”, never “sạch”",
    "virus_stopped": "EICAR inside a PDF, refused by ClamAV (not measured without clamd)",
    "uploads": "files acknowledged while their writers were killed with kill -9",
    "missing": "rows whose file is not there",
    "different": "rows whose file has another SHA-256",
    "acknowledged_lost": "acknowledged, and without a row",
    "orphans": "files without a row that the kills left behind",
    "orphans_left": "of these, after the sweep",
    "control_missing": "the same with the row written before the file: must lose, or the gate sees nothing",
}


def run(*, quick: bool = False) -> Report:
    """353 files, 5,000 uploads and 40 kills; `quick`: every fourth file, 200 uploads and 5 kills."""
    folder = Path(tempfile.mkdtemp(prefix="uploads-gate"))
    os.environ["THONGSUOT_FILES"] = str(folder / "store")
    os.environ["THONGSUOT_CLAMD"] = str(folder / "nobody")
    _forget_earlier()
    try:
        return _measured(folder, quick)
    finally:
        _forget_earlier()
        shutil.rmtree(folder, ignore_errors=True)


def _measured(folder: Path, quick: bool) -> Report:
    targets, username = _dossiers()
    door = trying.Door(username, _code(targets[0]))
    door.try_all(corpus.everything()[:: 4 if quick else 1])
    figures: dict[str, float] = {
        "files": door.counts["files"],
        "refused": door.counts["refused"],
        "kept": door.counts["kept"],
    }
    figures |= {fault: door.counts[fault] for fault in ZERO[:8]}
    figures["unscanned_shown"] = door.says_unscanned()
    for line in door.told:
        print(f"  {line}", file=sys.stderr)
    limits = [Limit("files", ">=", 50 if quick else 200), Limit("unscanned_shown", "==", 1)]
    with _clamd(folder) as is_awake:
        if is_awake:
            figures["virus_stopped"] = _is_stopped()
            limits.append(Limit("virus_stopped", "==", 1))
    wanted, kills = (200, 5) if quick else (5000, 40)
    outcome = killing.play(targets[1:], folder, wanted=wanted, kills=kills)
    figures |= {
        "uploads": outcome.acknowledged, "kills": outcome.kills, "missing": outcome.missing,
        "different": outcome.different, "acknowledged_lost": outcome.lost, "orphans": outcome.orphans,
        "orphans_left": outcome.orphans_left,
    }  # fmt: skip
    figures["control_missing"] = killing.play_wrong(targets[1:], folder, kills=60)
    limits += [Limit("uploads", ">=", wanted), Limit("control_missing", ">", 0)]
    limits += [Limit(fault, "==", 0) for fault in ZERO]
    return Report("uploads", figures, tuple(limits), notes=NOTES)


def _dossiers() -> tuple[list[writer.Target], str]:
    """Fresh dossiers at one counter, and the account of its officer."""
    day = datetime.now(UTC).date()
    desk = filings.desks(day)[0]
    authority = units.home_authority()
    assert authority is not None
    code = units.agencies_of(authority_id=authority, day=day, kind="province_committee")[0].code
    procedure, chance, made = filings.procedures(day, code)[0], Random(8), []
    for _ in range(DOSSIERS):
        filing = filings.filing(chance, desk, procedure, day, desk)
        receipt = services.receive(
            actor=SYSTEM,
            now=datetime.now(UTC),
            agency_id=desk.agency_id,
            filing=replace(filing, citizen_account_id=None),
        )
        made.append((receipt.id, desk.agency_id))
    centre = units.agency(agency_id=desk.agency_id)
    assert centre is not None
    return made, people.officers_at(centre.parent_id or centre.id)["counter"]


def _code(target: writer.Target) -> str:
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select code from dossier where id = %s", [target[0]])
        return str(cursor.fetchone()[0])


def _forget_earlier() -> None:
    """Rows of an earlier run: its store is gone, so they would count as missing."""
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select count(*) from stored_file")
        is_empty = not cursor.fetchone()[0]
    if not is_empty:
        _as_owner("truncate dossier_file, import_book, stored_file, upload")  # the application's role may not


def _as_owner(statement: str) -> None:
    environment = {**os.environ, "THONGSUOT_DB_ROLE": "owner"}
    script = (
        "import django; django.setup()\nfrom django.db import connection\n"
        "from thongsuot.kernel.actor import SYSTEM\nfrom thongsuot.plumbing.access import seeing\n"
        f"with seeing(SYSTEM), connection.cursor() as c: c.execute({statement!r})"
    )
    subprocess.run([sys.executable, "-c", script], env=environment, check=True)


@contextmanager
def _clamd(folder: Path) -> Iterator[bool]:
    """Debian's scanner with one signature of ours, while it is awake; False where there is none."""
    clamd = shutil.which("clamd", path="/usr/sbin:/usr/bin")
    if clamd is None:
        yield False
        return
    (folder / "db").mkdir()
    (folder / "db" / "own.ndb").write_text(f"Own.Eicar:0:*:{corpus.EICAR.hex()}\n")
    settings = f"DatabaseDirectory {folder / 'db'}\nLocalSocket {folder / 'clamd'}\nForeground yes\n"
    (folder / "clamd.conf").write_text(settings)
    command = [clamd, "-c", str(folder / "clamd.conf")]
    nobody = os.environ["THONGSUOT_CLAMD"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        os.environ["THONGSUOT_CLAMD"] = str(folder / "clamd")
        try:
            end = time.monotonic() + 60
            while not scanning.answers() and time.monotonic() < end:
                time.sleep(0.2)
            yield scanning.answers()
        finally:
            os.environ["THONGSUOT_CLAMD"] = nobody
            server.kill()


def _is_stopped() -> bool:
    """Whether what waits unscanned is found, and what comes now is refused."""
    from thongsuot.kernel.errors import Refused

    found = keeping.rescan(now=datetime.now(UTC))
    infected = next(one for one in corpus.virus() if not one.must_refuse)
    try:
        keeping.examine(infected.name, infected.data)
    except Refused:
        return found["infected"] > 0 or found["clean"] > 0
    return False
