"""Every example of docs/api.md, in the order of the page, against the demo province."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client

from tests.people import THERE, centre, who
from thongsuot.kernel.actor import SYSTEM
from thongsuot.registers.identity import services as identity

PAGE = Path(__file__).resolve().parents[1] / "docs" / "api.md"
EXAMPLES = re.findall(r"```http\n(.*?)\n```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)


# What an answer leaves for the examples after it: name → where in the answer.
KEPT = {
    "ID": ("id",),
    "CODE": ("code",),
    "RUN": ("run", "id"),
    "DIGEST": ("run", "digest"),
    "BAG": ("slip", "code"),
}


def kept(answer):
    """The named values of an answer in JSON."""
    for name, path in KEPT.items():
        found = answer
        for step in path:
            found = found.get(step) if isinstance(found, dict) else None
        if found:
            yield name, found


def parts(example, known):
    """Method, address, headers, body and the status that is promised, `$NAMES` filled in."""
    text = re.sub(r"\$([A-Z]+)", lambda m: str(known[m[1]]), example)
    head, *rest = text.split("\n\n")
    first, *headers = head.splitlines()
    method, address = first.split(" ", 1)
    return method, address, dict(h.split(": ", 1) for h in headers), "\n\n".join(rest[:-1]), int(rest[-1])


@pytest.mark.usefixtures("province")
def test_every_example_is_answered_as_the_page_says():
    now = datetime.now(UTC)
    account = who("motcua.thuanhoa", now.date()).account_id
    known = {
        "TOKEN": identity.make_token(actor=SYSTEM, now=now, account_id=account, name="examples"),
        "CITIZEN": identity.make_token(
            actor=SYSTEM, now=now, account_id=who("congdan", now.date()).account_id, name="examples"
        ),
        "AGENCY": centre(day=now.date()),
        "OTHER": centre(THERE, day=now.date()),
    }
    codes = []
    for example in EXAMPLES:
        method, address, headers, body, status = parts(example, known)
        answer = Client().generic(method, address, body, content_type="application/json", headers=headers)
        assert answer.status_code == status, (address, answer.content[:600])
        if status in (200, 201) and method == "POST":
            known |= dict(kept(answer.json()))
        if status == 201 and address == "/api/v1/dossiers":
            codes.append(known["CODE"])
        known["ETAG"] = answer.headers.get("ETag", known.get("ETAG"))
    assert len(EXAMPLES) > 20
    assert len(codes) == 2
    assert len(set(codes)) == 1
