"""What a new pack is made from: the province in the national data, its communes, the other pack."""

from collections.abc import Iterator
from dataclasses import dataclass

from thongsuot.edges.packs.gathered import Gathered
from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.kernel.names import fold, sort_key
from thongsuot.registers.units import rules as units
from thongsuot.registers.units.rules import Level

Table = list[dict[str, str]]
DAY = units.TWO_TIER_DAY.isoformat()
SOURCE = "dự thảo theo gói {like} và dữ liệu quốc gia; mô phỏng, cần tỉnh đối chiếu"
POST = "post_office"
POSTAL = "postal"  # the role of its clerks
POST_NUMBER = 30  # of the post below the province


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
