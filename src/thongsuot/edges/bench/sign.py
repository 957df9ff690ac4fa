"""`thongsuot bench sign`: signatures a second with keys in files and in a PKCS#11 token, and 100 results as one act.

Floor: what the bare key signs a second, without a paper around it. Controls: one flipped bit in every signed paper,
which the reader must find, and a batch that one missing key must undo whole.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from thongsuot.edges.bench.access import people
from thongsuot.edges.bench.access.undoing import undone
from thongsuot.edges.bench.intake import filings
from thongsuot.edges.bench.report import Limit, Report
from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.kernel.errors import Refused
from thongsuot.plumbing import access, paper, signing
from thongsuot.plumbing.cli import machine
from thongsuot.plumbing.models import JournalEntry
from thongsuot.plumbing.signing import demo, keys, token
from thongsuot.registers.identity import queries as identity
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import services as dossiers
from thongsuot.work.signatures import queries
from thongsuot.work.signatures import services as signatures

SECONDS, QUICK_SECONDS = 3.0, 0.6
BATCH = 100
DAY = timedelta(days=1)
NOTES = {
    "file_rsa_per_s": "papers signed in a second of one core, RSA-2048 in a file",
    "file_ec_per_s": "the same, P-256",
    "token_rsa_per_s": "the same, RSA-2048 inside a SoftHSM token",
    "token_ec_per_s": "the same, P-256",
    "bare_rsa_per_s": "the floor: the RSA-2048 key alone, without paper",
    "verify_per_s": "signed papers read and judged a second",
    "batch_signed": "results signed by one act",
    "batch_seconds": "for that act: 100 papers drawn up, signed and kept",
    "batch_cpu_seconds": "the application's own processor time of it",
    "batch_journal_rows": "lines that the act left in the journal",
    "batch_not_good": "of these papers, those that do not check as good",
    "control_flips_missed": "papers with one flipped bit that still passed",
    "control_half_done": "papers kept by an act whose key was gone",
    "token_missing": "1: no SoftHSM on this machine, the token was not measured",
}


def run(*, quick: bool = False) -> Report:
    """All figures of one run, on one core."""
    seconds = QUICK_SECONDS if quick else SECONDS
    figures: dict[str, float] = {}
    now = datetime.now(UTC)
    authority = demo.new_authority(from_at=now - DAY, to_at=now + 30 * DAY)
    pdf = paper.render(
        _SMALL, {"code": "", "is_demo": True, "lines": ["Kết quả"] * 20}, title="Kết quả", at=now
    )
    private = rsa.generate_private_key(65537, 2048)
    figures["bare_rsa_per_s"] = _rate(seconds, lambda: private.sign(pdf, padding.PKCS1v15(), hashes.SHA256()))
    pairs: dict[str, demo.Private] = {"rsa": private, "ec": ec.generate_private_key(ec.SECP256R1())}
    issued = {kind: _issued(authority, key, now) for kind, key in pairs.items()}
    for kind, key in issued.items():
        figures[f"file_{kind}_per_s"] = _rate(seconds, partial(_sign, pdf, key, now))
    figures |= _in_token(authority, pairs, pdf, seconds, now)
    signed = _sign(pdf, issued["rsa"], now)
    trust = signing.Trust(tuple(keys.certificates_in(authority.pem)))
    figures["verify_per_s"] = _rate(seconds, lambda: signing.verify(signed, trust=trust, at=now))
    figures["control_flips_missed"] = _missed(signed, trust, now, 20 if quick else 200)
    with undone():
        figures |= _batch(now, 10 if quick else BATCH)
    return Report("sign", figures, _limits(figures), notes=NOTES)


_SMALL = Path(paper.__file__).parent / "tests" / "small.typ"


def _limits(figures: dict[str, float]) -> tuple[Limit, ...]:
    found = [
        Limit("file_rsa_per_s", ">=", 10),
        Limit("file_ec_per_s", ">=", 10),
        Limit("batch_journal_rows", "==", 1),
        Limit("batch_not_good", "==", 0),
        Limit("batch_cpu_seconds", "<=", 20),
        Limit("control_flips_missed", "==", 0),
        Limit("control_half_done", "==", 0),
    ]
    if not figures["token_missing"]:
        found += [Limit("token_rsa_per_s", ">=", 10), Limit("token_ec_per_s", ">=", 10)]
    return tuple(found)


def _issued(authority: demo.Authority, key: demo.Private, now: datetime) -> keys.Key:
    pair = demo.issue(authority, name="Bench", agency="Bench", from_at=now - DAY, to_at=now + DAY, key=key)
    return keys.from_pem(demo.pem_of(*pair))


def _sign(pdf: bytes, key: keys.Key, now: datetime) -> bytes:
    return signing.sign(pdf, key=key, reason="bench", place="bench", at=now)


def _rate(seconds: float, act: Callable[[], object]) -> float:
    """Times a second of one core's own time: what neighbours do on the machine is not counted."""
    act()  # the first pays for what is loaded once
    began, count = time.process_time(), 0
    while (taken := time.process_time() - began) < seconds:
        act()
        count += 1
    return count / taken


def _in_token(
    authority: demo.Authority, pairs: dict[str, demo.Private], pdf: bytes, seconds: float, now: datetime
) -> dict[str, float]:
    library = machine.softhsm()
    if library is None:
        print("  SKIPPED: no SoftHSM here, keys in a token are not measured", file=sys.stderr)
        return {"token_missing": 1}
    figures: dict[str, float] = {"token_missing": 0}
    with tempfile.TemporaryDirectory() as folder:
        token.make(Path(folder))
        token.serve(library, keys.folder())
        for kind, private in pairs.items():
            pair = demo.issue(
                authority, name="Bench", agency="Bench", from_at=now - DAY, to_at=now + DAY, key=private
            )
            token.put(library, kind, *pair)
            keys.forget_tokens()
            key = signing.load(f"pkcs11:{kind}")
            figures[f"token_{kind}_per_s"] = _rate(seconds, partial(_sign, pdf, key, now))
        keys.forget_tokens()
    return figures


def _missed(signed: bytes, trust: signing.Trust, now: datetime, times: int) -> int:
    """How many flipped bits the reader did not find; the signature's own filling is not flipped."""
    rnd, missed = random.Random(7), 0
    begin = signed.index(b"/Contents <")
    for _ in range(times):
        bent = bytearray(signed)
        bent[rnd.randrange(20, begin)] ^= 1 << rnd.randrange(8)
        try:
            missed += signing.joined(signing.verify(bytes(bent), trust=trust, at=now))
        except Refused:
            continue
    return missed


def _batch(now: datetime, size: int) -> dict[str, float]:
    """One act over `size` decided dossiers of one commune, by its head; then one whose key is gone."""
    signatures.equip_demo(actor=SYSTEM, now=now)
    head, committee, ids = decided(now, size + 3)
    site = signatures.Site("https://mot-cua.example.vn", is_demo=True)

    def sign(wanted: list[UUID]) -> signatures.Signing:
        return signatures.sign_results(
            actor=head, now=now, agency_id=committee, dossier_ids=wanted, site=site
        )

    began, worked = time.perf_counter(), time.process_time()
    done = sign(ids[:size])
    taken, own = time.perf_counter() - began, time.process_time() - worked
    with access.seeing(SYSTEM):
        rows = JournalEntry.objects.filter(verb="signatures.sign", at=now).count()
    contents = [queries.content(viewer=head, dossier_id=id_, form="result") or b"" for id_ in done.signed]
    verdicts = [queries.check(pdf=content, now=now).verdict for content in contents]
    with _key_gone(head, committee), suppress(Refused):
        sign(ids[size:])
    kept = [queries.content(viewer=head, dossier_id=id_, form="result") for id_ in ids[size:]]
    return {
        "batch_signed": len(done.signed),
        "batch_seconds": taken,
        "batch_cpu_seconds": own,
        "batch_journal_rows": rows,
        "batch_not_good": sum(verdict != "good" for verdict in verdicts),
        "control_half_done": sum(content is not None for content in kept),
    }


def decided(now: datetime, size: int) -> tuple[Actor, int, list[UUID]]:
    """The head of a commune, his committee, and dossiers that he decided."""
    desk = filings.desks(now.date())[0]
    centre = units.agency(agency_id=desk.agency_id)
    authority = units.home_authority()
    assert centre is not None
    assert centre.parent_id is not None
    assert authority is not None
    committee = centre.parent_id
    head = identity.actor_for(
        account_id=people.account_id(people.officers_at(committee)["head"]), day=now.date()
    )
    code = units.agencies_of(authority_id=authority, day=now.date(), kind="province_committee")[0].code
    procedure, rnd = filings.procedures(now.date(), code)[0], random.Random(11)
    given = [filings.filing(rnd, desk, procedure, now.date()) for _ in range(size)]
    ids = [
        dossiers.receive(actor=SYSTEM, now=now, agency_id=desk.agency_id, filing=filing).id
        for filing in given
    ]
    done = dossiers.decide(actor=head, now=now, agency_id=committee, dossier_ids=ids, result="Kết quả đo")
    assert len(done.moved) == size, dict(done.refused)
    return head, committee, ids


@contextmanager
def _key_gone(head: Actor, committee: int) -> Iterator[None]:
    """The head's key lies elsewhere for a while."""
    held = queries.certificates_of(viewer=head, account_id=head.account_id or 0)
    (name,) = {
        c.key_place.removeprefix("file:") for c in held if c.agency_id == committee and not c.is_agency
    }
    path = keys.folder() / f"{name}.pem"
    away = path.rename(path.with_suffix(".away"))
    try:
        yield
    finally:
        away.rename(path)
