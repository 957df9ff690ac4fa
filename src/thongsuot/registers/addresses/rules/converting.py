"""The answer to an address: the unit on a day, several with the reasons, or unknown; never a silent pick."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from thongsuot.kernel.dates import format_date
from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import house_rule, law
from thongsuot.kernel.outcome import Outcome
from thongsuot.registers.addresses.rules.following import Followed, follow, ordered
from thongsuot.registers.addresses.rules.gazetteer import Gazetteer, Move, Place
from thongsuot.registers.addresses.rules.letters import LONGEST, heard, words
from thongsuot.registers.addresses.rules.reading import (
    ELSEWHERE,
    FAR_SLIP,
    NOT_UNDERSTOOD,
    STREET,
    Match,
    Reading,
    read,
)

REMEMBERED = 50_000  # answers
MOST = 20  # candidates; where more are possible the first ones are given, and the reason says how many

EMPTY = "Chưa có địa chỉ nào."
TOO_LONG = "Địa chỉ dài quá {most} ký tự: hãy chỉ ghi số nhà, đường, xã, huyện, tỉnh."
NOTHING = "Không nhận ra xã, huyện hay tỉnh nào trong địa chỉ này."
ONLY_PROVINCE = "Chỉ nhận ra {name}: hãy ghi thêm tên xã, phường."
ONLY_DISTRICT = "Chỉ nhận ra {name}: nay thuộc {count} đơn vị; hãy ghi thêm tên xã, phường."
HOMONYMS = "Có {count} nơi có tên này: {names}."
DOUBTS = {
    NOT_UNDERSTOOD: "Có một phần của địa chỉ không hiểu được: hãy kiểm tra lại.",
    ELSEWHERE: "Các tên trong địa chỉ không thuộc về nhau: hãy kiểm tra lại.",
    STREET: "Tên đứng ngay sau số nhà có thể là tên đường: hãy ghi thêm tên xã, phường.",
    FAR_SLIP: "Chỉ có một tên viết gần giống: hãy ghi thêm huyện hoặc tỉnh.",
}
SPELT = "“{written}” được hiểu là {name}."
SPLIT = "{name} được chia cho {names}: cần biết đường, thôn hoặc tổ dân phố."
SPLIT_HOME = "{name} được chia cho {names}; toàn bộ dân cư về {people}."
JOINED = "Ngày {day} chưa có {name}; nơi ấy khi đó thuộc {count} đơn vị."
BECAME = "{name} nay là {new}, từ ngày {day}."
LEFT_OUT = "Còn {count} khả năng khác không kể ra."
ENDED = "{name} đã kết thúc trước khi dữ liệu bắt đầu; không có bảng chuyển đổi nào nói nơi ấy nay thuộc đâu."
LOST = "{name} kết thúc mà không có bảng chuyển đổi nào nói nơi ấy nay thuộc đâu."


@dataclass(frozen=True, slots=True)
class Target:
    """A unit of the answer. `share`: how much of the people (or else the land) went there; None: not known.

    `old` is what the address named, "" when the unit itself; `note` is the conversion table's own wording.
    """

    id: int
    code: str
    name: str
    province: str
    share: float | None
    old: str = ""
    old_code: str = ""
    note: str = ""
    resolution: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """How sure it is, the units, best first, whether what was named was split, and every reason."""

    outcome: Outcome
    units: tuple[Target, ...] = ()
    split: bool = False
    reasons: tuple[Problem, ...] = ()


@law("Nghị quyết 202/2025/QH15", "Điều 1")
@house_rule("an address names a unit only together with its faults, so every doubt is said with it")
def convert(gazetteer: Gazetteer, text: str, day: date) -> Answer:
    """The units on `day` in which a written address lies. Bad input is unknown with a reason, never an error."""
    if len(text) > LONGEST:
        return _unknown(Problem("address_too_long", TOO_LONG, "text", {"most": LONGEST}))
    said, begins = words(text)
    if not said:
        return _unknown(Problem("address_empty", EMPTY, "text"))
    readings = read(gazetteer, said, begins)
    if not readings:
        return _ended(gazetteer, said) or _unknown(Problem("address_unreadable", NOTHING, "text"))
    wards = _wards(gazetteer, text, said, readings)
    slips = _slips(readings, said)
    ended = _ended(gazetteer, said) if slips or not wards else None
    if ended is not None:
        return ended
    if wards:
        doubt = next((r.doubt for r in readings if r.doubt), "")
        key = (tuple(wards), day, doubt)
        answer = gazetteer.answers.get(key)
        if answer is None:
            if len(gazetteer.answers) >= REMEMBERED:
                gazetteer.answers.clear()
            answer = gazetteer.answers[key] = _answer(gazetteer, wards, day.toordinal(), doubt)
    else:
        answer = _without_ward(gazetteer, readings, day.toordinal())
    if slips:
        return Answer(
            answer.outcome, answer.units, answer.split, (*_spelt(gazetteer, slips), *answer.reasons)
        )
    return answer


def _unknown(*reasons: Problem) -> Answer:
    return Answer(Outcome.UNKNOWN, (), False, reasons)


def _wards(gazetteer: Gazetteer, text: str, said: list[str], readings: Sequence[Reading]) -> list[int]:
    """The communes that the readings name, each once; where several, those with the accents as written."""
    if len(readings) == 1 and readings[0].ward is not None and len(readings[0].ward.ids) == 1:
        return [*readings[0].ward.ids]
    pairs = {unit: r.ward for r in readings if r.ward is not None for unit in r.ward.ids}
    if len(pairs) < 2 or text.isascii():
        return [*pairs]
    accents = heard(text)
    if len(accents) != len(said):  # numbers were parted from their words
        return [*pairs]
    fitting = [unit for unit, ward in pairs.items() if _sounds(gazetteer, unit, accents, ward)]
    return fitting or [*pairs]


def _sounds(gazetteer: Gazetteer, unit: int, accents: list[str], ward: Match) -> bool:
    written = "".join(accents[ward.name_start : ward.end])
    return any("".join(heard(v.name)) == written for v in gazetteer.versions[unit])


def _slips(readings: Sequence[Reading], said: list[str]) -> list[tuple[str, Match]]:
    """The misspelt names of the best way to read it, as they were written."""
    first = readings[0]
    met = [m for m in (first.ward, first.district, first.province) if m is not None and m.slips]
    return [(" ".join(said[m.start : m.end]), m) for m in met]


def _spelt(gazetteer: Gazetteer, slips: Iterable[tuple[str, Match]]) -> Iterable[Problem]:
    for written, match in slips:
        name = gazetteer.full_name(gazetteer.versions[match.ids[0]][0])
        yield Problem("address_spelt", SPELT, "text", {"written": written, "name": name})


def _whole_name(gazetteer: Gazetteer, place: Place) -> str:
    """ "Phường A, Quận B, Thành phố C", as it was while it lived."""
    known = gazetteer.full_names.get((place.id, place.since))
    if known is None:
        parts = [gazetteer.full_name(place)]
        for above in dict.fromkeys((place.parent, place.province)):
            if above and above != place.id:
                parts.append(gazetteer.full_name(_then(gazetteer, above, place.since)))
        known = gazetteer.full_names[place.id, place.since] = ", ".join(parts)
    return known


def _then(gazetteer: Gazetteer, unit: int, day: int) -> Place:
    return gazetteer.on(unit, day) or gazetteer.versions[unit][-1]


def _answer(gazetteer: Gazetteer, wards: Sequence[int], day: int, doubt: str) -> Answer:
    ways = [follow(gazetteer, unit, day) for unit in wards]
    targets: dict[int, Target] = {}
    for way in ways:
        for unit in ordered(gazetteer, way):
            targets.setdefault(unit, _target(gazetteer, unit, way, day))
    reasons: list[Problem] = []
    if doubt:
        reasons.append(Problem(f"address_{doubt}", DOUBTS[doubt], "text"))
    if len(wards) > 1:
        names = "; ".join(_whole_name(gazetteer, way.place) for way in ways[:MOST])
        reasons.append(Problem("address_homonyms", HOMONYMS, "text", {"count": len(wards), "names": names}))
    for way in ways:
        reasons += _reasons(gazetteer, way, day)
    units = tuple(targets.values())
    if len(units) > MOST:
        reasons.append(Problem("address_more", LEFT_OUT, "text", {"count": len(units) - MOST}))
    if not units:
        return _unknown(*reasons)
    is_sure = len(units) == 1 and not doubt and all(way.units for way in ways)
    outcome = Outcome.EXACT if is_sure else Outcome.CANDIDATES
    return Answer(outcome, units[:MOST], any(way.split for way in ways), tuple(reasons))


def _target(gazetteer: Gazetteer, unit: int, way: Followed, day: int) -> Target:
    place = _then(gazetteer, unit, day)
    province = gazetteer.full_name(_then(gazetteer, place.province, day))
    share = way.units[unit]
    if not way.moves:
        return Target(unit, place.code, gazetteer.full_name(place), province, share)
    move = _last_move(way, unit)
    return Target(
        unit, place.code, gazetteer.full_name(place), province, share, _whole_name(gazetteer, way.place), way.place.code,
        move.note, move.resolution, move.clause,
    )  # fmt: skip


def _last_move(way: Followed, unit: int) -> Move:
    return next((m for m in reversed(way.moves) if unit in (m.new, m.old)), way.moves[-1])


def _reasons(gazetteer: Gazetteer, way: Followed, day: int) -> Iterable[Problem]:
    name = _whole_name(gazetteer, way.place)
    if not way.units:
        yield Problem("address_unit_lost", LOST, "text", {"name": name})
    elif way.split:
        between = [
            gazetteer.full_name(_then(gazetteer, unit, day)) for unit in dict.fromkeys(way.split_between)
        ]
        params = {"name": name, "names": ", ".join(between)}
        if way.home is not None and len(way.units) == 1:
            people = gazetteer.full_name(_then(gazetteer, next(iter(way.units)), day))
            yield Problem("address_split_home", SPLIT_HOME, "text", params | {"people": people})
        else:
            yield Problem("address_split", SPLIT, "text", params)
    elif way.is_back:
        told = {"name": name, "day": format_date(date.fromordinal(day)), "count": len(way.units)}
        yield Problem("address_not_yet", JOINED, "text", told)
    elif way.moves:
        new = _whole_name(gazetteer, _then(gazetteer, next(iter(way.units)), day))
        since = format_date(date.fromordinal(way.moves[-1].day))
        yield Problem("address_became", BECAME, "text", {"name": name, "new": new, "day": since})


def _without_ward(gazetteer: Gazetteer, readings: Sequence[Reading], day: int) -> Answer:
    """What is left when only districts or provinces are named."""
    districts = {unit: None for r in readings if r.district is not None for unit in r.district.ids}
    if not districts:
        named = next(r.province for r in readings if r.province is not None)
        names = "; ".join(dict.fromkeys(gazetteer.full_name(gazetteer.versions[u][-1]) for u in named.ids))
        return _unknown(Problem("address_only_province", ONLY_PROVINCE, "text", {"name": names}))
    below = [
        follow(gazetteer, unit, day)
        for district in districts
        for unit in _communes(gazetteer, district) or [district]
    ]
    targets: dict[int, Target] = {}
    for way in below:
        for unit in ordered(gazetteer, way):
            targets.setdefault(unit, _target(gazetteer, unit, way, day))
    names = "; ".join(_whole_name(gazetteer, gazetteer.versions[u][0]) for u in districts)
    reason = Problem("address_only_district", ONLY_DISTRICT, "text", {"name": names, "count": len(targets)})
    if not targets or len(targets) > MOST:
        return _unknown(reason)
    outcome = Outcome.EXACT if len(targets) == 1 else Outcome.CANDIDATES
    units = tuple(target if len(targets) == 1 else _unshared(target) for target in targets.values())
    return Answer(outcome, units, len(targets) > 1, (reason,))


def _unshared(target: Target) -> Target:
    """A unit that took over one ward of the district: how much of the district that is, nobody said."""
    return Target(target.id, target.code, target.name, target.province, None)


def _communes(gazetteer: Gazetteer, district: int) -> list[int]:
    names = gazetteer.wards_of.get(district, {})
    return list(dict.fromkeys(unit for ids in names.values() for unit in ids))


def _ended(gazetteer: Gazetteer, said: list[str]) -> Answer | None:
    """A unit that is known to have ended before the register begins, named with its district."""
    joined = "".join(said)
    for key, aliases in gazetteer.ended.items():
        if key not in joined:
            continue
        rest = joined[joined.index(key) + len(key) :]
        for alias in aliases:
            district = gazetteer.versions[alias.within]
            if district and district[0].key in rest:
                return _unknown(Problem("address_ended", ENDED, "text", {"name": alias.name}))
    return None
