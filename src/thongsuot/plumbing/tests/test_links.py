"""The QR's key opens its own dossier and nothing else."""

from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.kernel.ids import uuid7
from thongsuot.plumbing.http import links

CODE = "H00.01-261120-0001"


@given(st.uuids(), st.from_regex(r"[A-Z0-9.()]{3,12}-\d{6,8}-\d{4,8}", fullmatch=True))
def test_the_path_leads_to_the_dossier(dossier_id: UUID, code: str) -> None:
    address = urlsplit(links.tracking_path(dossier_id, code))
    key = parse_qs(address.query)[links.PARAMETER][0]
    assert links.read_tracking_key(key, code) == dossier_id
    assert links.read_tracking_key(key, code.lower()) == dossier_id
    assert links.read_tracking_key(key, code + "0") is None


@given(st.text(max_size=60))
def test_whatever_somebody_types_is_answered_with_none(key: str) -> None:
    assert links.read_tracking_key(key, CODE) is None


def test_every_changed_character_closes_the_door() -> None:
    key = links.tracking_key(uuid7(), CODE)
    for at, letter in enumerate(key):
        other = "A" if letter != "A" else "B"
        assert links.read_tracking_key(key[:at] + other + key[at + 1 :], CODE) is None


def test_a_former_secret_still_opens_printed_papers(settings: pytest.FixtureRequest) -> None:
    dossier_id = uuid7()
    key = links.tracking_key(dossier_id, CODE)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]  # type: ignore[attr-defined]
    settings.SECRET_KEY = "another"  # type: ignore[attr-defined]
    assert links.read_tracking_key(key, CODE) == dossier_id
    settings.SECRET_KEY_FALLBACKS = []  # type: ignore[attr-defined]
    assert links.read_tracking_key(key, CODE) is None
