"""A second version of the allowance's flow, as a pack would bring it."""

import tomllib

from django.conf import settings
from tests.people import NOW, TODAY

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.sheets import Source
from thongsuot.registers.flows import queries as flows
from thongsuot.registers.flows import rules as flow_rules
from thongsuot.registers.flows import services as flow_services

ALLOWANCE = "1.001776"


def new_version(running="rebase", drop=""):
    path = settings.PACKS_DIR / "national" / "flows" / "tro-cap-xa-hoi.toml"
    text = path.read_text(encoding="utf-8").replace('running = "rebase"', f'running = "{running}"')
    later = text.replace("version = 1", "version = 2").replace("2025-07-01", "2026-11-01")
    if drop:
        later = later.replace(f'"{drop}"', f'"{drop}_moi"').replace(f'|{drop}"', f'|{drop}_moi"')
    pack = flows.flow_on(procedure_code=ALLOWANCE, day=TODAY).pack
    own = [f for f in flows.flows() if f.pack == pack and f.flow.code != "TRO-CAP-XA-HOI"]
    texts = [flow_rules.toml_of(f.flow) for f in own] + [path.read_text(encoding="utf-8"), later]
    sources = [Source(f"{n}.toml", t, tomllib.loads(t)) for n, t in enumerate(texts)]
    flow_services.load_flows(actor=SYSTEM, now=NOW, pack=pack, sources=sources)
