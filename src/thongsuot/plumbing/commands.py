"""Every verb of the system passes here: one transaction, one grant, one line in the journal.

`@command("dossiers.receive")` opens the transaction, checks the grant of `actor` at `agency_id` on the
day of `now`, tells the database who acts, and when the function returns writes the journal row, the
jobs of published events and the idempotent answer in a single statement. The list of verbs that it
keeps is the permission matrix, the list of the API and the vocabulary of rehearsals.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

import structlog
from django.db import connection, transaction

from thongsuot.kernel.actor import ANONYMOUS, Actor, Kind
from thongsuot.kernel.errors import Forbidden, Problem, Refused
from thongsuot.plumbing import access, logs, reference

P = ParamSpec("P")
R = TypeVar("R")

log = logs.get(__name__)
LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True)
class Verb:
    """A registered verb: who may do it, and whether a grant at an agency is asked for."""

    name: str
    kinds: frozenset[Kind]
    needs_grant: bool
    function: Callable[..., Any]


VERBS: dict[str, Verb] = {}


@dataclass(slots=True)
class Once:
    """An idempotency key on its way through a command; `render` makes the answer that is kept as `answer`."""

    key: str
    fingerprint: str
    render: Callable[[Any], Mapping[str, Any]]
    answer: Mapping[str, Any] = field(default_factory=dict)


class Replayed(Exception):
    """The key was used before: here is the answer it was given then."""

    def __init__(self, answer: Mapping[str, Any]) -> None:
        self.answer = answer
        super().__init__("replayed")


@dataclass(slots=True)
class Note:
    """What the journal will say of a verb; the verb fills in `subject`, `count` and `detail`."""

    verb: str
    agency_id: int | None
    within: str
    subject: str = ""
    count: int = 1
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Running:
    """The transaction of the outermost verb."""

    actor: Actor
    now: datetime
    notes: list[Note] = field(default_factory=list)
    stack: list[Note] = field(default_factory=list)
    jobs: list[dict[str, Any]] = field(default_factory=list)


_running: ContextVar[Running | None] = ContextVar("running", default=None)
_once: ContextVar[Once | None] = ContextVar("once", default=None)

OFFICERS = frozenset({Kind.OFFICER})
CITIZENS = frozenset({Kind.CITIZEN, Kind.TRACKER})
ANYONE = frozenset(Kind)


def command(
    verb: str, *, by: frozenset[Kind] = OFFICERS, grant: bool = True
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Register a verb. Its function is keyword-only and takes `actor=` and `now=` (aware, UTC).

    by: kinds of actor who may call it (the system always may). An officer needs a grant of the verb
    at `agency_id=` unless `grant` is False; citizens and trackers act on what is theirs, which the
    function checks by reading it through the gate.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            actor, now = kwargs["actor"], kwargs["now"]
            assert isinstance(actor, Actor)
            assert isinstance(now, datetime)
            outer = _running.get()
            agency_id = kwargs.get("agency_id")
            assert agency_id is None or isinstance(agency_id, int)
            note = Note(verb, agency_id, outer.stack[-1].verb if outer else "")
            if outer is not None:
                return _nested(outer, note, lambda: function(*args, **kwargs))
            _check(VERBS[verb], actor, agency_id, now)
            return _outermost(Running(actor, now), note, lambda: function(*args, **kwargs))

        if verb in VERBS:
            raise ValueError(f"two commands called {verb}")
        VERBS[verb] = Verb(verb, by | {Kind.SYSTEM}, grant, run)
        return run

    return decorate


def note(*, subject: str = "", count: int = 1, **detail: Any) -> None:
    """Say in the journal what the running verb was about. No personal data: ids, codes, numbers."""
    running = _running.get()
    assert running is not None, "note() outside a command"
    running.stack[-1].subject = subject
    running.stack[-1].count = count
    running.stack[-1].detail.update(detail)


def enqueue(*, queue: str, task: str, args: Mapping[str, Any], lock: str | None = None) -> None:
    """Write a job with the running verb's transaction."""
    running = _running.get()
    assert running is not None, "enqueue() outside a command"
    running.jobs.append(_job(queue, task, args, lock))


def enqueue_bare(jobs: Sequence[Mapping[str, Any]]) -> None:
    """Write jobs outside of any verb, in the open transaction; each holds what `enqueue` takes."""
    rows = [_job(job["queue"], job["task"], job["args"], job["lock"]) for job in jobs]
    with connection.cursor() as cursor:
        cursor.execute(JOBS, [json.dumps(rows, default=str)])


def _job(queue: str, task: str, args: Mapping[str, Any], lock: str | None) -> dict[str, Any]:
    return {"queue_name": queue, "task_name": task, "lock": lock, "args": dict(args)}


class _Undone(Exception):
    """Ends a trial."""


@contextmanager
def trial() -> Iterator[None]:
    """Within a verb: everything done inside is undone at the end, rows, journal and jobs alike (a rehearsal)."""
    running = _running.get()
    assert running is not None, "trial() outside a command"
    notes, jobs = len(running.notes), len(running.jobs)
    try:
        with transaction.atomic():
            yield
            raise _Undone
    except _Undone:
        pass
    finally:
        del running.notes[notes:], running.jobs[jobs:]
        reference.forget()


@contextmanager
def once(*, key: str, fingerprint: str, render: Callable[[Any], Mapping[str, Any]]) -> Iterator[Once]:
    """The next outermost command is done once for this actor and key; a second time raises `Replayed`."""
    kept = Once(key, fingerprint, render)
    token = _once.set(kept)
    try:
        yield kept
    finally:
        _once.reset(token)


def _check(verb: Verb, actor: Actor, agency_id: int | None, now: datetime) -> None:
    try:
        if actor.kind not in verb.kinds:
            raise Forbidden(
                Problem(
                    "not_for_you", "Việc này không dành cho tài khoản của bạn.", params={"verb": verb.name}
                )
            )
        if actor.kind is Kind.OFFICER and verb.needs_grant:
            access.require(actor=actor, verb=verb.name, agency_id=agency_id, day=now.astimezone(LOCAL).date())
    except Forbidden:
        log.warning("verb_denied", verb=verb.name, actor=actor.key, agency=agency_id)
        raise


def _nested(outer: Running, note: Note, act: Callable[[], R]) -> R:
    """A verb within a verb: the outer one answered for the grant and owns the transaction."""
    outer.stack.append(note)
    try:
        result = act()
        outer.notes.append(note)
        return result
    finally:
        outer.stack.pop()


def _outermost(running: Running, note: Note, act: Callable[[], R]) -> R:
    once = _once.get()
    token = _running.set(running)
    running.stack.append(note)
    seen_before = access.viewer()
    try:
        with transaction.atomic():
            _enter(running.actor, once)
            entered_at = reference.known()
            try:
                with access.entered(running.actor):
                    result = act()
                    running.notes.append(note)
                    _flush(running, once, result)
            except BaseException:
                # What was remembered under a revision that this transaction takes back with it was never so.
                if reference.known() != entered_at:
                    reference.forget()
                raise
        if connection.in_atomic_block:  # an outer transaction goes on: it looks as it did before
            access.enter(seen_before or ANONYMOUS)
        return result
    finally:
        _running.reset(token)


ENTER_ONCE = (
    access.ENTER
    + ", (select jsonb_build_array(fingerprint, answer) from idempotency_key where actor = %s and key = %s)"
)


def _enter(actor: Actor, once: Once | None) -> None:
    if once is None:
        access.enter(actor)
        return
    with connection.cursor() as cursor:
        cursor.execute(ENTER_ONCE, [*access.context_of(actor), actor.key, once.key])
        row = cursor.fetchone()
    reference.seen_revision(row[6])
    if row[7] is None:
        return
    fingerprint, answer = json.loads(row[7]) if isinstance(row[7], str) else row[7]
    if fingerprint != once.fingerprint:
        raise Refused(
            Problem(
                "key_reused",
                "Khóa chống gửi trùng này đã dùng cho một yêu cầu khác. Hãy tạo khóa mới.",
                "Idempotency-Key",
            )
        )
    raise Replayed(answer)


JOURNAL = """insert into journal_entry (at, verb, actor, agency_id, subject, count, detail, within, request_id)
 select %s, verb, %s, agency_id, subject, count, detail, within, %s
 from jsonb_to_recordset(%s::jsonb)
   as r(verb text, agency_id bigint, subject text, count int, detail jsonb, within text)"""
KEEP = "insert into idempotency_key (actor, key, fingerprint, answer, at) values (%s, %s, %s, %s::jsonb, %s)"
# As the queue's own function writes them, but within the statement around it, and saying since when they wait.
JOBS = """insert into procrastinate_jobs (queue_name, task_name, priority, lock, args, scheduled_at)
select queue_name, task_name, 0, lock, args, now()
from jsonb_to_recordset(%s::jsonb) as j(queue_name text, task_name text, lock text, args jsonb)"""


def _flush(running: Running, once: Once | None, result: object) -> None:
    """Journal, idempotent answer and jobs in one statement: the cost of a round trip is paid once."""
    rows = [
        {"verb": n.verb, "agency_id": n.agency_id, "subject": n.subject, "count": n.count,
         "detail": n.detail, "within": n.within}
        for n in running.notes
    ]  # fmt: skip
    request_id = structlog.contextvars.get_contextvars().get("request", "")
    parts = [f"j as ({JOURNAL})"]
    params: list[Any] = [running.now, running.actor.key, request_id, json.dumps(rows, default=str)]
    if once is not None:
        once.answer = once.render(result)
        parts.append(f"k as ({KEEP})")
        kept = json.dumps(once.answer, default=str)
        params += [running.actor.key, once.key, once.fingerprint, kept, running.now]
    last = "select 1"
    if running.jobs:
        last = JOBS
        params.append(json.dumps(running.jobs, default=str))
    with connection.cursor() as cursor:
        cursor.execute(f"with {', '.join(parts)} {last}", params)
