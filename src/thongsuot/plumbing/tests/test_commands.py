"""One transaction, one grant, one journal row, one answer a key; what a listener hears commits with the fact."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from thongsuot.kernel.actor import SYSTEM, Actor, Grant, Kind
from thongsuot.kernel.errors import Forbidden, Problem, Refused
from thongsuot.plumbing import access, bus, commands, reference
from thongsuot.plumbing.commands import VERBS, command, note

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
HERE, THERE = 11, 12
HEARD = []


@dataclass(frozen=True, slots=True)
class Tried:
    number: int
    at: datetime


@bus.on(Tried)
def hear(event: Tried) -> None:
    HEARD.append(event)


@command("tests.try")
def attempt(*, actor: Actor, now: datetime, agency_id: int, number: int) -> int:
    note(subject=f"try:{number}", number=number)
    bus.publish(Tried(number, now))
    if number < 0:
        raise Refused(Problem("negative", "Số âm.", "number"))
    return number * 2


@command("tests.outer")
def outer(*, actor: Actor, now: datetime, agency_id: int) -> int:
    return attempt(actor=actor, now=now, agency_id=THERE, number=4)


def officer(*verbs: str, until: date | None = None) -> Actor:
    grant = Grant(frozenset(verbs), frozenset({HERE}), date(2026, 1, 1), until)
    return Actor(Kind.OFFICER, account_id=5, grants=(grant,), day=date(2026, 11, 20))


def journal() -> list[tuple]:
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select verb, actor, agency_id, subject, count, within from journal_entry order by id")
        return cursor.fetchall()


def jobs() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute("select task_name, args->'event'->>'number' from procrastinate_jobs order by id")
        return cursor.fetchall()


@pytest.mark.django_db
def test_a_verb_writes_its_journal_row_and_its_job():
    assert attempt(actor=officer("tests.try"), now=NOW, agency_id=HERE, number=3) == 6
    assert journal() == [("tests.try", "officer:5", HERE, "try:3", 1, "")]
    assert jobs() == [("thongsuot.deliver", "3")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("actor", "agency"),
    [
        (officer("tests.try"), THERE),
        (officer("tests.other"), HERE),
        (officer("tests.try", until=date(2026, 11, 20)), HERE),
        (Actor(Kind.CITIZEN, account_id=9), HERE),
        (Actor(Kind.ANONYMOUS), HERE),
    ],
)
def test_without_the_grant_at_this_agency_today_nothing_happens(actor, agency):
    with pytest.raises(Forbidden):
        attempt(actor=actor, now=NOW, agency_id=agency, number=3)
    assert (journal(), jobs()) == ([], [])


@pytest.mark.django_db
def test_a_refusal_leaves_no_trace():
    with pytest.raises(Refused, match="negative"):
        attempt(actor=officer("tests.try"), now=NOW, agency_id=HERE, number=-1)
    assert (journal(), jobs()) == ([], [])


@pytest.mark.django_db
def test_a_verb_within_a_verb_is_answered_for_by_the_outer_one():
    assert outer(actor=officer("tests.outer"), now=NOW, agency_id=HERE) == 8
    assert [(row[0], row[5]) for row in journal()] == [("tests.try", "tests.outer"), ("tests.outer", "")]


@pytest.mark.django_db
def test_a_key_gets_its_first_answer_again_and_nothing_is_done_twice():
    def once(fingerprint: str, number: int) -> int:
        with commands.once(key="k" * 8, fingerprint=fingerprint, render=lambda n: {"n": n}):
            return attempt(actor=officer("tests.try"), now=NOW, agency_id=HERE, number=number)

    assert once("a", 3) == 6
    with pytest.raises(commands.Replayed) as again:
        once("a", 3)
    assert again.value.answer == {"n": 6}
    with pytest.raises(Refused, match="key_reused"):
        once("b", 4)
    assert len(journal()) == 1


@pytest.mark.django_db
def test_a_key_is_its_actors_own():
    for account in (5, 6):
        actor = Actor(
            Kind.OFFICER, account_id=account, grants=officer("tests.try").grants, day=date(2026, 11, 20)
        )
        with commands.once(key="k" * 8, fingerprint="a", render=lambda n: {"n": n}):
            assert attempt(actor=actor, now=NOW, agency_id=HERE, number=account) == account * 2


def _change(cursor, statement: str) -> None:
    cursor.execute(statement)
    if cursor.rowcount == 0:  # row-level security hid every row: as good as a refusal
        raise DatabaseError


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["update journal_entry set verb = 'x'", "delete from journal_entry"])
def test_the_journal_cannot_be_changed(change):
    attempt(actor=officer("tests.try"), now=NOW, agency_id=HERE, number=3)
    with (
        access.seeing(SYSTEM),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        _change(cursor, change)
    assert len(journal()) == 1


@pytest.mark.django_db
def test_a_colleague_reads_the_journal_of_his_agency_and_a_stranger_nothing():
    attempt(actor=officer("tests.try"), now=NOW, agency_id=HERE, number=3)
    seen = {}
    for name, agency in (("colleague", HERE), ("stranger", THERE)):
        grant = Grant(frozenset({access.READ}), frozenset({agency}), date(2026, 1, 1))
        viewer = Actor(Kind.OFFICER, account_id=6, grants=(grant,), day=date(2026, 11, 20))
        with access.seeing(viewer), connection.cursor() as cursor:
            cursor.execute("select count(*) from journal_entry")
            seen[name] = cursor.fetchone()[0]
    assert seen == {"colleague": 1, "stranger": 0}


@pytest.mark.django_db
def test_outside_the_gate_nothing_is_seen():
    attempt(actor=officer("tests.try"), now=NOW, agency_id=HERE, number=3)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from journal_entry")
        assert cursor.fetchone() == (0,)


def test_an_event_comes_back_as_it_was():
    bus.deliver(listener=f"{__name__}.hear", event={"number": 3, "at": "2026-11-20T03:00:00Z"})
    assert HEARD[-1] == Tried(3, NOW)


def test_two_verbs_of_one_name_are_a_mistake():
    with pytest.raises(ValueError, match="two commands"):
        command("tests.try")(lambda **_: None)
    assert VERBS["tests.try"].kinds == {Kind.OFFICER, Kind.SYSTEM}


def test_publishing_outside_a_verb_is_a_mistake():
    with pytest.raises(AssertionError):
        bus.publish(Tried(1, NOW))


@pytest.mark.django_db
def test_a_request_that_reads_only_registers_learns_of_a_new_revision():
    """Nothing else of an anonymous request tells it that a register was loaded by another process."""
    answers = iter(("old", "new"))
    remembered = reference.remembered(lambda: next(answers))
    assert [remembered(), remembered()] == ["old", "old"]
    with connection.cursor() as cursor:  # as another process does it
        cursor.execute("update revision set value = value + 1")
    assert remembered() == "old"
    reference.begin_request()
    assert [remembered(), remembered()] == ["new", "new"]


@reference.remembered
def counted(*, queue: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where queue_name = %s", [queue])
        return int(cursor.fetchone()[0])


@command("tests.change")
def change(*, actor: Actor, now: datetime, agency_id: int) -> None:
    commands.enqueue_bare([{"queue": "register", "task": "t", "args": {}, "lock": None}])
    reference.bump()
    assert counted(queue="register") == 1
    raise Refused(Problem("no", "Không."))


@pytest.mark.django_db
def test_what_a_verb_took_back_is_not_remembered_under_the_next_revision():
    with pytest.raises(Refused):
        change(actor=officer("tests.change"), now=NOW, agency_id=HERE)
    with connection.cursor() as cursor:  # another process raises it to the number that this one had seen
        cursor.execute("update revision set value = value + 1 where id = 1")
    reference.refresh()
    assert counted(queue="register") == 0
