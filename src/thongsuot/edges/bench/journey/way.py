"""The dossier's way through four offices, by the real verbs; what the receipt says is compared after every step."""

import json
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from thongsuot.edges.bench import lots, stage
from thongsuot.edges.bench.journey import intake
from thongsuot.edges.bench.journey.intake import Hands
from thongsuot.edges.bench.report import Limit, Report
from thongsuot.edges.packs import provinces
from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import Refused
from thongsuot.kernel.names import fold
from thongsuot.plumbing.postgres import cluster

BIRTH = "1.001193"
SECONDS = 90
TAKE = """delete from procrastinate_jobs where task_name = any(%s) and status = 'todo' returning id, task_name, args"""
NOTES = {
    "klm_seconds": "the intake at counter A by the keystroke-level model, waiting measured",
    "keys": "keys that the officer pressed",
    "steps_kept": "steps after which the dossier was what its receipt says",
    "not_kept": "steps after which it was not, or nobody or two had its papers",
    "agencies": "offices that had the papers in their hands: A, B, D; C was gone before its bag came",
    "control_typed_seconds": "the same intake with the card typed instead of scanned",
    "control_tampered": "changes to a dossier that the comparison noticed, of 4",
    "control_wrong_office": "offices that scanned a bag which is not theirs and were refused, of 2",
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the paper in the applicant's hand says, and what must never change."""

    code: str
    received_agency_id: int
    territory_id: int
    received_at: datetime
    due_at: datetime | None
    applicant_name: str


@dataclass(frozen=True, slots=True)
class Stage:
    """Counter A, unit C that is abolished, B that follows it, post office D; officers of each."""

    a: int
    c_centre: int
    c: int
    b_centre: int
    b: int
    d: int
    top: int
    territory_code: str
    people: dict[int, Actor]


def run() -> Report:
    """One dossier on its way. Raises Trouble when there is no browser."""
    intake.browser()
    home = stage.enter_many(name="journey", packs=(provinces.default(),))
    try:
        with lots.copies(1) as (name,):
            lots.move_to(name)
            report = measure()
            from django.db import connections

            connections.close_all()
            return report
    finally:
        cluster.stop(home)


def measure() -> Report:
    """The figures on the database that this process is connected to."""
    from thongsuot.registers.identity import services as identity
    from thongsuot.registers.units import queries as units

    now = datetime.now(UTC)
    scene = _stage(local_day(now))
    counter = scene.people[scene.a]
    token = identity.make_token(actor=SYSTEM, now=now, account_id=counter.account_id or 0, name="gate")
    commune = units.unit_on(code=scene.territory_code, day=local_day(now)).units[0]
    code, hands = intake.in_chromium(token, BIRTH, fold(commune.full_name))  # as people type: no accents
    return _report(hands, _go(scene, code))


def _report(hands: Hands, outcome: dict[str, float]) -> Report:
    figures: dict[str, float] = {
        "klm_seconds": round(hands.seconds, 1), "keys": hands.keys, "decisions": hands.minds,
        "waited_seconds": round(hands.waited, 1), **outcome,
        "control_typed_seconds": round(hands.seconds_without_scanner, 1),
    }  # fmt: skip
    limits = (
        Limit("klm_seconds", "<=", SECONDS), Limit("not_kept", "==", 0), Limit("steps_kept", ">=", 11),
        Limit("agencies", "==", 3), Limit("control_typed_seconds", ">", figures["klm_seconds"]),
        Limit("control_tampered", "==", 4), Limit("control_wrong_office", "==", 2),
    )  # fmt: skip
    return Report("journey", figures, limits, notes=NOTES)


def _stage(day: date) -> Stage:
    from thongsuot.edges.bench.conservation import scene as scenes
    from thongsuot.plumbing import reference

    built = scenes.build(day)
    scenes.clear(built, day - timedelta(days=1))
    reference.forget()
    a, c, b = built.pairs[:3]
    d, clerk = _post_office(day)
    people: dict[int, Actor] = {}
    for agency, role in ((a.centre, "counter"), (c.committee, "head"), (b.committee, "head")):
        people[agency] = _officer(built.authority_id, agency, role, day)
    people[d] = clerk
    return Stage(
        a.centre, c.centre, c.committee, b.centre, b.committee, d, built.agency_id, c.territory_code, people
    )


def _post_office(day: date) -> tuple[int, Actor]:
    """The pack's post office at which somebody works, and its clerk, with what the pack lets him do."""
    from django.conf import settings

    from thongsuot.edges.packs import checking
    from thongsuot.registers.identity import queries as identity
    from thongsuot.registers.identity import services
    from thongsuot.registers.units import queries as units

    pack = provinces.default()
    gathered, _faults = checking.gather(checking.find(settings.PACKS_DIR, pack))
    assert gathered is not None, "the stage has just loaded it"
    demo = gathered.documents["demo"][1]["accounts"]
    rows = [row for row in gathered.rows["accounts"] if row["role"] == "postal"][:1]
    services.load_accounts(
        actor=SYSTEM, now=datetime.now(UTC), rows=rows, demo_password=str(demo["password"]),
        from_date=demo["from_date"],
    )  # fmt: skip
    agency = units.agency_by_code(code=rows[0]["agency"])
    account = identity.account_called(username=rows[0]["username"])
    assert agency is not None
    assert account is not None
    return agency.id, identity.actor_for(account_id=account.id, day=day)


def _officer(authority_id: int, agency_id: int, role: str, day: date) -> Actor:
    from django.db import connection

    from thongsuot.edges.bench.conservation import scene as scenes
    from thongsuot.plumbing import access
    from thongsuot.registers.identity import queries as identity

    with access.seeing(SYSTEM), connection.cursor() as cursor:
        name = f"hanhtrinh.{agency_id}.{role}"
        cursor.execute(scenes.OFFICER, [name, f"Cán bộ {agency_id}", authority_id, agency_id, role])
        account = int(cursor.fetchone()[0])
    return identity.actor_for(account_id=account, day=day)


def _go(scene: Stage, code: str) -> dict[str, float]:
    """What came of the way, by the names of the figures."""
    from thongsuot.work.custody import queries as custody
    from thongsuot.work.dossiers import queries as dossiers

    first = dossiers.dossier_by_code(viewer=SYSTEM, code=code)
    assert first is not None
    receipt, kept, missed, doing = _told(first), 0, [], Doing(scene, {})
    for name, step in _steps(doing, first):
        step()
        found = _differences(receipt, code)
        kept += not found
        missed += [f"{name}: {one}" for one in found]
    for line in missed:
        print(f"  {line}", file=sys.stderr)
    agencies = {s.agency_id for s in custody.stays(viewer=SYSTEM, dossier_id=first.id)}
    changed = (
        replace(receipt, code=receipt.code + "1"), replace(receipt, due_at=datetime.now(UTC)),
        replace(receipt, received_agency_id=-1), replace(receipt, applicant_name="Ai đó"),
    )  # fmt: skip
    noticed = sum(bool(_differences(one, code)) for one in changed)
    return {
        "steps_kept": kept, "not_kept": len(missed), "agencies": len(agencies), "control_tampered": noticed,
        "control_wrong_office": doing.refused,
    }  # fmt: skip


def _told(record: Any) -> Receipt:
    return Receipt(
        record.code, record.received_agency_id, record.territory_id, record.received_at, record.due_at, record.applicant_name
    )  # fmt: skip


def _differences(receipt: Receipt, code: str) -> list[str]:
    """What is no longer as the receipt says, and every bundle that nobody or more than one has."""
    from django.db import connection

    from thongsuot.plumbing import access
    from thongsuot.work.custody import queries as custody
    from thongsuot.work.dossiers import queries as dossiers

    record = dossiers.dossier_by_code(viewer=SYSTEM, code=code)
    if record is None:
        return ["the dossier is gone"]
    found = [] if _told(record) == receipt else [f"{_told(record)} is not {receipt}"]
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select count(*) from dossier where code = %s", [code])
        found += [] if cursor.fetchone()[0] == 1 else ["it is there twice"]
    if not custody.bundles(viewer=SYSTEM, codes=[code]):
        found.append("nobody has the papers")
    stays = custody.stays(viewer=SYSTEM, dossier_id=record.id)
    having = Counter(stay.kind for stay in stays if stay.ended_at is None)
    return found + [
        f"{having[kind]} have the {kind}" for kind in {s.kind for s in stays} if having[kind] != 1
    ]


@dataclass(slots=True)
class Doing:
    """Verbs by the officers of the offices; remembers which bag carries what."""

    scene: Stage
    slips: dict[str, str]
    refused: int = 0

    def at(self, agency: int, verb: Callable[..., Any], **given: Any) -> Callable[[], Any]:
        """A verb, done when it is called."""
        actor = self.scene.people[agency]
        return lambda: verb(actor=actor, now=datetime.now(UTC), agency_id=agency, **given)

    def send(self, agency: int, to: int, what: str) -> Callable[[], Any]:
        """Pack papers and give them to the postman."""
        from thongsuot.work.custody import services as custody

        def go() -> None:
            tomorrow = datetime.now(UTC) + timedelta(days=1)
            slip = self.at(agency, custody.pack, to_agency_id=to, codes=[what], expected_at=tomorrow)()
            self.slips[what] = slip.code
            self.at(agency, custody.hand_over, slip_code=slip.code, carrier="Bưu tá")()

        return go

    def arrive(self, agency: int, what: str) -> Callable[[], Any]:
        """Scan what has come."""
        from thongsuot.work.custody import services as custody

        def go() -> None:
            self.at(agency, custody.receive, slip_code=self.slips[what], codes=[what])()

        return go

    def astray(self, what: str, *agencies: int) -> Callable[[], Any]:
        """Offices to which the bag does not go scan it all the same."""

        def go() -> None:
            for agency in agencies:
                try:
                    self.arrive(agency, what)()
                except Refused:
                    self.refused += 1

        return go


def _steps(doing: Doing, first: Any) -> list[tuple[str, Callable[[], Any]]]:
    from thongsuot.work.custody import services as custody
    from thongsuot.work.dossiers import services as work

    scene, one, code = doing.scene, [first.id], first.code
    at, result = doing.at, f"{first.code}-KQ"
    who = {"received_by": "Trần Văn A", "number": "046090000456", "authority": "Giấy ủy quyền 12/2026"}
    return [
        ("A hands the dossier on to C", at(scene.a, work.forward, dossier_ids=one)),
        ("A packs and sends the papers to C", doing.send(scene.a, scene.c, code)),
        ("C is abolished, B follows it", lambda: _abolish(scene)),
        ("C, which is gone, and D scan the bag", doing.astray(code, scene.c, scene.d)),
        ("B receives the bag that was sent to C", doing.arrive(scene.b, code)),
        ("B takes the dossier", at(scene.b, work.take, dossier_ids=one)),
        ("B decides", at(scene.b, work.decide, dossier_ids=one, result="Giấy khai sinh số 12")),
        ("B sends the dossier to D", at(scene.b, work.forward, dossier_ids=one, to_agency_id=scene.d)),
        ("B packs the result for D", doing.send(scene.b, scene.d, result)),
        ("D receives the result", doing.arrive(scene.d, result)),
        ("D hands it to whom he authorised", at(scene.d, custody.collect, dossier_ids=one, **who)),
    ]


def _abolish(scene: Stage) -> None:
    """C ends and B follows it, today; then the worker's jobs, so that the papers follow too."""
    from thongsuot.plumbing import reference
    from thongsuot.transition.reorganisation import services
    from thongsuot.transition.reorganisation.rules import PlanLine

    now = datetime.now(UTC)
    lines = [PlanLine(scene.c_centre, scene.b_centre), PlanLine(scene.c, scene.b)]
    given: dict[str, Any] = {"actor": SYSTEM, "agency_id": scene.top, "now": now}
    plan = services.make_plan(**given, name="Sáp nhập giữa chừng", day=local_day(now), lines=lines)
    services.preview(**given, plan_id=plan)
    services.activate(**given, plan_id=plan)
    services.settle(actor=SYSTEM, now=now, plan_id=plan)
    reference.forget()
    _deliver()


def _deliver() -> None:
    """Do what the worker does with the events that wait, round by round: an event with several listeners is one job
    that becomes one for each of them."""
    from django.db import connection, transaction

    from thongsuot.plumbing import bus, commands

    while True:
        with connection.cursor() as cursor:
            cursor.execute(TAKE, [[bus.SPREAD, bus.DELIVER]])
            waiting = sorted(cursor.fetchall())
        if not waiting:
            return
        for _id, task, written in waiting:
            args = json.loads(written) if isinstance(written, str) else written
            if task == bus.DELIVER:
                bus.deliver(**args)
                continue
            with transaction.atomic():
                commands.enqueue_bare(bus.deliveries(**args))
