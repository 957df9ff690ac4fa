"""Which Chromium the tests drive."""

from pathlib import Path

import pytest

from thongsuot.plumbing.cli import machine


@pytest.fixture
def bin_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are looked for."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("THONGSUOT_CHROMIUM", raising=False)
    return tmp_path


def program(folder: Path, name: str) -> str:
    """An empty program of this name; gives its path."""
    path = folder / name
    path.touch(mode=0o700)
    return str(path)


def test_the_light_one_is_taken_before_the_whole_one(bin_: Path) -> None:
    assert machine.chromium() is None
    whole = program(bin_, "chromium")
    assert (machine.chromium(), machine.has_light_chromium()) == (whole, False)
    light = program(bin_, machine.LIGHT_CHROMIUM)
    assert (machine.chromium(), machine.has_light_chromium()) == (light, True)


def test_the_one_that_is_named_is_taken_or_none(bin_: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(bin_, machine.LIGHT_CHROMIUM)
    other = program(bin_, "other")
    monkeypatch.setenv("THONGSUOT_CHROMIUM", other)
    assert (machine.chromium(), machine.has_light_chromium()) == (other, True)
    monkeypatch.setenv("THONGSUOT_CHROMIUM", str(bin_ / "nowhere"))
    assert machine.chromium() is None
