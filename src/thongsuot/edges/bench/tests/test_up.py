import subprocess

import pytest

from thongsuot.edges.bench import up
from thongsuot.edges.bench.report import Report
from thongsuot.edges.bench.up import newcomer, starting

GOOD = {
    "first_seconds": 120, "second_seconds": 9, "pages_answered": 4, "stop_code": 0, "stop_seconds": 3, "left_processes": 0,
    "port_in_use_code": 16, "port_in_use_lines": 1, "tracebacks": 0, "control_deaf": 1, "control_left": 1,
    "control_silent": 1, "control_traceback": 1,
}  # fmt: skip
BAD = {
    "first_seconds": 301, "second_seconds": 16, "pages_answered": 3, "stop_code": 130, "stop_seconds": 16,
    "left_processes": 1, "port_in_use_code": 1, "port_in_use_lines": 2, "tracebacks": 1, "control_deaf": 0,
    "control_left": 0, "control_silent": 0, "control_traceback": 0,
}  # fmt: skip


@pytest.mark.parametrize("figure", GOOD)
def test_each_limit_can_fail(figure):
    assert Report("up", GOOD, up.limits()).holds
    assert not Report("up", {**GOOD, figure: BAD[figure]}, up.limits()).holds


def test_planted_faults_are_seen(tmp_path):
    found = up.controls(tmp_path / "planted")
    starting.end_all(tmp_path)
    assert found == dict.fromkeys(found, 1)
    assert len(found) == 4
    assert starting.processes_in(tmp_path) == []


@pytest.fixture
def tree(tmp_path):
    """Files of a project: two of the sources, one that was made."""
    root = tmp_path / "project"
    for name in ("thongsuot", "src/a.py", "var/made"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
    (root / "thongsuot").chmod(0o755)
    (root / ".gitignore").write_text("var/\n")
    return root


def names(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_the_copy_holds_the_sources_with_and_without_git(tree, tmp_path):
    def copied(to):
        return names(newcomer.copy(tmp_path / to, tree))

    assert copied("plain") == {"thongsuot", "src/a.py", ".gitignore"}
    subprocess.run(["git", "init", "-q"], cwd=tree, check=True)
    subprocess.run(["git", "add", "thongsuot"], cwd=tree, check=True)
    assert copied("of-git") == {"thongsuot", "src/a.py", ".gitignore"}
    assert (tmp_path / "of-git/thongsuot").stat().st_mode & 0o111


def test_a_newcomer_has_set_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("THONGSUOT_DEMO", "0")
    monkeypatch.setenv("PIP_CERT", "/etc/some.crt")
    found = newcomer.environment(tmp_path / "home")
    assert found["HOME"] == str(tmp_path / "home")
    assert found["PIP_CERT"] == "/etc/some.crt"
    assert not [name for name in found if name.startswith(("THONGSUOT", "DJANGO"))]
