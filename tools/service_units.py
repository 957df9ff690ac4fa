"""Write packs/<code>/service-units.csv: simulated public service units of a province, the same for the same seed.

python tools/service_units.py hue           write the file
python tools/service_units.py hue --check   exit 1 when it is not what this page makes

How many there are is the city's figure; which they are is not published. So the numbers of the five groups are
kept; which group is whose, the names, codes and places are assumed. Every row says so, and the city's own list
replaces the whole file.
"""

import csv
import io
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

PACKS = Path(__file__).resolve().parent.parent / "packs"
SEED = 666
COMMUNES_FROM = "2025-07-01"  # a unit of a commune is as old as its commune
HEADING = ("code", "name", "short_name", "kind", "unit_code", "parent_code", "valid_from", "valid_to", "source",
           "is_simulated")  # fmt: skip
SOURCE = "mô phỏng: chỉ các con số 666 = 13 + 109 + 1 + 1 + 542 là của thành phố; tên, mã, nơi trực thuộc là giả định"
# 13 of the committee, 109 of the departments, one each of the office and the board of zones, 542 of the communes.
OF_COMMITTEE, OF_COMMUNES = 13, 542
# A word in the name of the body above, what its units are called, how many of them.
OF_BODIES: tuple[tuple[str, tuple[str, ...], int], ...] = (
    ("Sở Giáo dục", ("Trường Trung học phổ thông", "Trung tâm Giáo dục thường xuyên"), 45),
    ("Sở Y tế", ("Bệnh viện", "Trung tâm Y tế", "Trung tâm Bảo trợ xã hội"), 26),
    ("Sở Nông nghiệp", ("Trung tâm Khuyến nông", "Ban Quản lý rừng", "Trung tâm Quan trắc"), 16),
    ("Sở Văn hóa", ("Bảo tàng", "Nhà hát", "Trung tâm Thể thao"), 11),
    ("Sở Nội vụ", ("Trung tâm Dịch vụ việc làm",), 4),
    ("Sở Khoa học", ("Trung tâm Chuyển đổi số",), 3),
    ("Sở Tư pháp", ("Trung tâm Đấu giá tài sản",), 2),
    ("Sở Công Thương", ("Trung tâm Xúc tiến công nghiệp",), 1),
    ("Sở Xây dựng", ("Trung tâm Kiểm định xây dựng",), 1),
    ("Văn phòng Ủy ban", ("Nhà khách",), 1),
    ("Ban Quản lý Khu kinh tế", ("Trung tâm Hỗ trợ doanh nghiệp",), 1),
)
CITY_UNITS = ("Ban Quản lý dự án", "Quỹ phát triển", "Viện Nghiên cứu")
EVERYWHERE = ("Trạm Y tế", "Trung tâm Cung ứng dịch vụ công")  # one each in every commune
SCHOOLS = ("Trường Mầm non", "Trường Tiểu học", "Trường Trung học cơ sở")


def units(agencies: Sequence[Mapping[str, str]]) -> Iterator[dict[str, str]]:
    """The rows for a province whose living agencies are given."""
    chance = random.Random(SEED)
    living = [row for row in agencies if not row["valid_to"]]
    top = next(row for row in living if row["kind"] == "province_committee")
    yield from _below(top, _named(CITY_UNITS, OF_COMMITTEE), "")
    for word, kinds, count in OF_BODIES:
        above = next(row for row in living if row["kind"] == "department" and row["name"].startswith(word))
        yield from _below(above, _named(kinds, count), "")
    communes = [row for row in living if row["kind"] == "commune_committee"]
    schools = [len(SCHOOLS)] * len(communes)
    for _ in range(OF_COMMUNES - len(communes) * (len(EVERYWHERE) + len(SCHOOLS))):
        schools[chance.randrange(len(communes))] += 1
    for commune, count in zip(communes, schools, strict=True):
        yield from _below(commune, [*EVERYWHERE, *_named(SCHOOLS, count)], COMMUNES_FROM)


def _named(kinds: Sequence[str], count: int) -> list[str]:
    """So many names, the kinds in turn; a number where there are several of a kind."""
    turns = [kinds[n % len(kinds)] for n in range(count)]
    return [
        f"{kind} số {turns[:n].count(kind) + 1}" if turns.count(kind) > 1 else kind
        for n, kind in enumerate(turns)
    ]


def _below(above: Mapping[str, str], names: Sequence[str], since: str) -> Iterator[dict[str, str]]:
    where = above["name"].removeprefix("Ủy ban nhân dân ")
    for n, name in enumerate(names, 1):
        said = f"{name} {where}" if where != above["name"] else f"{name} – {where}"
        values = (f"{above['code']}.S{n:03}", f"{said} (mô phỏng)", "", "service_unit", above["unit_code"],
                  above["code"], since, "", SOURCE, "yes")  # fmt: skip
        yield dict(zip(HEADING, values, strict=True))


def text(pack: str) -> str:
    """The file as it should be."""
    with (PACKS / pack / "agencies.csv").open(encoding="utf-8", newline="") as file:
        agencies = list(csv.DictReader(file))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, HEADING, lineterminator="\n")
    writer.writeheader()
    writer.writerows(units(agencies))
    return out.getvalue()


def main(pack: str, *flags: str) -> int:
    """Write or check the file."""
    path = PACKS / pack / "service-units.csv"
    wanted = text(pack)
    if "--check" in flags:
        return int(not path.is_file() or path.read_text(encoding="utf-8") != wanted)
    path.write_text(wanted, encoding="utf-8", newline="")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
