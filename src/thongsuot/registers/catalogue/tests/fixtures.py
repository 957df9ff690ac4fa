"""The national catalogue of the pack, loaded through the verbs."""

import csv
import json
import lzma
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.rows import LoadReport, Row
from thongsuot.registers.catalogue import services

DAY = date(2026, 7, 18)  # of the capture
NOW = datetime(2026, 11, 22, 1, tzinfo=UTC)
RECORDS = "tthc-national-2026-07-18.jsonl.xz"


def folder() -> Path:
    return settings.PACKS_DIR / "national"


def rows(name: str) -> list[Row]:
    with (folder() / name).open(encoding="utf-8", newline="") as lines:
        return [Row(name, line, values) for line, values in enumerate(csv.DictReader(lines), 2)]


def records() -> Iterator[dict[str, Any]]:
    with lzma.open(folder() / RECORDS, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def load(*, actor: Any = SYSTEM, now: datetime = NOW, valid_from: date = DAY) -> LoadReport:
    """Load lists and records; a second time changes nothing."""
    services.load_fields(actor=actor, now=now, rows=rows("tthc-field-codes.csv"))
    services.load_subject_types(actor=actor, now=now, rows=rows("tthc-subject-types.csv"))
    services.load_same_day(actor=actor, now=now, rows=rows("same-day.csv"))
    services.load_commonness(actor=actor, now=now, rows=rows("commonness.csv"))
    services.load_everyday_words(actor=actor, now=now, rows=rows("everyday-words.csv"))
    return services.load_procedures(
        actor=actor, now=now, records=records(), source=f"national/{RECORDS}", valid_from=valid_from
    )
