"""The rows of every table of a new pack."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from thongsuot.edges.packs.drafting.planning import (
    DAY,
    POST,
    POST_NUMBER,
    POSTAL,
    SOURCE,
    Commune,
    Draft,
    Table,
)
from thongsuot.kernel.rows import Row

SERVICE_UNIT = "service_unit"  # hundreds, and simulated where nobody published them: no draft repeats them
LINKED = ("land_office", "vertical")  # which tax or police office serves which commune is each province's own
STEP_KM = 0.012  # degrees between two made-up places on the spiral


def tables(draft: Draft) -> dict[str, Table]:
    """Every table of the new pack, by file name."""
    agencies, postal = [*_of_province(draft), *_of_communes(draft)], list(_postal(draft))
    return {
        "agencies.csv": agencies,
        "seals.csv": list(_seals(agencies)),
        "office-hours.csv": _copied(draft, "office_hours"),
        "competences.csv": list(_competences(draft)),
        "points.csv": list(_points(draft, [*agencies, *postal])),
        "openings.csv": [{**row, **_rooted(draft, row, "point_code")} for row in _copied(draft, "openings")],
        "postal.csv": postal,
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
        if row["unit_code"] != unit or row["valid_to"] or row["kind"] in (SERVICE_UNIT, POST, *LINKED):
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


def _postal(draft: Draft) -> Iterator[dict[str, str]]:
    """The post and one office of it for each commune, where the other pack has hired post offices too."""
    model = next((row for row in draft.like.rows["agencies"] if row["kind"] == POST), None)
    if model is None:
        return
    head = f"{draft.root}.{POST_NUMBER}"
    made = [(head, draft.root, f"Bưu điện {draft.place}")]
    made += [(f"{head}.{n:02}", head, _office(commune)) for n, commune in enumerate(draft.communes, 1)]
    for code, parent, name in made:
        yield {
            **model.values, "code": code, "parent_code": parent, "name": name, "unit_code": draft.unit_code,
            "valid_from": DAY, "valid_to": "", "source": SOURCE.format(like=draft.like.pack.code),
            "is_simulated": "yes",
        }  # fmt: skip


def _office(commune: Commune) -> str:
    return (
        f"Bưu cục {commune.name}" if commune.type == "phường" else f"Điểm bưu điện – văn hóa {commune.said}"
    )


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
    """A point for every centre and post office, on a spiral around a place in the province: made up, and said so."""
    communes = {f"{draft.root}.{POST_NUMBER}.{n:02}": c for n, c in enumerate(draft.communes, 1)}
    counters = [
        a for a in agencies if a["kind"] in ("province_centre", "commune_centre") or a["code"] in communes
    ]
    titles = {c.code: c.said for c in draft.communes}
    for n, agency in enumerate(counters):
        away, turn = STEP_KM * math.sqrt(n), n * math.pi * (3 - math.sqrt(5))
        commune = communes.get(agency["code"])
        unit_code = commune.code if commune else agency["unit_code"]
        where = titles.get(unit_code, draft.place)
        kind = "commune_post" if commune and commune.type != "phường" else agency["kind"]
        yield {
            "code": agency["code"], "name": agency["name"], "kind": kind, "agency_code": agency["code"],
            "unit_code": unit_code,
            "address": f"Số {n % 90 + 1} đường Trung Tâm, {where[:1].upper()}{where[1:]} (địa chỉ mô phỏng)",
            "phone": "",
            "longitude": f"{draft.at[0] + away * math.cos(turn):.4f}",
            "latitude": f"{draft.at[1] + away * math.sin(turn):.4f}",
            "place_source": "vị trí mô phỏng, rải quanh một điểm của tỉnh; không phải vị trí trụ sở",
            "is_simulated": "yes", "valid_from": DAY, "valid_to": "",
            "source": SOURCE.format(like=draft.like.pack.code),
        }  # fmt: skip


# Who works for every commune: the first word of the user name, the role, as what he signs.
COMMUNAL = (("motcua", "counter", ""), ("xuly", "processor", ""), ("lanhdao", "head", "Chủ tịch"))


def _accounts(draft: Draft) -> Iterator[dict[str, str]]:
    """The other pack's provincial accounts, and a counter, a processor and a head for every commune."""
    rows = draft.like.rows.get("accounts", [])
    named = [row["full_name"] for row in rows if row["kind"] == "officer"]
    communal = {m.root for m in _every_commune(draft)}
    own = {row["code"] for row in draft.like.rows["agencies"] if row["kind"] in (SERVICE_UNIT, *LINKED)}
    for row in rows:
        is_communal = ".".join(row["agency"].split(".")[:2]) in communal
        if is_communal or row["agency"] in own or row["role"] == POSTAL:
            continue
        citizen = row["citizen_id"]
        yield {
            **row.values,
            **_rooted(draft, row.values, "agency"),
            "username": f"{row['username']}.{draft.code}",
            "citizen_id": citizen and f"{citizen[:6]}{draft.unit_code}{citizen[8:]}",
            "phone": row["phone"] and f"{row['phone'][:5]}{draft.unit_code}{row['phone'][7:]}",
        }
    yield from clerk(draft, rows)
    n = 0
    for number, commune in enumerate(draft.communes, 101):
        for duty, role, post in COMMUNAL:
            n += 1
            yield {
                "username": f"{duty}.{commune.word}", "kind": "officer", "full_name": named[n * 7 % len(named)],
                "role": role, "agency": f"{draft.root}.{number}", "reach": "tree", "citizen_id": "", "phone": "",
                "post": post,
            }  # fmt: skip


def clerk(draft: Draft, rows: Sequence[Row]) -> Iterator[dict[str, str]]:
    """One clerk, at the first post office, where the other pack has one."""
    for row in [row for row in rows if row["role"] == POSTAL][:1]:
        word = draft.communes[0].word
        yield {
            **row.values,
            "username": f"buucuc.{word}",
            "agency": f"{draft.root}.{POST_NUMBER}.01",
        }


def _every_commune(draft: Draft) -> Iterator[_Model]:
    for row in draft.like.rows["agencies"]:
        if row["kind"] == "commune_committee":
            yield _Model(row["code"], "", ())
