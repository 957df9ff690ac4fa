"""`thongsuot gate up`: what somebody meets who has just fetched the sources and types `./thongsuot up`.

`newcomer` a copy of the tree with an empty home and an empty environment · `starting` a start watched from outside.
The copy is set up and started for the first time, asked for the citizens' home page and the log-in, stopped by Ctrl+C,
started a second time and stopped again; then it meets a port that is in use. Controls: a program that does not listen to
Ctrl+C, one that leaves a process behind, one that never says where it is and one that ends in a stack trace must be seen.
"""

import socket
import tempfile
from pathlib import Path

from thongsuot.edges.bench.report import Limit, Report
from thongsuot.edges.bench.up import newcomer, starting
from thongsuot.edges.bench.up.starting import Start
from thongsuot.plumbing.cli.trouble import Exit

FIRST_S, SECOND_S, STOP_S = 300, 15, 15
PATIENCE = 2  # times a limit: longer nobody waits for a start or an end that is late already
PLANTED_S = 2.0
NOTES = {
    "first_seconds": "from ./thongsuot up in a fresh copy until the citizens' home and the log-in answer",
    "second_seconds": "the same when everything is set up",
    "pages_answered": "of the home page and the log-in, after either start",
    "stop_code": "the worse exit code of the two after Ctrl+C",
    "stop_seconds": "the longer of the two ends",
    "left_processes": "processes of the copy, PostgreSQL among them, that outlived an end",
    "port_in_use_code": f"exit code where the port is taken: {int(Exit.PORT_IN_USE)}",
    "port_in_use_lines": "lines that are said then",
    "tracebacks": "stack traces in all that was said",
    "control_deaf": "a planted program that ignores Ctrl+C was seen not to end",
    "control_left": "processes that a planted program leaves behind and that were found",
    "control_silent": "a planted program that never says its address was seen not to start",
    "control_traceback": "a planted stack trace that was counted",
}
DEAF = "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)"
SILENT = "import time; time.sleep(60)"
LEAVING = (
    f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', '{SILENT}'], start_new_session=True)"
)
BROKEN = "raise OSError('planted')"


def run(*, quick: bool = False) -> Report:
    """Quick is the same: somebody new comes once."""
    with tempfile.TemporaryDirectory(prefix="thongsuot-up-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL may run as somebody else than who started it
        try:
            figures = {**_newcomer(folder / "fresh"), **controls(folder / "planted")}
        finally:
            starting.end_all(folder)
    return Report("up", figures, limits(), notes=NOTES)


def limits() -> tuple[Limit, ...]:
    """What must hold."""
    return (
        Limit("first_seconds", "<=", FIRST_S), Limit("second_seconds", "<=", SECOND_S), Limit("pages_answered", "==", 4),
        Limit("stop_code", "==", 0), Limit("stop_seconds", "<=", STOP_S), Limit("left_processes", "==", 0),
        Limit("port_in_use_code", "==", int(Exit.PORT_IN_USE)), Limit("port_in_use_lines", "==", 1),
        Limit("tracebacks", "==", 0), Limit("control_deaf", "==", 1), Limit("control_left", "==", 1),
        Limit("control_silent", "==", 1), Limit("control_traceback", "==", 1),
    )  # fmt: skip


def _newcomer(folder: Path) -> dict[str, float]:
    tree = newcomer.copy(folder / "tree")
    environment = newcomer.environment(folder / "home")
    first = _once(tree, environment, folder / "first.log", FIRST_S)
    second = _once(tree, environment, folder / "second.log", SECOND_S)
    refused, lines = _port_in_use(tree, environment, folder / "third.log")
    said = "".join(path.read_text("utf-8", "replace") for path in folder.glob("*.log"))
    return {
        "first_seconds": first["seconds"],
        "second_seconds": second["seconds"],
        "pages_answered": first["answered"] + second["answered"],
        "stop_code": max(first["code"], second["code"], key=abs),
        "stop_seconds": max(first["stop"], second["stop"]),
        "left_processes": first["left"] + second["left"],
        "port_in_use_code": refused,
        "port_in_use_lines": lines,
        "tracebacks": starting.tracebacks(said),
    }


def _once(tree: Path, environment: dict[str, str], log: Path, limit: float) -> dict[str, float]:
    """Start, look, Ctrl+C."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    start = Start(["./thongsuot", "up", "--port", str(port)], tree, environment, log)
    answered = start.answers(("", "account/login/"), patience=limit * PATIENCE)
    seconds = start.seconds
    code, stop = start.interrupt(patience=STOP_S * PATIENCE)
    return {
        "answered": answered, "seconds": seconds, "code": code, "stop": stop, "left": len(starting.processes_in(tree)),
    }  # fmt: skip


def _port_in_use(tree: Path, environment: dict[str, str], log: Path) -> tuple[int, int]:
    """Exit code and number of lines said by a start at a port that somebody else has."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        start = Start(["./thongsuot", "up", "--port", str(port)], tree, environment, log)
        code = start.ended(patience=SECOND_S * PATIENCE)
    return code, len([line for line in start.said().splitlines() if line.strip()])


def controls(folder: Path) -> dict[str, float]:
    """What was seen of planted faults, each 1."""
    folder.mkdir(parents=True)
    environment = newcomer.environment(folder / "home")
    deaf = starting.planted(DEAF, folder, environment)
    deaf.says("ready", patience=30)
    code, _ = deaf.interrupt(patience=PLANTED_S)
    leaving = starting.planted(LEAVING, folder, environment)
    leaving.ended(patience=30)
    left = len(starting.processes_in(folder))
    silent = starting.planted(SILENT, folder, environment)
    is_silent = silent.answers(("",), patience=PLANTED_S) == 0
    silent.kill()
    broken = starting.planted(BROKEN, folder, environment)
    broken.ended(patience=30)
    return {
        "control_deaf": float(code != 0),
        "control_left": left,
        "control_silent": float(is_silent),
        "control_traceback": starting.tracebacks(broken.said()),
    }
