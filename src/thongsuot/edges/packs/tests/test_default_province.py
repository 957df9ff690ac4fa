"""Which province is meant where nobody says: a folder's name, never one in the code."""

import pytest

from thongsuot.edges.packs import provinces
from thongsuot.plumbing.cli.trouble import Exit, Trouble


@pytest.fixture
def packs(tmp_path, monkeypatch):
    for name in ("national", "zeta", "alpha"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pack.toml").touch()
    (tmp_path / "aaa").mkdir()  # no pack
    monkeypatch.setenv("THONGSUOT_PACKS", str(tmp_path))
    monkeypatch.delenv("THONGSUOT_PACK", raising=False)
    return tmp_path


def test_the_first_by_name_where_none_is_named(packs, monkeypatch):
    assert provinces.names() == ["alpha", "zeta"]
    assert provinces.default() == "alpha"
    monkeypatch.setenv("THONGSUOT_PACK", "zeta")
    assert provinces.default() == "zeta"


def test_another_one_than_this(packs):
    assert provinces.beside("alpha") == ["zeta"]
    assert provinces.beside("beta") == ["alpha", "zeta"]
    (packs / "zeta" / "pack.toml").unlink()
    with pytest.raises(Trouble, match="beside “alpha”"):
        provinces.beside("alpha")


def test_no_pack_is_told_with_those_that_are_there(packs, monkeypatch):
    provinces.require("zeta")
    with pytest.raises(Trouble, match="there are: alpha, zeta") as refused:
        provinces.require("atlantis")
    assert refused.value.code == Exit.NOT_FOUND
    monkeypatch.setenv("THONGSUOT_PACKS", str(packs / "aaa"))
    with pytest.raises(Trouble, match="No province's pack"):
        provinces.default()
