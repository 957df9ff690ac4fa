"""Write packs/<code>/{linked-offices,flow-offices,linked-accounts}.csv: who does the steps of others, and where.

python tools/linked_offices.py hue           write the three files
python tools/linked_offices.py hue --check   exit 1 when they are not what this page makes

That there is a land registration office, a tax office, the police and the social insurance is law. Which branch serves
which commune is not published as data, so communes are shared out in the order of their codes and every row says so;
the city's own list replaces both files.
"""

import csv
import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

PACKS = Path(__file__).resolve().parent.parent / "packs"
SINCE = "2025-07-01"
BRANCHES = 4
AGENCY = ("code", "name", "short_name", "kind", "unit_code", "parent_code", "valid_from", "valid_to", "source",
          "is_simulated")  # fmt: skip
OFFICE = ("place", "unit_code", "agency_code", "valid_from", "valid_to", "source", "is_simulated")
ACCOUNT = ("username", "kind", "full_name", "role", "agency", "reach", "citizen_id", "phone", "post")
TOP = "tên cơ quan thật; mã định danh mô phỏng"
BRANCH = "mô phỏng: số, tên và địa bàn của chi nhánh, cơ sở chờ danh sách của thành phố"
SERVES = "mô phỏng: chia theo thứ tự mã xã; chờ danh sách của thành phố"
# place, number below the province, name, short name, what a branch is called, its short name
LINKED = (
    ("land", "06.50", "Văn phòng Đăng ký đất đai {city}", "VPĐKĐĐ", "Chi nhánh Văn phòng Đăng ký đất đai khu vực",
     "CN VPĐKĐĐ khu vực", "datdai"),
    ("tax", "81", "Thuế {city}", "Thuế {city}", "Thuế cơ sở", "Thuế cơ sở", "thue"),
    ("insurance", "83", "Bảo hiểm xã hội {city}", "BHXH {city}", "Bảo hiểm xã hội cơ sở", "BHXH cơ sở", "bhxh"),
)  # fmt: skip
POLICE = "82"
PEOPLE = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Võ", "Đặng", "Bùi")
GIVEN = ("Văn Bình", "Thị Cẩm", "Quốc Đạt", "Thị Giang", "Minh Hiếu", "Thị Loan", "Đức Mạnh")
Rows = list[dict[str, str]]


def made(agencies: Sequence[Mapping[str, str]]) -> tuple[Rows, Rows, Rows]:
    """Agencies, who serves which commune, and one account for each office that works for communes."""
    root = next(row for row in agencies if row["kind"] == "province_committee")
    city = root["name"].removeprefix("Ủy ban nhân dân ")
    communes = [row for row in agencies if row["kind"] == "commune_committee" and not row["valid_to"]]
    offices: Rows = []
    served: Rows = []
    people: Rows = []
    for place, number, name, short, branch, branch_short, word in LINKED:
        top = f"{root['code']}.{number}"
        above = f"{root['code']}.06" if place == "land" else root["code"]
        kind = "land_office" if place == "land" else "vertical"
        words = (name.format(city=city), short.format(city=city))
        offices.append(_agency(top, *words, kind, root["unit_code"], above, TOP))
        for n in range(1, BRANCHES + 1):
            code = f"{top}.0{n}"
            offices.append(
                _agency(code, f"{branch} {n}", f"{branch_short} {n}", kind, root["unit_code"], top, BRANCH)
            )
            people.append(_account(f"xuly.{word}{n}", code, len(people)))
        served += [
            _serves(place, one["unit_code"], f"{top}.0{1 + n * BRANCHES // len(communes)}")
            for n, one in enumerate(communes)
        ]
    top = f"{root['code']}.{POLICE}"
    offices.append(
        _agency(top, f"Công an {city}", f"CA {city}", "vertical", root["unit_code"], root["code"], TOP)
    )
    for n, one in enumerate(communes, 1):
        code, of = f"{top}.{n:02}", one["name"].removeprefix("Ủy ban nhân dân ")
        offices.append(_agency(code, f"Công an {of}", f"CA {of}", "vertical", one["unit_code"], top, TOP))
        served.append({**_serves("police", one["unit_code"], code), "source": TOP})
        people.append(_account(f"congan{n}", code, len(people)))
    return offices, served, people


def _agency(
    code: str, name: str, short: str, kind: str, unit: str, above: str, source: str
) -> dict[str, str]:
    values = (code, name, short, kind, unit, above, SINCE, "", source, "yes")
    return dict(zip(AGENCY, values, strict=True))


def _serves(place: str, unit: str, code: str) -> dict[str, str]:
    return dict(zip(OFFICE, (place, unit, code, SINCE, "", SERVES, "yes"), strict=True))


def _account(username: str, code: str, number: int) -> dict[str, str]:
    name = f"{PEOPLE[number % len(PEOPLE)]} {GIVEN[number % len(GIVEN)]}"
    return dict(zip(ACCOUNT, (username, "officer", name, "processor", code, "tree", "", "", ""), strict=True))


def _csv(heading: Sequence[str], rows: Rows) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, heading, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def files(folder: Path) -> Iterator[tuple[Path, str]]:
    """What each file of a province should hold."""
    with (folder / "agencies.csv").open(encoding="utf-8", newline="") as file:
        offices, served, people = made(list(csv.DictReader(file)))
    yield folder / "linked-offices.csv", _csv(AGENCY, offices)
    yield folder / "flow-offices.csv", _csv(OFFICE, served)
    yield folder / "linked-accounts.csv", _csv(ACCOUNT, people)


def main(arguments: Sequence[str]) -> int:
    """Write or compare."""
    found = list(files(PACKS / arguments[0]))
    if "--check" in arguments:
        return int(any(path.read_text(encoding="utf-8") != text for path, text in found))
    for path, text in found:
        path.write_text(text, encoding="utf-8", newline="")
        print(path.name, text.count("\n") - 1)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
