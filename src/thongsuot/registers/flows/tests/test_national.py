"""The flows of the country: whose hands a dossier goes through by the record of its procedure, and how long at least."""

import tomllib

import pytest

from thongsuot.kernel.deadlines import TimeUnit
from thongsuot.registers.flows import rules
from thongsuot.registers.flows.rules import END, Fork, Join
from thongsuot.registers.flows.tests.test_loading import FOLDER

WORKING, DAYS, HOURS = TimeUnit.WORKING_DAY, TimeUnit.DAY, TimeUnit.HOUR
# file → procedures, hands in the order of the longest usual way (branches beside each other), the law's time of it
KNOWN = {
    "bien-dong-dat-dai": ("1.013831", "counter land tax land head counter", {HOURS: 4, WORKING: 12}),
    "chung-thuc-ban-sao": ("2.000815", "head", {WORKING: 1}),
    "chung-thuc-chu-ky": ("2.000884", "head", {WORKING: 1}),
    "giay-phep-cong-cong-so": ("1.013315", "counter head head counter", {WORKING: 7}),
    "giay-phep-cong-cong-xa": ("1.013316", "counter division head counter", {WORKING: 7}),
    "giay-phep-dat-nong-nghiep": ("1.115242", "counter division head counter", {WORKING: 7}),
    "giay-phep-xay-dung-so": (
        "1.013230 1.013231 1.013236 1.013238",
        "counter head head counter",
        {WORKING: 7},
    ),
    "giay-phep-xay-dung-xa": ("1.013226 1.013229 1.013232", "counter division head counter", {WORKING: 7}),
    "giay-phep-xay-dung": ("1.013225", "counter division head counter", {WORKING: 7}),
    "ho-kinh-doanh": ("1.001612", "counter division tax head counter", {}),
    "ho-tro-mat-bang": ("3.000177", "counter head head counter", {WORKING: 10}),
    "huu-tri-xa-hoi": ("1.014027", "counter division head counter", {}),
    "khai-sinh-bao-hiem": ("2.001023", "counter head insurance head counter", {WORKING: 1, DAYS: 10}),
    "khai-sinh-lien-thong": (
        "2.000986",
        "counter head police+insurance head counter",
        {HOURS: 4, WORKING: 2, DAYS: 15},
    ),
    "khai-tu-lien-thong": ("1.000656", "counter division police+insurance head counter", {WORKING: 8}),
    "mai-tang-phi": ("1.001731 1.014028", "counter head counter", {WORKING: 3}),
    "nuoi-trong-thuy-san": ("1.014834", "counter head head counter", {}),
    "the-abtc": ("3.000242", "counter head head counter", {WORKING: 5}),
    "tro-cap-xa-hoi": ("1.001776", "counter division head counter", {HOURS: 4, WORKING: 9}),
}
INTERLINKED = {"khai-tu-lien-thong": "lien_thong"}  # where the usual way is not the first


def flow_of(name: str):
    return rules.flow_of(tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8")))


def hands(flow, way=""):
    """The places in order; branches of a fork as one, with a plus between them."""
    found, at = [], flow.start
    while at != END:
        node = flow.nodes[at]
        if isinstance(node, Fork):
            found.append("+".join(flow.step(one).at.value for one in node.branches))
            at = node.join
        elif isinstance(node, Join):
            at = node.next
        else:
            found.append(node.at.value)
            at = next((one.to for one in node.ways if one.code == way), node.ways[0].to)
    return found


def test_every_flow_of_the_country_is_known_here():
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(KNOWN)


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_a_dossier_goes_through_the_hands_that_its_record_names(name):
    procedures, places, time = KNOWN[name]
    flow = flow_of(name)
    assert hands(flow, INTERLINKED.get(name, "")) == places.split()
    assert list(flow.procedures) == procedures.split()
    assert dict(rules.longest(flow).parts) == time
    assert any(step.verb == "dossiers.decide" for step in flow.steps())
    assert not flow.checked  # nobody has compared it with the official text yet, and the pages say so
