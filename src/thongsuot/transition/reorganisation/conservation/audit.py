"""The audit of one switch: a look before, looks in between, a last look; then the balance."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from thongsuot.transition.reorganisation.conservation import looking, stands
from thongsuot.transition.reorganisation.conservation.balance import Balance, Entry
from thongsuot.transition.reorganisation.conservation.book import Book, read, unbacked
from thongsuot.transition.reorganisation.conservation.stands import Group

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
    rights: list[tuple[Any, ...]] = field(default_factory=list)
    points: list[tuple[Any, ...]] = field(default_factory=list)
    seals: list[tuple[Any, ...]] = field(default_factory=list)
    tasks: list[tuple[Any, ...]] = field(default_factory=list)
    faces: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    written: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    moved: int = 0
    went: dict[tuple[str, int], Counter[int]] = field(default_factory=dict)
    stayed: Counter[tuple[str, int]] = field(
        default_factory=Counter
    )  # of a dossier that moved, the part that did not
    findings: list[str] = field(default_factory=list)

    def open(self) -> None:
        """Read the plan and everything of the agencies that it touches, as it is now."""
        self.book = read(self.plan_id, self.ref, back=self.back)
        stands.begin(self.book.authority, self.book.olds, self.ref if self.back else None)
        self.rights = looking.rights(self.book.ends, self.day)
        self.points = [
            row for row in looking.points(self.book.olds, self.day) if self._goes(str(row[0]), *row[1:3])
        ]
        self.seals = looking.seals(self.book.ends)
        self.tasks = [row for row in looking.tasks(self.book.olds) if self._goes(row[1], row[3], row[2])]
        self.faces = looking.faces(self.book.authority)
        self.written = looking.written()

    def _goes(self, id_: str, agency: int, land: int | None) -> bool:
        """Whether a point or a task has to leave: all of an agency that ends, of another one what a line takes."""
        return agency in self.book.ends or self.book.leads(id_, agency, land) != agency

    def check(self) -> None:
        """After the bulk and the registers: what has moved stands where the plan wants it; the rest waits for `close`."""
        self._compare(only_waiting=False)
        if not self.back:
            self._check_rights()
            self._check_points()
            self._check_tasks()
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
        stands.again(self.book.authority, self.book.olds)

    def close(self) -> Balance:
        """The last look. `in_hand`: dossiers that another transaction holds; they follow when it commits."""
        self._compare(only_waiting=True)
        waiting = dict(stands.left())
        in_hand = looking.in_hand(set(waiting))
        if not self.back:
            lost = unbacked(self.plan_id, self.ref)
            self.findings += [
                f"dossier {id_} was led to a unit that has none of its territory" for id_ in lost
            ]
        for id_ in sorted(set(waiting) - in_hand):
            if not self.book.may_stay(id_, waiting[id_]):
                self.findings.append(f"dossier {id_} was left behind at agency {waiting[id_].holder}")
        self._check_written()
        return Balance(tuple(self._entries()), tuple(self.findings[:MOST]), len(in_hand))

    def _compare(self, *, only_waiting: bool) -> None:
        met = stands.moved(self.ref, self.book.named, back=self.back, only_waiting=only_waiting)
        for group in met:
            if group.is_gone:
                self.findings.append(f"{group.named} is gone")
            else:
                self._compare_one(group)
        gone = sum(group.count for group in met if not group.is_gone)
        told = sum(group.true for group in met)
        if told != gone:
            self.findings.append(f"{gone} dossiers moved, the journals of {told} tell of it truly")

    def _compare_one(self, group: Group) -> None:
        was, is_at = group.was, (group.competent, group.holder)
        wanted = self.book.wanted(group.own, was)
        if is_at != wanted:
            self.findings.append(f"{group.named} is at {group.competent}/{group.holder} instead of {wanted}")
        if group.is_changed:
            self.findings.append(f"{group.named}: something changed that may not")
        if group.made != 1:
            self.findings.append(f"{group.named} made {group.made} steps instead of one")
        if group.officer not in self.book.officers(was):
            self.findings.append(f"{group.named} is in the hands of officer {group.officer} who never had it")
        self.moved += group.count
        for part, one, other in (
            ("competent", was.competent, group.competent),
            ("holder", was.holder, group.holder),
        ):
            if one != other:
                self._count(f"dossiers.{part}.{was.state}", one, other, group.count)
            else:
                self.stayed[f"dossiers.{part}.{was.state}", one] += group.count

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

    def _check_tasks(self) -> None:
        now = looking.tasks_now(row[0] for row in self.tasks)
        done = {id_ for id_, (_, is_left) in now.items() if is_left}  # somebody was quicker
        self.tasks = [row for row in self.tasks if row[0] not in done]
        for id_, dossier, land, agency in self.tasks:
            to, is_at = self.book.leads(dossier, agency, land), now.get(id_, (None, False))[0]
            if is_at != to or to == agency:
                self.findings.append(f"task {id_} of agency {agency} is at {is_at} instead of {to}")
            else:
                self._count("tasks", agency, to)

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
        for competent, holder, state, waits, count in stands.counts():
            for part, agency in (("competent", competent), ("holder", holder)):
                if agency in self.book.olds:
                    before[f"dossiers.{part}.{state}", agency] += count
                    after[f"dossiers.{part}.{state}", agency] += count if waits else 0
        if not self.back:
            before.update(("grants", row[2]) for row in self.rights)
            before.update(("points", row[1]) for row in self.points)
            before.update(("seals", row[1]) for row in self.seals)
            before.update(("tasks", row[3]) for row in self.tasks)
        for item, agency in sorted(before, key=lambda key: (key[1], key[0])):
            went = dict(self.went.get((item, agency), {}))
            left = after[item, agency] + self.stayed[item, agency]
            yield Entry(item, agency, before[item, agency], went, left)

    def _count(self, item: str, from_: int, to: int, count: int = 1) -> None:
        self.went.setdefault((item, from_), Counter())[to] += count


def covers(pieces: Iterable[tuple[Any, Any]], first: Any, last: Any) -> bool:
    """Whether the pieces, in order, leave no day of [first, last) out. None: without end."""
    at = first
    for start, end in pieces:
        if start <= at and (end is None or end > at):
            if end is None or (last is not None and end >= last):
                return True
            at = end
    return False
