"""What a dead worker held is given back, and only that; the reaper lives beside every worker and outlives a bad round."""

import threading

from django.db import OperationalError, connection

from thongsuot.plumbing import jobs

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
