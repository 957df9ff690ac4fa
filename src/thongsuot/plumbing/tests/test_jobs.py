"""What a dead worker held is given back, and only that; the reaper lives beside every worker and outlives a bad round."""

import asyncio
import threading
from contextlib import asynccontextmanager, nullcontext, suppress
from types import SimpleNamespace

from django.db import OperationalError, connection

from thongsuot.plumbing import jobs, meters

WORKER = "insert into procrastinate_workers (last_heartbeat) values (now() - make_interval(secs => %s)) returning id"
JOB = """insert into procrastinate_jobs (task_name, queue_name, status, worker_id, attempts)
values (%s, 'events', %s::procrastinate_job_status, %s, 3) returning id"""


def one(statement: str, *values: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        (found,) = cursor.fetchone()
    return int(found)


def states() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("select task_name, status::text from procrastinate_jobs")
        return dict(cursor.fetchall())


def test_jobs_of_the_dead_are_given_back_and_nobody_else_s(db):
    dead, silent, alive = (
        one(WORKER, seconds) for seconds in (jobs.STALLED_AFTER_S + 1, jobs.STALLED_AFTER_S - 1, 0)
    )
    for name, worker in (("dead", dead), ("silent", silent), ("alive", alive), ("gone", None)):
        one(JOB, name, "doing", worker)
    one(JOB, "failed", "failed", dead)
    assert jobs.reap() == 2
    kept = {"silent": "doing", "alive": "doing", "failed": "failed"}
    assert states() == {"dead": "todo", "gone": "todo", **kept}
    assert jobs.reap() == 0
    for _ in ("dead", "gone"):  # the next one who asks is given them at once
        one("select id from procrastinate_fetch_job_v2(null, %s)", alive)
    assert states() == {"dead": "doing", "gone": "doing", **kept}
    assert jobs.reap() == 0


def test_a_round_that_fails_is_not_the_last(monkeypatch):
    stop, rounds, closed = threading.Event(), [], []

    def fails_then_stops() -> int:
        rounds.append(len(rounds))
        if len(rounds) == 1:
            raise OperationalError("the database is away")
        stop.set()
        return 0

    monkeypatch.setattr(jobs, "REAP_EVERY_S", 0.001)
    monkeypatch.setattr(jobs, "close_old_connections", lambda: None)
    monkeypatch.setattr(jobs.connection, "close", lambda: closed.append(True), raising=False)
    monkeypatch.setattr(jobs, "reap", fails_then_stops)
    jobs._reap_until(stop)
    assert (rounds, closed) == ([0, 1], [True])


def test_every_worker_has_a_reaper_beside_it_until_it_ends(monkeypatch):
    reaped, met = threading.Event(), []

    async def works(*_: object) -> None:
        met.append(reaped.wait(10))

    monkeypatch.setattr(jobs, "REAP_EVERY_S", 0.001)
    monkeypatch.setattr(jobs, "close_old_connections", lambda: None)
    monkeypatch.setattr(jobs, "reap", reaped.set)
    monkeypatch.setattr(jobs, "_work", works)
    monkeypatch.setattr(jobs, "_companions", [])
    worker = threading.Thread(target=jobs.work, kwargs={"once": True})  # an event loop may run in this one
    worker.start()
    worker.join(20)
    assert met == [True]
    for thread in [thread for thread in threading.enumerate() if thread.name == "reaper"]:
        thread.join(10)
        assert not thread.is_alive()


def attempt(outcome: str, task: str, **given: object) -> float:
    """How many attempts at the task are counted with this outcome after one more."""

    def works() -> str:
        if outcome == "failed":
            raise OperationalError("the database is away")
        return "result"

    context = SimpleNamespace(job=SimpleNamespace(task_name="thongsuot.deliver", task_kwargs=given))
    with suppress(OperationalError):
        assert meters.job(works, context, None) == "result"
    found = meters.REGISTRY.get_sample_value("ts_jobs_total", {"task": task, "outcome": outcome})
    return found or 0.0


def test_attempts_are_counted_by_who_listens_and_how_they_ended():
    first = attempt("done", "who.listens", listener="who.listens", event={"name": "x"})
    assert attempt("done", "who.listens", listener="who.listens") == first + 1
    assert attempt("failed", "thongsuot.deliver") == 1
    seconds = meters.REGISTRY.get_sample_value("ts_job_seconds_count", {"task": "who.listens"})
    assert seconds == first + 1


def test_a_worker_lets_its_jobs_be_counted(monkeypatch):
    given: dict[str, object] = {}

    async def runs(**options: object) -> None:
        given.update(options)

    @asynccontextmanager
    async def opened():
        yield

    running = SimpleNamespace(open_async=opened, run_worker_async=runs)
    connector = SimpleNamespace(get_worker_connector=lambda: None)
    application = SimpleNamespace(connector=connector, replace_connector=lambda _: nullcontext(running))
    worker = threading.Thread(target=lambda: asyncio.run(jobs._work(application, 1, True)))
    worker.start()  # an event loop may run in this one
    worker.join(20)
    assert given["task_middleware"] == [meters.job]
