"""A cluster that was killed, found a stranger under its number, lost a file, or was started twice at once."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from thongsuot.plumbing.cli.trouble import Exit, Trouble
from thongsuot.plumbing.postgres import cluster, process, secret
from thongsuot.plumbing.postgres.places import Places

SOURCES = str(Path(__file__).resolve().parents[4])


def start_elsewhere(home):
    return subprocess.Popen(
        [sys.executable, "-m", "thongsuot.plumbing.postgres", "start"],
        env=os.environ | {"THONGSUOT_HOME": str(home), "PYTHONPATH": SOURCES},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def fill(server, rows):
    with psycopg.connect(server.dsn("owner")) as session:
        session.execute("DROP TABLE IF EXISTS kept")
        session.execute("CREATE TABLE kept (id int PRIMARY KEY)")
        session.execute("INSERT INTO kept SELECT generate_series(1, %s)", [rows])


def count(server):
    with psycopg.connect(server.dsn("owner")) as session:
        return session.execute("SELECT count(*) FROM kept").fetchone()[0]


def test_what_was_committed_survives_a_kill(running):
    fill(running, 1000)
    os.kill(process.postmaster(running.places), signal.SIGKILL)
    again = cluster.ensure_running(running.places.home)
    assert again.started_here
    assert count(again) == 1000


def test_a_number_that_belongs_to_a_stranger_now_is_no_server(running):
    fill(running, 1)
    note = (running.places.data / "postmaster.pid").read_text().split("\n", 1)[1]
    cluster.stop(running.places.home)
    # As after a restart of the machine: the note is still there, its number is somebody else's.
    (running.places.data / "postmaster.pid").write_text(f"{os.getpid()}\n{note}")
    assert process.postmaster(running.places) is None
    assert count(cluster.ensure_running(running.places.home)) == 1


def test_a_dead_server_that_nobody_has_buried_is_dead(running):
    """Its parent (another process than ours) lives on and never asks for it."""
    home = running.places.home
    cluster.stop(home)
    keeper = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import pathlib, sys, time; from thongsuot.plumbing.postgres import cluster;"
            "cluster.ensure_running(pathlib.Path(sys.argv[1])); print('up', flush=True); time.sleep(60)",
            str(home),
        ],
        env=os.environ | {"PYTHONPATH": SOURCES},
        stdout=subprocess.PIPE,
    )
    try:
        assert keeper.stdout.readline() == b"up\n"
        pid = process.postmaster(Places(home))
        os.kill(pid, signal.SIGKILL)
        assert cluster.ensure_running(home).started_here
        assert process.postmaster(Places(home)) != pid
    finally:
        keeper.kill()
        keeper.communicate()


def test_two_starters_at_once_share_one_server(home):
    starters = [start_elsewhere(home) for _ in range(2)]
    assert [starter.wait(60) for starter in starters] == [0, 0]
    servers = [
        pid for pid in process.remains(Places(home)) if _parent(pid) not in process.remains(Places(home))
    ]
    assert servers == [process.postmaster(Places(home))]


def test_stopping_ends_every_process_and_twice_is_harmless(running):
    with psycopg.connect(running.dsn("app")):
        assert cluster.stop(running.places.home)
    assert process.remains(running.places) == []
    assert not cluster.stop(running.places.home)


def test_lost_passwords_are_made_anew(running):
    fill(running, 1)
    cluster.stop(running.places.home)
    before = {role: secret.read(running.places, role) for role in secret.ROLES.values()}
    for role in before:
        running.places.passfile(role).unlink()
    again = cluster.ensure_running(running.places.home)
    assert count(again) == 1
    assert all(secret.read(again.places, role) not in (None, old) for role, old in before.items())


def test_half_made_clusters_are_made_again(home):
    places = Places(home)
    places.unfinished.mkdir()
    (places.unfinished / "PG_VERSION").write_text("18\n")
    assert cluster.ensure_running(home).started_here
    assert not places.unfinished.exists()


def test_a_server_that_cannot_start_says_why_at_once(running):
    home, settings = running.places.home, running.places.data / "postgresql.auto.conf"
    cluster.stop(home)
    had = settings.read_text()
    settings.write_text(f"{had}max_connections = 'many'\n")
    began = time.monotonic()
    with pytest.raises(Trouble) as caught:
        cluster.ensure_running(home)
    settings.write_text(had)
    assert caught.value.code == Exit.DATABASE
    assert str(running.places.log) in caught.value.vi
    assert time.monotonic() - began < 10


def _parent(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
