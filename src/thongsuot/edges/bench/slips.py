"""`thongsuot bench slips`: forty appointment slips at once, from the click in the list to the whole PDF.

Floor: one compile of an empty page by the same press in the same run. Each round prints other dossiers, so that nothing
is answered from memory. Control: a PDF of one slip less, in which the same check must miss exactly that one.
"""

import io
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median
from typing import TypeVar

import pypdfium2
from django.db import connection
from django.test import Client

from thongsuot.edges.bench.access import people
from thongsuot.edges.bench.report import Limit, Report
from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing import access, paper
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.rules import Act

T = TypeVar("T")

AT_ONCE = 40
AT_A_TIME = 1000  # rows looked through for received ones
ROUNDS, QUICK_ROUNDS = 7, 3
DOOR = "/desk/dossiers/slips/"
USERNAME = "bench.slips"
NOTES = {
    "floor_ms": "one compile of an empty page",
    "first_ms": "the first forty, by a process that has not printed a slip yet",
    "slips_ms": "forty slips from request to last byte, median",
    "slips_worst_ms": "the slowest round",
    "slips_cpu_ms": "the application's own processor time of one round, median",
    "each_over_floor_ratio": "one slip of the forty, beside an empty page of its own",
    "bytes": "of a PDF of forty slips",
    "pages": "of the last PDF",
    "missing": "dossiers whose code is on no page of its PDF",
    "not_archival": "PDFs that do not call themselves PDF/A",
    "control_missing": "the same check over a PDF that lacks one of the forty",
}


def run(*, quick: bool = False) -> Report:
    """All figures of one run, in one process, as one officer's browser asks."""
    rounds = QUICK_ROUNDS if quick else ROUNDS
    client, ids = _officer(), _dossiers((rounds + 2) * AT_ONCE)
    floor = median(_timed(partial(_empty, n))[0] for n in range(rounds + 1))
    first, _, _ = _timed(partial(_ask, client, ids[0]))
    taken, own, missing, bare, pdf = [], [], 0, 0, b""
    for picked in ids[1 : rounds + 1]:
        seconds, cpu, pdf = _timed(partial(_ask, client, picked))
        taken.append(seconds)
        own.append(cpu)
        missing += _missing(pdf, picked)
        bare += b"<pdfaid:part>" not in pdf
    less = _ask(client, ids[rounds + 1][:-1])
    figures = {
        "floor_ms": floor * 1000,
        "first_ms": first * 1000,
        "slips_ms": median(taken) * 1000,
        "slips_worst_ms": max(taken) * 1000,
        "slips_cpu_ms": median(own) * 1000,
        "each_over_floor_ratio": median(taken) / AT_ONCE / floor,
        "bytes": len(pdf),
        "pages": len(pypdfium2.PdfDocument(pdf)),
        "missing": missing,
        "not_archival": bare,
        "control_missing": _missing(less, ids[rounds + 1]),
    }
    return Report("slips", figures, _LIMITS, notes=NOTES)


_LIMITS = (
    Limit("slips_ms", "<=", 1000),
    Limit("pages", ">=", AT_ONCE),
    Limit("missing", "==", 0),
    Limit("not_archival", "==", 0),
    Limit("control_missing", "==", 1),
)
_SMALL = Path(paper.__file__).parent / "tests" / "small.typ"


def _timed(act: Callable[[], T]) -> tuple[float, float, T]:
    """Seconds on the wall, seconds of this process, and what came of it."""
    began, worked = time.perf_counter(), time.process_time()
    made = act()
    return time.perf_counter() - began, time.process_time() - worked, made


def _empty(number: int) -> bytes:
    record = {"code": str(number), "is_demo": False, "lines": []}
    return paper.render(_SMALL, record, title="Trang trống", at=datetime.now(UTC))


OFFICER = """with a as (
  insert into account (username, kind, full_name, authority_id, phone, password, is_active, is_demo, created_at)
  values (%s, 'officer', 'Người in giấy hẹn', %s, '', '!', true, true, now())
  on conflict (username) do update set is_active = true returning id)
insert into role_grant (account_id, role_id, agency_id, reach, valid, reason, granted_at, revoked_because)
select a.id, r.id, %s, 'authority', daterange('2021-01-01', null), 'bench', now(), '' from a, role r
where r.code = 'province' on conflict do nothing"""


def overseer() -> people.Person:
    """Somebody who sees every dossier of the province.

    His own account: other gates disable officers of the demonstration, and end their grants.
    """
    authority = units.home_authority()
    assert authority is not None
    committee = units.agencies_of(
        authority_id=authority, day=datetime.now(UTC).date(), kind="province_committee"
    )[0]
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(OFFICER, [USERNAME, authority, committee.id])
    return people.bearer(USERNAME, name="province", relation="overseer", sees=True)


def _officer() -> Client:
    person = overseer()
    client = Client(raise_request_exception=False, headers={"Host": "localhost"})
    for name, value in person.cookies.items():
        client.cookies[name] = value
    return client


def _dossiers(wanted: int) -> list[tuple[dossiers.WorklistRow, ...]]:
    """Open dossiers of many offices, forty by forty: other names, other papers, other lengths."""
    day = datetime.now(UTC).date()
    authority = units.home_authority()
    assert authority is not None
    offices = [one.id for one in units.offices_of(authority_id=authority, day=day)]
    found = list(islice(_received(dossiers.every(viewer=SYSTEM, agency_ids=offices)), wanted))
    if len(found) < wanted:
        raise RuntimeError("the demonstration has too few open dossiers for this measurement")
    return [tuple(found[at::rounds]) for rounds in (wanted // AT_ONCE,) for at in range(rounds)]


def _received(rows: Iterator[dossiers.WorklistRow]) -> Iterator[dossiers.WorklistRow]:
    """Those that somebody received. A home that measured lists keeps a million rows without one step: none has a slip."""
    while part := list(islice(rows, AT_A_TIME)):
        wholes = dossiers.wholes(viewer=SYSTEM, dossier_ids=[row.id for row in part])
        received = {one.record.id for one in wholes if any(step.act == Act.RECEIVE for step in one.steps)}
        yield from (row for row in part if row.id in received)


def _ask(client: Client, picked: Sequence[dossiers.WorklistRow]) -> bytes:
    answer = client.post(DOOR, {"row": [str(row.id) for row in picked]})
    if answer.status_code != 200 or answer["Content-Type"] != "application/pdf":
        raise RuntimeError(f"{DOOR} answered {answer.status_code}")
    return bytes(answer.content)


def _missing(pdf: bytes, picked: Sequence[dossiers.WorklistRow]) -> int:
    """How many of the chosen dossiers are on no page."""
    pages = pypdfium2.PdfDocument(io.BytesIO(pdf))
    text = "\n".join(page.get_textpage().get_text_range() for page in pages)
    return sum(row.code not in text for row in picked)
