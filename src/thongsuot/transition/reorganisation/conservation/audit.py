"""The audit of one switch: a look before, looks in between, a last look; then the balance."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from thongsuot.transition.reorganisation.conservation import looking
from thongsuot.transition.reorganisation.conservation.balance import Balance, Entry
from thongsuot.transition.reorganisation.conservation.book import Book, read, unbacked
from thongsuot.transition.reorganisation.conservation.looking import Stand

RECALLED = 0  # where a seal goes: to no agency
MOST = 200  # findings that are told; more than these are counted


@dataclass(slots=True)
class Audit:
    """`ref` names the switch in the dossiers' journals, `day` is the first of the new order; `back`: an undoing."""

    plan_id: int
    ref: str
    back: bool
    day: Any
    book: Book = field(default_factory=Book)
    before: dict[str, Stand] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    rights: list[tuple[Any, ...]] = field(default_factory=list)
    points: list[tuple[Any, ...]] = field(default_factory=list)
    seals: list[tuple[Any, ...]] = field(default_factory=list)
    faces: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    written: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    moved: int = 0
    went: dict[tuple[str, int], Counter[int]] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)

    def open(self) -> None:
        """Read the plan and everything of the agencies that it touches, as it is now."""
        self.book = read(self.plan_id, self.ref, back=self.back)
        self.before = looking.dossiers(self.book.authority, self.book.olds, self.book.steps, only_open=True)
        self.rights = looking.rights(self.book.ends, self.day)
        self.points = looking.points(self.book.ends, self.day)
        self.seals = looking.seals(self.book.ends)
        self.faces = looking.faces(self.book.authority)
        self.written = looking.written()

    def check(self) -> None:
        """After the bulk and the registers: what has moved stands where the plan wants it; the rest waits for `close`."""
        self._compare(set(self.before))
        if not self.back:
            self._check_rights()
            self._check_points()
            out = looking.seals(self.book.ends)
            self.findings += [f"seal {number} of agency {agency} is still out" for number, agency in out]
            for _, agency in set(self.seals) - set(out):
                self._count("seals", agency, RECALLED)
            ended = looking.living(self.book.ends, self.day)
            self.findings += [f"agency {id_} should have ended and lives" for id_ in ended]
            lost = self.book.ends - looking.followed(self.book.ends)
            self.findings += [f"agency {id_} ended and nobody stands for it" for id_ in sorted(lost)]
        self._check_faces()

    def late(self) -> None:
        """Nobody else writes now: read again what has not moved, and what came since `open`."""
        if not self.back:
            self.book.learn(self.plan_id, self.ref)
        fresh = looking.dossiers(self.book.authority, self.book.olds, self.waiting, only_open=True)
        new = {id_: stand for id_, stand in fresh.items() if id_ in self.waiting or id_ not in self.before}
        closed = self.waiting - set(fresh)
        self.before = {id_: stand for id_, stand in (self.before | new).items() if id_ not in closed}
        self.waiting = set(new)

    def close(self) -> Balance:
        """The last look. `in_hand`: dossiers that another transaction holds; they follow when it commits."""
        pending, self.waiting = self.waiting, set()
        self._compare(pending)
        in_hand = looking.in_hand(self.waiting)
        if not self.back:
            lost = unbacked(self.plan_id, self.ref)
            self.findings += [
                f"dossier {id_} was led to a unit that has none of its territory" for id_ in lost
            ]
        for id_ in sorted(self.waiting - in_hand):
            if not self.book.may_stay(id_, self.before[id_]):
                self.findings.append(f"dossier {id_} was left behind at agency {self.before[id_].holder}")
        self._check_written()
        return Balance(tuple(self._entries()), tuple(self.findings[:MOST]), len(in_hand))

    def _compare(self, ids: set[str]) -> None:
        now, gone = looking.dossiers(self.book.authority, (), ids), set()
        for id_ in sorted(ids):
            was, found = self.before[id_], now.get(id_)
            if found is None:
                self.findings.append(f"dossier {id_} is gone")
            elif found.steps == was.steps and (found.competent, found.holder) == (was.competent, was.holder):
                self.waiting.add(id_)
            else:
                gone.add(id_)
                self._compare_one(id_, was, found)
        told = looking.told(self.ref, self.back, gone)
        if told != len(gone):
            self.findings.append(f"{len(gone)} dossiers moved, the journals of {told} tell of it truly")

    def _compare_one(self, id_: str, was: Stand, found: Stand) -> None:
        wanted = self.book.wanted(id_, was)
        if (found.competent, found.holder) != wanted:
            self.findings.append(f"dossier {id_} is at {found.competent}/{found.holder} instead of {wanted}")
        if found.print != was.print:
            self.findings.append(f"dossier {id_}: something changed that may not")
        if found.steps != was.steps + 1:
            self.findings.append(f"dossier {id_} made {found.steps - was.steps} steps instead of one")
        if found.officer not in self.book.officers(id_, was):
            self.findings.append(f"dossier {id_} is in the hands of officer {found.officer} who never had it")
        self.moved += 1
        for part, one, other in (
            ("competent", was.competent, found.competent),
            ("holder", was.holder, found.holder),
        ):
            if one != other:
                self._count(f"dossiers.{part}.{was.state}", one, other)

    def _check_rights(self) -> None:
        left = {row[:4] for row in looking.rights(self.book.ends, self.day)}
        held = looking.rights_of(row[0] for row in self.rights)
        for account, role, agency, first, last in self.rights:
            to = self.book.post(account, agency)
            if to is None:
                self.findings.append(f"account {account} has no post after agency {agency}")
            elif (account, role, agency, first) in left:
                self.findings.append(f"account {account} may still act for agency {agency}")
            elif not covers(held.get((account, role, to), []), first, last):
                self.findings.append(f"account {account} lost role {role}: not held at {to} from {first}")
            else:
                self._count("grants", agency, to)

    def _check_points(self) -> None:
        now = looking.points_now((row[0] for row in self.points), self.day)
        for point, agency, unit, print_ in self.points:
            to = self.book.leads(str(point), agency, unit)
            if now.get((point, print_)) != to or to == agency:
                self.findings.append(f"point {point} of agency {agency} is not at {to}")
            else:
                self._count("points", agency, to)

    def _check_faces(self) -> None:
        now = looking.faces(self.book.authority)
        self.findings += [
            f"agency {id_} is no longer what it was called"
            for id_, face in self.faces.items()
            if now.get(id_) != face
        ]

    def _check_written(self) -> None:
        """What PostgreSQL counted in this transaction, against what was found to have moved."""
        for table, counts in looking.written().items():
            added, changed, gone = (n - o for n, o in zip(counts, self.written[table], strict=True))
            if gone:
                self.findings.append(f"{gone} rows of {table} were deleted")
            if table in looking.UNTOUCHED and (added or changed):
                self.findings.append(f"{added} rows of {table} were added and {changed} changed")
            if table in ("dossier", "agency") and added:
                self.findings.append(f"{added} rows of {table} were added")
            if table == "dossier" and changed != self.moved:
                self.findings.append(f"{changed} dossiers were written, {self.moved} were to move")

    def _entries(self) -> Iterable[Entry]:
        before: Counter[tuple[str, int]] = Counter()
        after: Counter[tuple[str, int]] = Counter()
        for id_, was in self.before.items():
            for part, agency in (("competent", was.competent), ("holder", was.holder)):
                if agency in self.book.olds:
                    before[f"dossiers.{part}.{was.state}", agency] += 1
                    after[f"dossiers.{part}.{was.state}", agency] += id_ in self.waiting
        if not self.back:
            before.update(("grants", row[2]) for row in self.rights)
            before.update(("points", row[1]) for row in self.points)
            before.update(("seals", row[1]) for row in self.seals)
        for item, agency in sorted(before, key=lambda key: (key[1], key[0])):
            went = dict(self.went.get((item, agency), {}))
            yield Entry(item, agency, before[item, agency], went, after[item, agency])

    def _count(self, item: str, from_: int, to: int) -> None:
        self.went.setdefault((item, from_), Counter())[to] += 1


def covers(pieces: Iterable[tuple[Any, Any]], first: Any, last: Any) -> bool:
    """Whether the pieces, in order, leave no day of [first, last) out. None: without end."""
    at = first
    for start, end in pieces:
        if start <= at and (end is None or end > at):
            if end is None or (last is not None and end >= last):
                return True
            at = end
    return False
