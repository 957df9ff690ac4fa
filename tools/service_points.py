"""Write packs/<code>/postal.csv and service-points.csv: simulated post offices and agent points of a province.

python tools/service_points.py hue           write the files
python tools/service_points.py hue --check   exit 1 when they are not what this page makes

How many agent points there are is the city's figure; where they are, and which post offices receive, is not
published. So there is one post office in each ward, one post and culture point in each other commune, and the agent
points are spread over all communes. Places are drawn within the boundaries. Every row says that it is simulated, and
the city's own lists replace the files.
"""

import csv
import io
import json
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

PACKS = Path(__file__).resolve().parent.parent / "packs"
SEED = 166
AGENT_POINTS = 166  # the city's figure
SINCE = "2025-07-01"
AGENCIES = ("code", "name", "short_name", "kind", "unit_code", "parent_code", "valid_from", "valid_to", "source",
            "is_simulated")  # fmt: skip
POINTS = ("code", "name", "kind", "agency_code", "unit_code", "address", "phone", "longitude", "latitude", "place_source",
          "is_simulated", "valid_from", "valid_to", "source")  # fmt: skip
POSTAL = "mô phỏng: bưu cục được thuê tiếp nhận, trả kết quả (NĐ 118/2025/NĐ-CP, Điều 15); chờ danh sách của thành phố"
AGENT = "mô phỏng: chỉ con số 166 điểm đại lý là của thành phố; tên, nơi đặt là giả định"
PLACE = "vị trí mô phỏng trong ranh giới đơn vị, không phải địa chỉ thật"
HOSTS = ("Nhà văn hóa, số", "Cửa hàng tiện lợi, số", "Trạm dịch vụ viễn thông, số", "Thư viện cơ sở, số",
         "Hợp tác xã, số", "Nhà sinh hoạt cộng đồng, số")  # fmt: skip
NUMBER = 30  # of the post below the province, after its centres


def agencies(rows: Sequence[Mapping[str, str]]) -> Iterator[dict[str, str]]:
    """The post of the province and an office of it for each commune: bodies of their own, because they keep originals."""
    top = next(row for row in rows if row["kind"] == "province_committee" and not row["valid_to"])
    where = top["name"].removeprefix("Ủy ban nhân dân ")
    head = f"{top['code']}.{NUMBER}"

    def row(code: str, name: str, parent: str) -> dict[str, str]:
        values = (code, name, "", "post_office", top["unit_code"], parent, SINCE, "", POSTAL, "yes")
        return dict(zip(AGENCIES, values, strict=True))

    yield row(head, f"Bưu điện {where}", top["code"])
    for n, commune in enumerate(_communes(rows), 1):
        yield row(f"{head}.{n:02}", _called(commune), head)


def _communes(rows: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    return [row for row in rows if row["kind"] == "commune_committee" and not row["valid_to"]]


def _called(commune: Mapping[str, str]) -> str:
    where = commune["name"].removeprefix("Ủy ban nhân dân ")
    kind, name = where.split(" ", 1)
    return f"Bưu cục {name}" if kind == "phường" else f"Điểm bưu điện – văn hóa {where}"


def points(
    rows: Sequence[Mapping[str, str]], features: Sequence[Mapping[str, Any]]
) -> Iterator[dict[str, str]]:
    """A post office in each commune, then the agent points of each."""
    chance = random.Random(SEED)
    areas = {one["properties"]["code"]: one["geometry"] for one in features}
    communes = _communes(rows)
    top = next(row for row in rows if row["kind"] == "province_committee" and not row["valid_to"])
    agents = [AGENT_POINTS // len(communes)] * len(communes)
    for n in chance.sample(range(len(communes)), AGENT_POINTS % len(communes)):
        agents[n] += 1
    for n, commune in enumerate(communes, 1):
        office = f"{top['code']}.{NUMBER}.{n:02}"
        name = _called(commune)
        kind = "post_office" if name.startswith("Bưu cục") else "commune_post"
        yield _point(chance, areas, commune, office, name, kind, office, POSTAL)
    for commune, count in zip(communes, agents, strict=True):
        where = commune["name"].removeprefix("Ủy ban nhân dân ")
        for n in range(1, count + 1):
            name = f"Điểm đại lý dịch vụ công {n} – {where}"
            centre = f"{commune['code']}.04"
            yield _point(
                chance, areas, commune, f"{commune['code']}.DL{n}", name, "agent_point", centre, AGENT
            )


def _point(
    chance: random.Random, areas: Mapping[str, Any], commune: Mapping[str, str], code: str, name: str, kind: str,
    agency: str, source: str,
) -> dict[str, str]:  # fmt: skip
    where = commune["name"].removeprefix("Ủy ban nhân dân ")
    x, y = _within(chance, areas[commune["unit_code"]])
    host, street = (chance.choice(HOSTS), "Cộng Đồng") if kind == "agent_point" else ("Số", "Bưu Điện")
    address = f"{host} {chance.randint(1, 190)} đường {street}, {where} (địa chỉ mô phỏng)"
    values = (code, name, kind, agency, commune["unit_code"], address, "", f"{x:.4f}", f"{y:.4f}", PLACE, "yes", SINCE, "",
              source)  # fmt: skip
    return dict(zip(POINTS, values, strict=True))


def _within(chance: random.Random, geometry: Mapping[str, Any]) -> tuple[float, float]:
    """A place in the largest part of an area."""
    parts = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    ring = max((part[0] for part in parts), key=len)
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    while True:
        x, y = chance.uniform(min(xs), max(xs)), chance.uniform(min(ys), max(ys))
        if _is_inside(x, y, ring):
            return x, y


def _is_inside(x: float, y: float, ring: Sequence[Sequence[float]]) -> bool:
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def texts(pack: str) -> dict[str, str]:
    """The files as they should be."""
    folder = PACKS / pack
    with (folder / "agencies.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    features = json.loads((folder / "boundaries.geojson").read_text(encoding="utf-8"))["features"]
    return {
        "postal.csv": _csv(AGENCIES, agencies(rows)),
        "service-points.csv": _csv(POINTS, points(rows, features)),
    }


def _csv(heading: Sequence[str], rows: Iterator[dict[str, str]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, heading, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def main(pack: str, *flags: str) -> int:
    """Write or check the files."""
    wanted = {PACKS / pack / name: text for name, text in texts(pack).items()}
    if "--check" in flags:
        return int(
            any(not p.is_file() or p.read_text(encoding="utf-8") != text for p, text in wanted.items())
        )
    for path, text in wanted.items():
        path.write_text(text, encoding="utf-8", newline="")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
