"""Looks at the machine, each against a machine that really is so."""

import errno
import os
import socket

import pytest

from thongsuot.plumbing.cli import checks
from thongsuot.plumbing.cli.trouble import Exit, Trouble


@pytest.fixture
def taken():
    """A port on which somebody listens, as a web server with SO_REUSEPORT does."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_port_in_use_is_named(taken):
    assert not checks.port_is_free(taken)
    with pytest.raises(Trouble, match=str(taken)) as caught:
        checks.require_port(taken)
    assert caught.value.code == Exit.PORT_IN_USE


def test_a_port_is_free_again_when_its_owner_is_gone():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
    assert checks.port_is_free(port)


def test_too_little_space_is_said_with_both_numbers(tmp_path):
    checks.require_disk(tmp_path / "not" / "yet" / "there", 1)
    with pytest.raises(Trouble, match="1000000000 MB") as caught:
        checks.require_disk(tmp_path, 1_000_000_000)
    assert caught.value.code == Exit.DISK_FULL
    assert f"{checks.free_mb(tmp_path)}"[:3] in caught.value.vi


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(Trouble, match="file"):
        checks.require_writable(tmp_path / "file" / "below")
    checks.require_writable(tmp_path / "new")
    assert list((tmp_path / "new").iterdir()) == []


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, Exit.DISK_FULL),
        (errno.EDQUOT, Exit.DISK_FULL),
        (errno.EROFS, Exit.READ_ONLY),
        (errno.EACCES, Exit.READ_ONLY),
        (errno.EIO, Exit.FAILED),
    ],
)
def test_every_failed_write_has_its_code(tmp_path, number, code):
    trouble = checks.from_os_error(OSError(number, os.strerror(number)), tmp_path)
    assert trouble.code == code
    assert str(tmp_path) in trouble.vi
    assert str(tmp_path) in trouble.en


def test_an_address_that_is_not_ours_is_said_so():
    with pytest.raises(Trouble) as raised:
        checks.require_port(8000, "192.0.2.1")
    assert raised.value.code is Exit.USAGE
    assert "192.0.2.1" in raised.value.en
