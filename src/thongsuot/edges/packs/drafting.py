"""Draft the pack of a province from the national data and another province's pack: a first text to correct.

The other pack gives the structure (which bodies a ward has, which department does what, office hours); units
and the code of the province come from the national pack. Everything made up is marked as simulated.
"""

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from thongsuot.edges.packs.gathered import Gathered
from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.kernel.names import fold, sort_key
from thongsuot.kernel.rows import Row
from thongsuot.registers.units import rules as units
from thongsuot.registers.units.rules import Level

Table = list[dict[str, str]]
DAY = units.TWO_TIER_DAY.isoformat()
SOURCE = "dự thảo theo gói {like} và dữ liệu quốc gia; mô phỏng, cần tỉnh đối chiếu"
SERVICE_UNIT = "service_unit"  # hundreds, and simulated where nobody published them: no draft repeats them
STEP_KM = 0.012  # degrees between two made-up places on the spiral


@dataclass(frozen=True, slots=True)
class Commune:
    """A living commune: its code, lower-case full name ("phường Sài Gòn") and a word for user names."""

    code: str
    type: str
    name: str
    word: str

    @property
    def said(self) -> str:
        return f"{self.type} {self.name}"


@dataclass(frozen=True, slots=True)
class Draft:
    """What a new pack is made from. `place` is "tỉnh Lào Cai"; `root` its agency code; `at` longitude, latitude."""

    code: str
    unit_code: str
    root: str
    place: str
    accent: str
    at: tuple[float, float]
    like: Gathered
    communes: tuple[Commune, ...]

    @property
    def kind(self) -> str:
        """ "tỉnh" or "thành phố"."""
        return "tỉnh" if self.place.startswith("tỉnh ") else "thành phố"


def plan(
    like: Gathered, *, code: str, unit_code: str, accent: str, at: tuple[float, float], root: str = ""
) -> Draft:
    """Look up the province in the national data that `like` needs. Raises NotFound when there is no such province."""
    province = next((r for r in like.all_rows("provinces") if r["code"] == unit_code), None)
    if province is None:
        raise NotFound(
            Problem("province_unknown_code", "Không có tỉnh mã {code}.", "province", {"code": unit_code})
        )
    word = "thành phố" if "thành phố" in (province["retyped_to"] or province["type_2025_07_01"]) else "tỉnh"
    name = province["name_2025_07_01"]
    found = root or _root(like, name)
    if not found:
        message = "Không rõ mã định danh của {name}: hãy thêm --agency."
        raise Refused(Problem("province_without_agency", message, "agency", {"name": name}))
    return Draft(
        code, unit_code, found, f"{word} {name}", accent, at, like, tuple(_communes(like, unit_code, code))
    )


def _root(like: Gathered, name: str) -> str:
    """The living code of level 1 whose committee bears the province's name."""
    for row in like.all_rows("level_one"):
        written = row["name_vi"].removeprefix("UBND ")
        if row["in_use_2026"] == "yes" and units.same_name(
            units.split_name(Level.PROVINCE, written)[1], name
        ):
            return row["code"]
    return ""


def _communes(like: Gathered, unit_code: str, pack: str) -> Iterator[Commune]:
    rows = [r for r in like.all_rows("communes") if r["province_code"] == unit_code]
    types = {"ward": "phường", "commune": "xã", "special_zone": "đặc khu"}
    order = list(types.values())
    rows.sort(key=lambda r: (order.index(r["type_2025_07_01"]), sort_key(r["name"])))
    taken: set[str] = set()
    for row in rows:
        word = "".join(c for c in fold(row["name"]) if c.isalnum())
        word = f"{word}.{pack}" if word not in taken else f"{word}{row['code']}.{pack}"
        taken.add(word.split(".")[0])
        yield Commune(row["code"], row["retyped_to"] or row["type_2025_07_01"], row["name"], word)


def tables(draft: Draft) -> dict[str, Table]:
    """Every table of the new pack, by file name."""
    agencies = [*_of_province(draft), *_of_communes(draft)]
    return {
        "agencies.csv": agencies,
        "seals.csv": list(_seals(agencies)),
        "office-hours.csv": _copied(draft, "office_hours"),
        "competences.csv": list(_competences(draft)),
        "points.csv": list(_points(draft, agencies)),
        "openings.csv": [{**row, **_rooted(draft, row, "point_code")} for row in _copied(draft, "openings")],
        "accounts.csv": list(_accounts(draft)),
        "demo-names.csv": _copied(draft, "demo_names"),
    }


def _copied(draft: Draft, holds: str) -> Table:
    return [dict(row.values) for row in draft.like.rows.get(holds, ())]


def _like_root(draft: Draft) -> str:
    return draft.like.pack.agency_code


def _rooted(draft: Draft, row: Mapping[str, str], *columns: str) -> dict[str, str]:
    """The cells with the other province's code replaced by this one's."""
    return {
        c: re.sub(rf"^{re.escape(_like_root(draft))}\b", draft.root, row[c]) for c in columns if row.get(c)
    }


def _said(draft: Draft, text: str) -> str:
    """A provincial body's name as this province says it."""
    other = draft.like.pack.name
    text = re.sub(re.escape(other), draft.place, text, flags=re.IGNORECASE)
    return text if draft.kind == "thành phố" else re.sub(r"\bthành phố\b(?! Hồ)", "tỉnh", text)


def _of_province(draft: Draft) -> Iterator[dict[str, str]]:
    unit = draft.like.pack.unit_code
    for row in draft.like.rows["agencies"]:
        if row["unit_code"] != unit or row["valid_to"] or row["kind"] == SERVICE_UNIT:
            continue
        is_root = row["code"] == _like_root(draft)
        yield {
            **row.values,
            **_rooted(draft, row.values, "code", "parent_code"),
            "name": _said(draft, row["name"]),
            "short_name": _said(draft, row["short_name"]),
            "unit_code": draft.unit_code,
            "source": "danh mục mã cấp 1 quốc gia" if is_root else SOURCE.format(like=draft.like.pack.code),
            "is_simulated": "no" if is_root else "yes",
        }


def _of_communes(draft: Draft) -> Iterator[dict[str, str]]:
    models = _models(draft)
    for number, commune in enumerate(draft.communes, 101):
        model = models.get(commune.type) or next(iter(models.values()))
        for row in model.rows:
            yield {
                **row.values,
                "code": row["code"].replace(model.root, f"{draft.root}.{number}"),
                "parent_code": draft.root
                if row["parent_code"] == _like_root(draft)
                else row["parent_code"].replace(model.root, f"{draft.root}.{number}"),
                "name": row["name"].replace(model.said, commune.said),
                "short_name": row["short_name"].replace(model.said, commune.said),
                "unit_code": commune.code,
                "valid_from": DAY,
                "valid_to": "",
                "source": SOURCE.format(like=draft.like.pack.code),
                "is_simulated": "yes",
            }


@dataclass(frozen=True, slots=True)
class _Model:
    """The bodies of one commune of the other pack: the code of its committee and what the commune is called."""

    root: str
    said: str
    rows: Sequence[Row]


def _models(draft: Draft) -> dict[str, _Model]:
    """For each type of commune the bodies of the first one of the other pack."""
    agencies = draft.like.rows["agencies"]
    committees = {
        r["unit_code"]: r for r in agencies if r["kind"] == "commune_committee" and not r["valid_to"]
    }
    found: dict[str, _Model] = {}
    for commune in draft.like.all_rows("communes"):
        head = committees.get(commune["code"])
        kind = commune["retyped_to"] or commune["type_2025_07_01"]
        if head is not None and kind not in found:
            rows = [
                r
                for r in agencies
                if (r["code"] == head["code"] or r["code"].startswith(f"{head['code']}."))
                and r["kind"] != SERVICE_UNIT
            ]
            found[kind] = _Model(head["code"], f"{kind} {commune['name']}", rows)
    return found


def _seals(agencies: Iterable[Mapping[str, str]]) -> Iterator[dict[str, str]]:
    """One seal a body that has one: with the national emblem for committees, plain for the others."""
    kinds = {"province_committee": "national_emblem", "commune_committee": "national_emblem",
             "department": "plain", "province_centre": "plain", "commune_centre": "plain"}  # fmt: skip
    for row in agencies:
        if row["kind"] in kinds:
            yield {
                "number": f"{row['code']}/CD-01", "agency_code": row["code"], "kind": kinds[row["kind"]],
                "issued_on": DAY, "recalled_on": "", "destroyed_on": "", "minutes": "", "is_simulated": "yes",
            }  # fmt: skip


def _competences(draft: Draft) -> Iterator[dict[str, str]]:
    for row in draft.like.rows.get("competences", ()):
        if draft.like.pack.name.lower() in row["executing"].lower():
            continue
        source = SOURCE.format(like=draft.like.pack.code)
        yield {**row.values, **_rooted(draft, row.values, "agency_code"), "source": source}


def _points(draft: Draft, agencies: Sequence[Mapping[str, str]]) -> Iterator[dict[str, str]]:
    """A point for every centre, on a spiral around a place in the province: made up, and said so."""
    centres = [a for a in agencies if a["kind"] in ("province_centre", "commune_centre")]
    titles = {c.code: c.said for c in draft.communes}
    for n, agency in enumerate(centres):
        away, turn = STEP_KM * math.sqrt(n), n * math.pi * (3 - math.sqrt(5))
        where = titles.get(agency["unit_code"], draft.place)
        yield {
            "code": agency["code"], "name": agency["name"], "kind": agency["kind"], "agency_code": agency["code"],
            "unit_code": agency["unit_code"],
            "address": f"Số {n % 90 + 1} đường Trung Tâm, {where[:1].upper()}{where[1:]} (địa chỉ mô phỏng)",
            "phone": "",
            "longitude": f"{draft.at[0] + away * math.cos(turn):.4f}",
            "latitude": f"{draft.at[1] + away * math.sin(turn):.4f}",
            "place_source": "vị trí mô phỏng, rải quanh một điểm của tỉnh; không phải vị trí trụ sở",
            "is_simulated": "yes", "valid_from": DAY, "valid_to": "",
            "source": SOURCE.format(like=draft.like.pack.code),
        }  # fmt: skip


def _accounts(draft: Draft) -> Iterator[dict[str, str]]:
    """The other pack's provincial accounts, and a counter, a processor and a head for every commune."""
    rows = draft.like.rows.get("accounts", [])
    named = [row["full_name"] for row in rows if row["kind"] == "officer"]
    communal = {m.root for m in _every_commune(draft)}
    for row in rows:
        if ".".join(row["agency"].split(".")[:2]) in communal:
            continue
        citizen = row["citizen_id"]
        yield {
            **row.values,
            **_rooted(draft, row.values, "agency"),
            "username": f"{row['username']}.{draft.code}",
            "citizen_id": citizen and f"{citizen[:6]}{draft.unit_code}{citizen[8:]}",
            "phone": row["phone"] and f"{row['phone'][:5]}{draft.unit_code}{row['phone'][7:]}",
        }
    n = 0
    for number, commune in enumerate(draft.communes, 101):
        for duty, role in (("motcua", "counter"), ("xuly", "processor"), ("lanhdao", "head")):
            n += 1
            yield {
                "username": f"{duty}.{commune.word}", "kind": "officer", "full_name": named[n * 7 % len(named)],
                "role": role, "agency": f"{draft.root}.{number}", "reach": "tree", "citizen_id": "", "phone": "",
            }  # fmt: skip


def _every_commune(draft: Draft) -> Iterator[_Model]:
    for row in draft.like.rows["agencies"]:
        if row["kind"] == "commune_committee":
            yield _Model(row["code"], "", ())


MANIFEST = """# Dự thảo: mọi dòng mô phỏng cần được tỉnh thay bằng dữ liệu thật.
[pack]
code = "{code}"
kind = "province"
name = "{place}"
name_en = "{place_en}"
licence = "Apache-2.0 cho dữ liệu mô phỏng; nguồn khác ghi ở từng mục"
needs = ["national"]

[province]
unit_code = "{unit_code}"
agency_code = "{root}"

[settings]
place = "{place}"
place_en = "{place_en}"
accent = "{accent}"
help_phone = "{help_phone}"
help_hours = "{help_hours}"
help_is_simulated = true
time_zone = "Asia/Ho_Chi_Minh"

[settings.dossier_code]
notation = "new"
date_digits = 8
serial_digits = 4
"""
FILE = """
[[file]]
holds = "{holds}"
path = "{path}"
source = "{source}"
licence = "Apache-2.0"
"""
HOLDS = {
    "agencies.csv": "agencies",
    "seals.csv": "seals",
    "office-hours.csv": "office_hours",
    "competences.csv": "competences",
    "points.csv": "points",
    "openings.csv": "openings",
    "accounts.csv": "accounts",
    "demo-names.csv": "demo_names",
    "demo.toml": "demo",
}


def manifest(draft: Draft, files: Iterable[str]) -> str:
    """The text of `pack.toml`."""
    settings = draft.like.pack.settings
    name = fold(draft.place.removeprefix(f"{draft.kind} ")).title()
    place = f"{draft.place[:1].upper()}{draft.place[1:]}"
    head = MANIFEST.format(
        code=draft.code, place=place, place_en=f"{name} {'City' if draft.kind == 'thành phố' else 'Province'}",
        unit_code=draft.unit_code, root=draft.root, accent=draft.accent,
        help_phone=settings.get("help_phone", ""), help_hours=settings.get("help_hours", ""),
    )  # fmt: skip
    source = SOURCE.format(like=draft.like.pack.code)
    return head + "".join(FILE.format(holds=HOLDS[path], path=path, source=source) for path in files)


def demo(draft: Draft) -> str:
    """The other pack's proportions of a demonstration, with this pack's accounts to show."""
    file, _ = draft.like.documents["demo"]
    text = (draft.like.pack.folder / file.path).read_text(encoding="utf-8")
    first = draft.communes[0].word
    shown = [
        f"congdan.{draft.code}",
        f"motcua.{first}",
        f"xuly.{first}",
        f"lanhdao.{first}",
        f"tinh.{draft.code}",
    ]
    said = ", ".join(f'"{name}"' for name in shown)
    return re.sub(r"^shown = .*$", f"shown = [{said}]", text, count=1, flags=re.MULTILINE)


def write(draft: Draft, folder: Path) -> tuple[Path, ...]:
    """Write every file of the pack into a folder that must not have a pack yet. Raises `Refused`."""
    if (folder / "pack.toml").exists():
        message = "Thư mục {name} đã có một gói dữ liệu."
        raise Refused(Problem("pack_exists", message, "folder", {"name": folder.name}))
    folder.mkdir(parents=True, exist_ok=True)
    texts = {path: _csv(rows) for path, rows in tables(draft).items() if rows}
    if "demo" in draft.like.documents:
        texts["demo.toml"] = demo(draft)
    texts["pack.toml"] = manifest(draft, texts)
    for path, text in texts.items():
        (folder / path).write_text(text, encoding="utf-8", newline="")
    return tuple(folder / path for path in texts)


def _csv(rows: Table) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
