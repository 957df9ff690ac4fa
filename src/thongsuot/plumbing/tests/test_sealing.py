"""What is sealed is read again with the installation's keys, for its own purpose, and by nobody else."""

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.plumbing import sealing


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_was_sealed_is_opened(text):
    sealed = sealing.seal(text, "a")
    assert sealing.opened(sealed, "a") == text
    assert len(text) < 8 or text not in sealed


def test_another_purpose_another_key_and_a_changed_sign_open_nothing():
    sealed = sealing.seal("whsec_x", "a")
    with pytest.raises(sealing.Unsealable):
        sealing.opened(sealed, "b")
    with pytest.raises(sealing.Unsealable):
        sealing.opened(sealed[:-2] + ("A" if sealed[-2] != "A" else "B") + sealed[-1], "a")
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[]), pytest.raises(sealing.Unsealable):
        sealing.opened(sealed, "a")


def test_a_replaced_key_still_opens_what_it_sealed():
    with override_settings(SECRET_KEY="old"):
        sealed = sealing.seal("whsec_x", "a")
    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=["old"]):
        assert sealing.opened(sealed, "a") == "whsec_x"
