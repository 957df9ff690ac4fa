"""The words of the register: levels, types, kinds of edges and of agencies."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from thongsuot.kernel.law import house_rule, law
from thongsuot.kernel.outcome import Outcome as Outcome

TWO_TIER_DAY = date(2025, 7, 1)  # districts end, the new provinces and communes begin
ROSTER_DAY = date(2025, 1, 4)  # the day of the independent roster: the register knows nothing before it


class Level(StrEnum):
    PROVINCE = "province"
    DISTRICT = "district"  # until 2025-07-01
    COMMUNE = "commune"


class UnitType(StrEnum):
    PROVINCE = "province"  # tỉnh
    CITY = "city"  # thành phố trực thuộc trung ương
    URBAN_DISTRICT = "urban_district"  # quận
    RURAL_DISTRICT = "rural_district"  # huyện
    TOWN = "town"  # thị xã
    PROVINCIAL_CITY = "provincial_city"  # thành phố thuộc tỉnh, thuộc thành phố
    WARD = "ward"  # phường
    COMMUNE = "commune"  # xã
    TOWNSHIP = "township"  # thị trấn
    SPECIAL_ZONE = "special_zone"  # đặc khu


class EdgeKind(StrEnum):
    """What of an old unit went to a new one, as the official table says it."""

    WHOLE = "whole"
    PART = "part"
    AREA_ONLY = "area-only"
    AREA_PART_POP_ALL = "area-part+pop-all"
    POP_PART = "pop-part"


class AgencyKind(StrEnum):
    PROVINCE_COMMITTEE = "province_committee"
    DEPARTMENT = "department"
    PROVINCE_CENTRE = "province_centre"
    INSPECTORATE = "inspectorate"
    SERVICE_UNIT = "service_unit"  # đơn vị sự nghiệp công lập
    DISTRICT_COMMITTEE = "district_committee"  # until 2025-07-01
    DISTRICT_DEPARTMENT = "district_department"
    COMMUNE_COMMITTEE = "commune_committee"
    COMMUNE_DEPARTMENT = "commune_department"
    COMMUNE_CENTRE = "commune_centre"
    MINISTRY = "ministry"
    COURT = "court"
    LAND_OFFICE = (
        "land_office"  # văn phòng đăng ký đất đai và chi nhánh; ngoài con số đơn vị sự nghiệp của tỉnh
    )
    VERTICAL = "vertical"  # cơ quan ngành dọc đóng tại địa phương: thuế, công an, bảo hiểm xã hội
    POST_OFFICE = (
        "post_office"  # hired to receive and return for the centres; keeps originals, so a body of its own
    )


_WORDS: dict[tuple[Level, str], UnitType] = {
    (Level.PROVINCE, "tỉnh"): UnitType.PROVINCE,
    (Level.PROVINCE, "thành phố trực thuộc trung ương"): UnitType.CITY,
    (Level.PROVINCE, "thành phố"): UnitType.CITY,
    (Level.DISTRICT, "quận"): UnitType.URBAN_DISTRICT,
    (Level.DISTRICT, "huyện"): UnitType.RURAL_DISTRICT,
    (Level.DISTRICT, "thị xã"): UnitType.TOWN,
    (Level.DISTRICT, "thành phố"): UnitType.PROVINCIAL_CITY,
    (Level.COMMUNE, "phường"): UnitType.WARD,
    (Level.COMMUNE, "xã"): UnitType.COMMUNE,
    (Level.COMMUNE, "thị trấn"): UnitType.TOWNSHIP,
    (Level.COMMUNE, "đặc khu"): UnitType.SPECIAL_ZONE,
}

_TITLES: dict[UnitType, str] = {
    UnitType.PROVINCE: "Tỉnh",
    UnitType.CITY: "Thành phố",
    UnitType.URBAN_DISTRICT: "Quận",
    UnitType.RURAL_DISTRICT: "Huyện",
    UnitType.TOWN: "Thị xã",
    UnitType.PROVINCIAL_CITY: "Thành phố",
    UnitType.WARD: "Phường",
    UnitType.COMMUNE: "Xã",
    UnitType.TOWNSHIP: "Thị trấn",
    UnitType.SPECIAL_ZONE: "Đặc khu",
}


@law("Luật 72/2025/QH15", "Điều 1")
def type_of(level: Level, words: str) -> UnitType | None:
    """The type that the official words name at a level ("đặc khu"), or None when there is no such type."""
    return _WORDS.get((level, " ".join(words.lower().split())))


@house_rule("a full name is written as in the resolutions: the type with a capital, then the name")
def full_name(unit_type: UnitType, name: str) -> str:
    """ "Phường Kinh Bắc", "Thành phố Hải Phòng", "Phường 14"."""
    return f"{_TITLES[unit_type]} {name}"


@house_rule(
    "the source writes type and name together; only the first word(s) are the type (Phường Phường Đúc)"
)
@lru_cache(1 << 14)  # most names of a list are asked for again and again
def split_name(level: Level, written: str) -> tuple[UnitType | None, str]:
    """Type and name of "Phường Phường Đúc": (WARD, "Phường Đúc"); (None, all) when no type comes first."""
    words = written.split()
    for count in (2, 1):
        found = type_of(level, " ".join(words[:count])) if len(words) > count else None
        if found is not None:
            return found, " ".join(words[count:])
    return None, " ".join(words)


@house_rule("the source's own classes: a split ward whose people all follow one successor needs no street")
def people_follow_one(kinds: list[EdgeKind]) -> bool:
    """Whether all inhabitants of an old unit went to one new unit: all its edges but one move area only."""
    return sum(kind is not EdgeKind.AREA_ONLY for kind in kinds) == 1


@house_rule("what a kind of share says of land and people counts where no figure is given")
def known_shares(
    kind: EdgeKind, area: Decimal | None, people: Decimal | None
) -> tuple[Decimal | None, Decimal | None]:
    """Shares of area and people, 0..1, filled in where the kind alone tells them; None: unknown."""
    if kind is EdgeKind.WHOLE:
        return Decimal(1), Decimal(1)
    if people is None and kind is EdgeKind.AREA_ONLY:
        people = Decimal(0)
    if people is None and kind is EdgeKind.AREA_PART_POP_ALL:
        people = Decimal(1)
    return area, people
