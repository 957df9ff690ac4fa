"""Every verb that people may call has a door in the API, or docs/api.md says why it has none."""

import inspect
import re
from pathlib import Path

from thongsuot.kernel.actor import Kind
from thongsuot.plumbing.commands import VERBS

PAGE = Path(__file__).resolve().parents[1] / "docs" / "api.md"
SAID = dict(re.findall(r"^\| `([a-z_.]+)` \| (.+) \|$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE))
PEOPLE = {Kind.OFFICER, Kind.CITIZEN, Kind.TRACKER}
OWN = {
    name
    for name, verb in VERBS.items()
    if verb.kinds & PEOPLE and verb.function.__module__.startswith("thongsuot.")
}


def doors(name):
    """The calls of the module's own API by which this verb is carried out."""
    function = inspect.unwrap(VERBS[name].function)
    module = Path(inspect.getfile(function))
    while module.name != "services" and module.stem != "services":
        module = module.parent
    home = module.parent
    found = [home / "api.py", *home.glob("api/*.py")]
    text = "\n".join(one.read_text(encoding="utf-8") for one in found if one.exists())
    return re.findall(rf"\bservices\.{function.__name__}\b", text)


def test_what_people_do_on_pages_programs_can_do_too_or_it_is_said_why_not():
    without = {name for name in OWN if not doors(name)}
    assert without == SAID.keys(), (sorted(without - SAID.keys()), sorted(SAID.keys() - without))


def test_a_verb_that_nobody_offers_is_noticed():
    assert "identity.grant" in SAID
    assert not doors("identity.grant")
    assert doors("dossiers.choose_place")
