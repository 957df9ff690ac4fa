"""Load a checked pack: the load verbs of the registers, in order, in one transaction, as the system.

A file that has not changed since it was last loaded is passed over; a second load changes nothing.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from thongsuot.edges.packs.gathered import Gathered
from thongsuot.edges.packs.manifest import Pack
from thongsuot.edges.packs.models import LoadedFile
from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import NotFound, Problem
from thongsuot.kernel.rows import LoadReport, Row
from thongsuot.plumbing import reference
from thongsuot.registers.addresses import services as addresses
from thongsuot.registers.calendars import services as calendars
from thongsuot.registers.catalogue import services as catalogue
from thongsuot.registers.flows import services as flows
from thongsuot.registers.forms import services as forms
from thongsuot.registers.identity import services as identity
from thongsuot.registers.points import services as points
from thongsuot.registers.units import queries as units_queries
from thongsuot.registers.units import services as units
from thongsuot.work.clocks import services as clocks
from thongsuot.work.fees import services as fees


@dataclass(slots=True)
class Loading:
    """What a step needs: the pack, the clock, and the province once its unit is known."""

    gathered: Gathered
    now: datetime
    with_demo: bool
    authority_id: int | None = None

    @property
    def day(self) -> date:
        return local_day(self.now)

    def rows(self, holds: str) -> list[Row]:
        """The pack's own rows."""
        return self.gathered.rows.get(holds, [])

    @property
    def province(self) -> int:
        """The unit of the pack's province."""
        if self.authority_id is None:
            pack = self.gathered.pack
            found = units_queries.unit_on(code=pack.unit_code, day=self.day, level="province").exact
            if found is None:
                message = "Chưa nạp tỉnh mã {code}: hãy nạp gói quốc gia trước."
                raise NotFound(Problem("province_not_loaded", message, "unit_code", {"code": pack.unit_code}))
            self.authority_id = found.id
        return self.authority_id


@dataclass(frozen=True, slots=True)
class Step:
    """One call of a load verb. `holds`: the files that it reads; without any of them it is left out."""

    name: str
    holds: tuple[str, ...]
    run: Callable[[Loading], LoadReport]
    demo_only: bool = False
    is_ground: bool = (
        False  # others refer to it: when it changes, what follows is loaded though its files did not
    )


def _units(one: Loading) -> LoadReport:
    return units.load_units(
        actor=SYSTEM,
        now=one.now,
        provinces=one.rows("provinces"),
        communes=one.rows("communes"),
        wards=one.rows("wards"),
        crosswalk=one.rows("crosswalk"),
        amendments=one.rows("amendments"),
    )


def _level_one(one: Loading) -> LoadReport:
    return units.load_level_one(actor=SYSTEM, now=one.now, rows=one.rows("level_one"))


def _clauses(one: Loading) -> LoadReport:
    return units.load_clauses(actor=SYSTEM, now=one.now, rows=one.rows("clauses"))


def _agencies(one: Loading) -> LoadReport:
    code = one.gathered.pack.agency_code
    return units.load_agencies(actor=SYSTEM, now=one.now, authority_code=code, rows=one.rows("agencies"))


def _successions(one: Loading) -> LoadReport:
    return units.load_successions(actor=SYSTEM, now=one.now, rows=one.rows("successions"))


def _seals(one: Loading) -> LoadReport:
    return units.load_seals(actor=SYSTEM, now=one.now, rows=one.rows("seals"))


def _parts(one: Loading) -> LoadReport:
    return units.load_parts(actor=SYSTEM, now=one.now, rows=one.rows("parts"))


def _settings(one: Loading) -> LoadReport:
    pack = one.gathered.pack
    return units.load_settings(
        actor=SYSTEM,
        now=one.now,
        authority_id=one.province,
        pack=pack.code,
        values=pack.settings,
        from_date=one.day,
    )


def _authority(one: Loading) -> int | None:
    return one.province if one.gathered.pack.kind == "province" else None


def _calendar(one: Loading) -> LoadReport:
    return calendars.load_days(
        actor=SYSTEM, now=one.now, authority_id=_authority(one), rows=one.rows("calendar")
    )


def _hours(one: Loading) -> LoadReport:
    rows = one.rows("office_hours")
    return calendars.load_hours(actor=SYSTEM, now=one.now, authority_id=_authority(one), rows=rows)


def _roles(one: Loading) -> LoadReport:
    return identity.load_roles(actor=SYSTEM, now=one.now, rows=one.rows("roles"))


def _procedures(one: Loading) -> LoadReport:
    total = LoadReport()
    for file in (f for f in one.gathered.pack.files if f.holds == "procedures"):
        name = f"{one.gathered.pack.folder.name}/{file.path}"
        records = [r.value for r in one.gathered.records["procedures"] if r.file == name]
        total += catalogue.load_procedures(
            actor=SYSTEM, now=one.now, records=records, source=name, valid_from=file.valid_from or one.day
        )
    return total


def _list(holds: str, verb: Callable[..., LoadReport]) -> Step:
    return Step(holds, (holds,), lambda one: verb(actor=SYSTEM, now=one.now, rows=one.rows(holds)))


def _competences(one: Loading) -> LoadReport:
    code = one.gathered.pack.agency_code
    return catalogue.load_competences(
        actor=SYSTEM, now=one.now, authority_code=code, rows=one.rows("competences")
    )


def _mandates(one: Loading) -> LoadReport:
    code = one.gathered.pack.agency_code
    return catalogue.load_mandates(actor=SYSTEM, now=one.now, authority_code=code, rows=one.rows("mandates"))


def _forms(one: Loading) -> LoadReport:
    return forms.load_forms(
        actor=SYSTEM, now=one.now, pack=one.gathered.pack.code, sources=one.gathered.sheets.get("forms", []),
        blocks=one.gathered.blocks(),
    )  # fmt: skip


def _flows(one: Loading) -> LoadReport:
    sources = one.gathered.sheets.get("flows", [])
    return flows.load_flows(actor=SYSTEM, now=one.now, pack=one.gathered.pack.code, sources=sources)


def _offices(one: Loading) -> LoadReport:
    return flows.load_offices(
        actor=SYSTEM, now=one.now, authority_id=one.province, rows=one.rows("flow_offices")
    )


def _reliefs(one: Loading) -> LoadReport:
    return fees.load_reliefs(
        actor=SYSTEM, now=one.now, authority_id=_authority(one), rows=one.rows("fee_reliefs")
    )


def _tariffs(one: Loading) -> LoadReport:
    return fees.load_tariffs(
        actor=SYSTEM, now=one.now, authority_id=_authority(one), rows=one.rows("fee_tariffs")
    )


def _bank_columns(one: Loading) -> LoadReport:
    return fees.load_bank_columns(
        actor=SYSTEM, now=one.now, authority_id=_authority(one), rows=one.rows("bank_columns")
    )


def _escalations(one: Loading) -> LoadReport:
    return clocks.load_escalations(
        actor=SYSTEM, now=one.now, authority_id=_authority(one), rows=one.rows("escalations")
    )


def _kinds(one: Loading) -> LoadReport:
    return points.load_kinds(actor=SYSTEM, now=one.now, rows=one.rows("point_kinds"))


def _duties(one: Loading) -> LoadReport:
    return points.load_duties(actor=SYSTEM, now=one.now, rows=one.rows("point_duties"))


def _points(one: Loading) -> LoadReport:
    return points.load_points(
        actor=SYSTEM, now=one.now, authority_id=one.province, rows=one.rows("points")
    ) + points.load_openings(actor=SYSTEM, now=one.now, authority_id=one.province, rows=one.rows("openings"))


def _map(one: Loading) -> LoadReport:
    return points.load_map(
        actor=SYSTEM,
        now=one.now,
        authority_id=one.province,
        collection=one.gathered.documents["boundaries"][1],
        attribution=str(one.gathered.pack.map.get("attribution", "")),
        inset=one.gathered.pack.map.get("inset"),
        day=one.day,
    )


def _accounts(one: Loading) -> LoadReport:
    """Accounts that everybody may use: their password stands in the pack, and only a demonstration loads them."""
    settings = one.gathered.documents["demo"][1]["accounts"]
    return identity.load_accounts(
        actor=SYSTEM,
        now=one.now,
        rows=one.rows("accounts"),
        demo_password=str(settings["password"]),
        from_date=settings["from_date"],
    )


STEPS: tuple[Step, ...] = (
    Step("units", ("provinces", "communes", "wards", "crosswalk", "amendments"), _units, is_ground=True),
    Step("level_one", ("level_one",), _level_one, is_ground=True),
    _list("aliases", addresses.load_aliases),
    Step("clauses", ("clauses",), _clauses),
    Step("agencies", ("agencies",), _agencies, is_ground=True),
    Step("successions", ("successions",), _successions),
    Step("seals", ("seals",), _seals),
    Step("parts", ("parts",), _parts),
    Step("settings", ("settings",), _settings),
    Step("calendar", ("calendar",), _calendar),
    Step("office_hours", ("office_hours",), _hours),
    Step("roles", ("roles",), _roles, is_ground=True),
    _list("fields", catalogue.load_fields),
    _list("subject_types", catalogue.load_subject_types),
    Step("procedures", ("procedures",), _procedures),
    _list("everyday", catalogue.load_everyday_words),
    _list("commonness", catalogue.load_commonness),
    _list("same_day", catalogue.load_same_day),
    _list("clock_rules", catalogue.load_clock_rules),
    _list("fee_units", catalogue.load_fee_units),
    Step("escalations", ("escalations",), _escalations),
    Step("competences", ("competences",), _competences),
    Step("mandates", ("mandates",), _mandates),
    Step("forms", ("form_blocks", "forms"), _forms),
    Step("flows", ("flows",), _flows),
    Step("flow_offices", ("flow_offices",), _offices),
    Step("fee_reliefs", ("fee_reliefs",), _reliefs),
    Step("bank_columns", ("bank_columns",), _bank_columns),
    Step("fee_tariffs", ("fee_tariffs",), _tariffs),
    _list("life_events", catalogue.load_life_events),
    Step("point_kinds", ("point_kinds",), _kinds, is_ground=True),
    Step("point_duties", ("point_duties",), _duties),
    Step("points", ("points", "openings"), _points),
    Step("map", ("boundaries",), _map),
    Step("accounts", ("accounts", "demo"), _accounts, demo_only=True),
)

LOADED = frozenset(holds for step in STEPS if not step.demo_only for holds in step.holds)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load changed, by step; `passed_over` are the steps whose files had not changed."""

    pack: str
    reports: dict[str, LoadReport] = field(default_factory=dict)
    passed_over: tuple[str, ...] = ()

    @property
    def changes(self) -> int:
        return sum(report.changes for report in self.reports.values())


def load(
    packs: Sequence[Gathered],
    *,
    now: datetime,
    with_demo: bool = False,
    again: bool = False,
    step: Callable[[str], None] = lambda _said: None,
) -> list[Loaded]:
    """Load checked packs, one after the other, all or none.

    `again` reads unchanged files too. `step` hears what is loaded next. Raises `Refused` of the verbs.
    """
    reference.refresh()
    with transaction.atomic():
        return [_load_one(Loading(pack, now, with_demo), again, step) for pack in packs]


def is_current(gathered: Gathered) -> bool:
    """Whether every file of the pack that is loaded without a demonstration was last loaded as it is."""
    known = dict(LoadedFile.objects.filter(pack=gathered.pack.code).values_list("path", "sha256"))
    marks = _marks(gathered.pack)
    return all(known.get(path) == mark for path, (holds, mark) in marks.items() if holds in LOADED)


def _load_one(one: Loading, again: bool, step: Callable[[str], None]) -> Loaded:
    code = one.gathered.pack.code
    marks = _marks(one.gathered.pack)
    known = dict(LoadedFile.objects.filter(pack=code).values_list("path", "sha256"))
    reports: dict[str, LoadReport] = {}
    passed: list[str] = []
    for part in STEPS:
        if (part.demo_only and not one.with_demo) or not _concerns(part, one):
            continue
        mine = {path: mark for path, (holds, mark) in marks.items() if holds in part.holds}
        if not again and mine and all(known.get(path) == mark for path, mark in mine.items()):
            passed.append(part.name)
            continue
        step(f"{code}: {part.name}")
        reports[part.name] = part.run(one)
        again = again or (part.is_ground and reports[part.name].changes > 0)
        _remember(code, mine, one.now)
    return Loaded(code, reports, tuple(passed))


def _concerns(part: Step, one: Loading) -> bool:
    """Whether the pack has anything for the step (settings stand in the manifest itself)."""
    if part.name == "settings":
        return one.gathered.pack.kind == "province"
    return any(file.holds in part.holds for file in one.gathered.pack.files)


def _marks(pack: Pack) -> dict[str, tuple[str, str]]:
    """Path → what it holds and the hash of its bytes, of the manifest's words on it, and of the step's inputs."""
    found: dict[str, tuple[str, str]] = {}
    for file in pack.files:
        digest = hashlib.sha256((pack.folder / file.path).read_bytes())
        digest.update(f"{file.holds} {file.valid_from} {pack.unit_code} {pack.agency_code}".encode())
        if file.holds == "boundaries":
            digest.update(repr(sorted(pack.map.items())).encode())
        found[file.path] = (file.holds, digest.hexdigest())
    return found


def _remember(code: str, marks: dict[str, str], now: datetime) -> None:
    LoadedFile.objects.bulk_create(
        [LoadedFile(pack=code, path=path, sha256=mark, loaded_at=now) for path, mark in marks.items()],
        update_conflicts=True,
        unique_fields=["pack", "path"],
        update_fields=["sha256", "loaded_at"],
    )


def as_json(loaded: Iterable[Loaded]) -> dict[str, Any]:
    """What the terminal prints with `--json`."""
    found = list(loaded)
    return {
        "changes": sum(one.changes for one in found),
        "packs": [
            {
                "pack": one.pack,
                "changes": one.changes,
                "steps": {
                    name: {"added": r.added, "changed": r.changed, "ended": r.ended, "unchanged": r.unchanged}
                    for name, r in one.reports.items()
                },
                "passed_over": list(one.passed_over),
            }
            for one in found
        ],
    }
