"""The gate's figures and limits."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from thongsuot.edges.bench.relays import houses, thief
from thongsuot.edges.bench.relays.houses import House
from thongsuot.edges.bench.report import Limit, Report

ROUNDS_S = 90.0  # so long messages may need after a province that was killed is back
ACTS = ["receive", "forward", "ask_for_more", "supplement", "decide", "forward", "return"]
NOTES = {
    "dossiers": "filed in one province, decided in the other, handed out where they were filed",
    "handed": "of them with the result in the applicant's hands",
    "messages": "that one of the two counts as taken",
    "lost": "counted as taken here, unknown there",
    "doubled": "files or steps that stand there more often than they were sent",
    "different": "scans and results that are not, by their hash, what was sent",
    "waiting": "messages that nobody took in the end",
    "kills": "kill -9 of a web server while messages were on their way",
    "seconds": "from the first filing to the last handing out, two web servers included",
    "control_lost": "the same when somebody on the way says yes to one scan and passes it on to nobody",
}


@dataclass(slots=True)
class Passed:
    """What came of dossiers that went to and fro."""

    handed: int = 0
    messages: int = 0
    lost: int = 0
    doubled: int = 0
    different: int = 0
    waiting: int = 0
    faults: list[str] = field(default_factory=list)


def run(*, quick: bool = False) -> Report:
    """Ten dossiers and three kills; quick: one dossier and one kill."""
    count = 1 if quick else 10
    with houses.two() as (here, there):
        _connect(here, there, there.door)
        began = time.perf_counter()
        here.opens()
        passed = _passed(here, there, count, kills=1 if quick else 3)
        seconds = time.perf_counter() - began
        with thief.between(there.door, steals="file") as found:
            _connect(here, there, found.url)
            robbed = _robbed(here, there)
        kills = here.kills + there.kills
    figures: dict[str, float] = {
        "dossiers": count, "handed": passed.handed, "messages": passed.messages, "lost": passed.lost,
        "doubled": passed.doubled, "different": passed.different, "waiting": passed.waiting, "kills": kills,
        "seconds": seconds, "control_lost": robbed,
    }  # fmt: skip
    limits = (
        Limit("handed", "==", count), *(Limit(key, "==", 0) for key in ("lost", "doubled", "different", "waiting")),
        Limit("messages", ">=", 14 * count), Limit("kills", ">=", 1 if quick else 3),
        Limit("seconds", "<=", 60 if quick else 300), Limit("control_lost", ">", 0),
    )  # fmt: skip
    return Report("relays", figures, limits, notes=NOTES)


def _connect(here: House, there: House, door: str) -> None:
    """Each types in what the other one made."""
    names = [one.does("name")["code"] for one in (here, there)]
    secret = here.does("connect", partner=names[1], url=door, secret="")
    there.does("connect", partner=names[0], url=here.door, secret=secret)


def _passed(here: House, there: House, count: int, *, kills: int) -> Passed:
    """Let `count` dossiers go all the way. The other province's web server is not up yet when the first are sent."""
    since = datetime.now(UTC).isoformat()
    commune = there.does("name")["commune"]
    refs = [here.does("file", commune=commune) for _ in range(count)]
    here.does("exchange")  # nobody is there: it waits
    there.opens()
    _until(
        here,
        there,
        lambda: all(there.does("stands", ref=ref, direction="in")["state"] == "running" for ref in refs),
    )
    for number, (house, verb) in enumerate(
        ((there, "ask"), (here, "supplement"), (there, "decide"), (here, "hand_out"))
    ):
        for ref in refs:
            house.does(verb, ref=ref)
        other = there if house is here else here
        if number < kills:
            other.dies()
            house.does("exchange")
            other.opens()
        _until(here, there, lambda: not _waiting(here, there))
    return _judged(here, there, refs, since)


def _waiting(*both: House) -> int:
    return sum(int(one.does("waiting")) for one in both)


def _until(here: House, there: House, is_done: Callable[[], bool]) -> None:
    """Let both sides work until it is so, or for long enough that it never will be."""
    end = time.monotonic() + ROUNDS_S
    while time.monotonic() < end:
        moved = sum(int(one.does("exchange")) for one in (here, there))
        if not moved and is_done():
            return
        if not moved:
            time.sleep(0.2)


def _lost(here: House, there: House, since: str) -> tuple[int, int]:
    """Messages that were sent, and of these how many the other one does not know."""
    sent = lost = 0
    for one, other in ((here, there), (there, here)):
        told, known = set(one.does("sent", since=since)), set(other.does("got", since=since))
        sent, lost = sent + len(told), lost + len(told - known)
    return sent, lost


def _judged(here: House, there: House, refs: list[str], since: str) -> Passed:
    found = Passed()
    found.messages, found.lost = _lost(here, there, since)
    found.waiting = _waiting(here, there)
    for ref in refs:
        ours, theirs = (
            here.does("stands", ref=ref, direction="out"),
            there.does("stands", ref=ref, direction="in"),
        )
        found.handed += ours["state"] == "handed"
        found.doubled += len(theirs["acts"]) - len(ACTS) if theirs["acts"] != ACTS else 0
        found.doubled += abs(len(theirs["hashes"]) - len(ours["files"])) + abs(len(ours["results"]) - 1)
        found.different += theirs["hashes"] != ours["files"] or theirs["acts"] != ours["acts"]
    return found


def _robbed(here: House, there: House) -> int:
    """How many messages are missed when one is stolen on the way."""
    since = datetime.now(UTC).isoformat()
    here.does("file", commune=there.does("name")["commune"])
    _until(here, there, lambda: not _waiting(here, there))
    return _lost(here, there, since)[1]
