"""Which units an address may name: province, district and ward are looked for from its end to its beginning.

Each way to read it has a score: what it explains speaks for it, slips and gaps against it. All ways with
the best score are kept.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from thongsuot.kernel.law import house_rule
from thongsuot.registers.addresses.rules.gazetteer import Gazetteer, Names, Scope
from thongsuot.registers.addresses.rules.types import (
    LEVEL_OF,
    PREFIXES,
    Types,
    first_type,
    type_before,
    type_like,
)

# Doubts: a part that nothing explains; a ward of another district; perhaps a street; a slip, and nothing around it.
NOT_UNDERSTOOD, ELSEWHERE, STREET, FAR_SLIP = "not_understood", "elsewhere", "street", "far_slip"

LONGEST_NAME = 6  # words
STREETS = frozenset(("duong", "pho", "ngo", "ngach", "hem", "so", "dg", "kiet", "lo"))
SHORT = 4  # letters: in the whole country too many names are one slip from so short a word

# What speaks for a way to read (each word it explains) and against it.
WORD = 4
SLIP, GAP = 6, 14
WRONG_TYPE, WRONG_LEVEL, DOUBLE = 3, 16, 7
NO_PROVINCE, FAR_PROVINCE = 2, 3
LOOSE = 1  # begins neither at a comma nor at a type
NO_WARD, NOT_THERE, MISSED = 11, 10, 8
_NO_TYPES: Types = ()


class Match(NamedTuple):
    """A name found in an address: words [start, end) with its type, [name_start, end) without."""

    start: int
    name_start: int
    end: int
    key: str
    ids: Sequence[int]
    types: Types
    score: int
    slips: int
    is_tight: bool  # begins at a comma, at a type, or at the beginning
    is_misfit: bool  # the type before it is of another level
    is_odd: bool  # the type before it is not its own


class Reading(NamedTuple):
    """One way to read an address. `wards` empty: only a district or a province is named."""

    score: int
    ward: Match | None
    district: Match | None
    province: Match | None
    doubt: str = ""  # why it is not sure: one of the codes below

    @property
    def is_doubtful(self) -> bool:
        return bool(self.doubt)


class Reader:
    """Reads one address. `slips`: whether names with one wrong letter count."""

    __slots__ = ("begins", "end", "gazetteer", "slips", "tight", "words")

    def __init__(
        self, gazetteer: Gazetteer, words: list[str], begins: set[int], end: int, slips: bool
    ) -> None:
        self.gazetteer, self.words, self.begins, self.end, self.slips = gazetteer, words, begins, end, slips
        self.tight: dict[int, bool] = {}

    def readings(self) -> list[Reading]:
        """All ways that name a ward; the district or the province alone are kept as the poorest ways."""
        provinces = self.provinces(self.end)
        found = [Reading(p.score - 2 * NO_WARD, None, None, p) for p, _ in provinces]
        for province, scope in provinces:
            found += self._within(province, scope, province.start, province.score)
        if not any(r.ward for r in found):
            for province, scope in self._untyped(provinces):
                found += self._within(province, scope, province.start, province.score)
        if not any(p.is_tight and not p.is_odd for p, _ in provinces):
            is_province = any((p.is_tight or self.slips) and not p.is_misfit for p, _ in provinces)
            found += self._without_province(self.end, is_province)
        return found

    def _untyped(self, provinces: list[tuple[Match, Scope]]) -> Iterator[tuple[Match, Scope]]:
        """The provinces without the type before them: it may end a ward's name (Tuệ Tĩnh Hải Phòng)."""
        for match, scope in provinces:
            if match.types and match.start not in self.begins:
                score = (match.end - match.name_start) * WORD - LOOSE
                yield match._replace(start=match.name_start, types=(), score=score, is_tight=False), scope

    def around_gaps(self) -> list[Reading]:
        """Ways that pass over one part between commas which nothing explains: never sure."""
        found: list[Reading] = []
        for province, scope in self.provinces(self.end):
            if (gap := self._comma_before(province.start)) is not None:
                found += self._within(province, scope, gap, province.score - GAP)
        if not found and (gap := self._comma_before(self.end)) is not None:
            for province, scope in self.provinces(gap):
                found += self._within(province, scope, province.start, province.score - GAP)
            found += (
                r._replace(score=r.score - GAP) for r in self._without_province(gap, is_province=bool(found))
            )
        return [r._replace(doubt=NOT_UNDERSTOOD) for r in found if r.ward or r.district]

    def _comma_before(self, at: int) -> int | None:
        return max((b for b in self.begins if 0 < b < at), default=None)

    def provinces(self, end: int) -> list[tuple[Match, Scope]]:
        """The provinces that may be named right before `end`, the likeliest first."""
        names = self.gazetteer.provinces
        found: list[tuple[Match, Scope]] = []
        keys = list(self._keys(end))
        for start, key in keys:
            scope = names.get(key)
            if scope is not None:
                match = self._match(start, end, key, scope.provinces, "province", 0)
                if match is not None:
                    found.append((match, scope))
        if self.slips:
            for start, key in keys:
                if len(key) < 2 or not self._may_begin(start):
                    continue
                for like in self.gazetteer.like_province(key):
                    match = self._match(start, end, like, names[like].provinces, "province", 1)
                    if match is not None and (len(like) > SHORT or match.is_tight):
                        found.append((match, names[like]))
        if len(found) > 1:
            found.sort(key=lambda pair: -pair[0].score)
        return found[:4]

    def _within(self, province: Match, scope: Scope, end: int, score: int) -> Iterator[Reading]:
        """Districts and wards right before `end` in a province, or in those that it was joined with."""
        wide = self.gazetteer.near(scope)
        districts, far = list(self._at(end, scope.districts, "district")), 0
        wards = [] if districts else list(self._at(end, scope.wards, "commune"))
        if not districts and not any(
            ward.start == 0 for ward in wards
        ):  # else there is nothing more to explain
            districts, far = list(self._at(end, wide.districts, "district")), FAR_PROVINCE
        is_whole = False
        for district in districts:
            for reading in self._below(district, province, scope, score + district.score - far):
                yield reading
                is_whole = is_whole or _is_whole(reading)
        if is_whole:  # a ward within a district explains more than any ward in its place
            return
        wards, far = wards or list(self._at(end, scope.wards, "commune")), 0
        if not wards and all(district.is_misfit for district in districts):
            wards, far = list(self._at(end, wide.wards, "commune")), FAR_PROVINCE
        for ward in wards:
            yield Reading(score + ward.score - far, ward, None, province)

    def _below(
        self, district: Match, province: Match | None, scope: Scope | None, score: int
    ) -> Iterator[Reading]:
        """Wards of the district right before it; else those elsewhere in the province; else the district alone."""
        is_bare = True
        for unit in district.ids:
            names = self.gazetteer.wards_of.get(unit)
            for ward in self._at(district.start, names, "commune") if names else ():
                is_bare = False
                yield Reading(score + ward.score, ward, district._replace(ids=(unit,)), province)
        if not is_bare:
            return
        if scope is not None:
            for ward in self._at(district.start, scope.wards, "commune"):
                if ward.is_tight:
                    yield Reading(score + ward.score - NOT_THERE, ward, district, province, ELSEWHERE)
        yield Reading(score - NO_WARD, None, district, province)

    def _without_province(self, end: int, is_province: bool) -> Iterator[Reading]:
        for district in self._at(end, self.gazetteer.districts, "district"):
            if not is_province or district.types:
                yield from self._below(district, None, None, district.score - NO_PROVINCE)
        if not is_province:
            for ward in self._at(end, self.gazetteer.country(), "commune"):
                if (not ward.slips or len(ward.key) > SHORT) and (ward.is_tight or len(self.begins) == 1):
                    yield Reading(ward.score - NO_PROVINCE, ward, None, None, FAR_SLIP * bool(ward.slips))

    def _keys(self, end: int) -> Iterator[tuple[int, str]]:
        """The last words before `end` joined: one, two, … with the place where they begin; up to a comma."""
        key, words, begins = "", self.words, self.begins
        for start in range(end - 1, max(-1, end - 1 - LONGEST_NAME), -1):
            key = words[start] + key
            yield start, key
            if start in begins:
                return

    def _at(self, end: int, names: Names, level: str) -> Iterator[Match]:
        """Names of a list that end at `end`."""
        key, words, begins = "", self.words, self.begins
        for start in range(end - 1, max(-1, end - 1 - LONGEST_NAME), -1):
            key = words[start] + key
            if key in names:
                match = self._match(start, end, key, names[key], level, 0)
                if match is not None:
                    yield match
            if start in begins:
                break
        if self.slips:
            yield from self._misspelt(end, names, level)

    def _misspelt(self, end: int, names: Names, level: str) -> Iterator[Match]:
        like = self.gazetteer.like
        for start, key in self._keys(end):
            if len(key) > 2 and not key.isdigit() and self._may_begin(start):
                for name in like(key, names):
                    match = self._match(start, end, name, names[name], level, 1)
                    if match is not None and (len(name) > 3 or match.is_tight):
                        yield match
            if start in self.begins and len(self.words[start]) > 2:
                yield from self._glued(start, end, key, names)

    def _may_begin(self, at: int) -> bool:
        """Whether a misspelt name is looked for here: where commas stand, only behind a comma or a type."""
        known = self.tight.get(at)
        if known is None:
            words, begins = self.words, self.begins
            known = self.tight[at] = (
                len(begins) == 1
                or at in begins
                or type_before(words, at, begins)[0] < at
                or type_like(words, at, begins) < at
            )
        return known

    def _glued(self, start: int, end: int, key: str, names: Names) -> Iterator[Match]:
        """A type written in one with its name: `phuongphuc xa`."""
        for prefix in PREFIXES:
            rest = key[len(prefix) :]
            if rest in names and key.startswith(prefix) and len(self.words[start]) > len(prefix):
                score = (end - start) * WORD - SLIP
                yield Match(start, start, end, rest, names[rest], _NO_TYPES, score, 1, True, False, False)

    def _match(self, at: int, end: int, key: str, ids: Sequence[int], level: str, slips: int) -> Match | None:
        """The match of a name at words [at, end), with its type; None for a bare number."""
        start, types = type_before(self.words, at, self.begins)
        penalty, is_misfit, is_odd = SLIP * slips, False, bool(types)
        if types:
            suiting = self.gazetteer.suiting(ids, types)
            if suiting:
                ids, is_odd = suiting, False
            elif any(LEVEL_OF[t] == level for t in types):
                penalty += WRONG_TYPE
            elif self.slips and (like := type_like(self.words, at, self.begins, level)) < start:
                start = like  # `the xa` is a slip of `thi xa`
            else:
                is_misfit = True
                penalty += WRONG_LEVEL if start in self.begins else DOUBLE
                start = start if start in self.begins else at  # perhaps the end of a name: Xuân Phương Hà Nội
        elif self.slips:
            start = type_like(self.words, at, self.begins, level)
        is_tight = start != at or at in self.begins
        if not is_tight:
            if key.isdigit():
                return None
            penalty += LOOSE
        return Match(
            start,
            at,
            end,
            key,
            ids,
            types,
            (end - start) * WORD - penalty,
            slips,
            is_tight,
            is_misfit,
            is_odd,
        )


@house_rule("first the names as they are written; slips and gaps only where that explains too little")
def read(gazetteer: Gazetteer, words: list[str], begins: set[int]) -> list[Reading]:
    """The best ways to read an address, all with the same score; empty when nothing in it is a name."""
    end = _without_country(words)
    found = Reader(gazetteer, words, begins, end, False).readings()
    named = first_type(words, begins, False)
    best = _best(found, named)
    if best and all(_is_plain(reading, gazetteer, begins, named) for reading in best):
        return best
    if best and any(_is_street(reading, words, begins) for reading in best):
        return _streets(best, found, words, begins)
    patient = Reader(gazetteer, words, begins, end, True)
    named = first_type(words, begins, True)
    found += patient.readings()
    best = _best(found, named)
    if not best or not best[0].ward:
        best = _best(found + patient.around_gaps(), named)
    return best


def _is_street(reading: Reading, words: list[str], begins: set[int]) -> bool:
    """Whether what reads as a ward stands where a street stands: right behind a number or a word for streets."""
    ward = reading.ward
    if ward is None or ward.start != ward.name_start or not ward.start:
        return False
    if reading.district is None and reading.province is None:
        return False
    if type_like(words, ward.start, begins) < ward.start:
        return False
    before = words[ward.start - 1]
    return before in STREETS or any(map(str.isdigit, before))


def _streets(best: list[Reading], found: list[Reading], words: list[str], begins: set[int]) -> list[Reading]:
    """The ward whose name may be a street's, and the ways in which it is one: none of them sure."""
    others = [
        r
        for r in found
        if r.ward is not None and not r.ward.is_misfit and r.ward.is_tight and not r.is_doubtful
    ]
    best = [r for r in others if not _is_street(r, words, begins)] + best
    return [r._replace(doubt=STREET) for r in best]


def _best(found: list[Reading], named: int) -> list[Reading]:
    """Those with the best score; a way that leaves a named unit to its left unread is worth less."""
    if len(found) < 2:
        return found
    scores = [r.score - MISSED * (_start(r) > named) for r in found]
    top = max(scores)
    return [reading for reading, score in zip(found, scores, strict=True) if score == top]


def _is_whole(reading: Reading) -> bool:
    """A ward within its district, both named as such: no ward in the district's place explains as much."""
    ward, district = reading.ward, reading.district
    if ward is None or district is None or reading.is_doubtful:
        return False
    return ward.is_tight and not district.is_misfit


def _start(reading: Reading) -> int:
    first = reading.ward or reading.district or reading.province
    return first.start if first is not None else 0


def _is_plain(reading: Reading, gazetteer: Gazetteer, begins: set[int], named: int) -> bool:
    """Whether slips need not be thought of: a ward with what it lies in, and nothing odd before it."""
    ward, district, province = reading.ward, reading.district, reading.province
    if ward is None or ward.is_misfit or reading.is_doubtful or ward.start > named:
        return False
    if not ward.is_tight and len(begins) > 1:
        return False
    if district is not None:
        return not district.is_misfit
    if province is None:
        return ward.start == 0
    return ward.start == 0 or bool(ward.types) or ward.key not in gazetteer.districts


def _without_country(words: list[str]) -> int:
    """Where the address ends: a country or a postal code at the end says nothing."""
    end = len(words)
    while end and len(words[end - 1]) >= 5 and words[end - 1].isdigit():
        end -= 1
    if end and words[end - 1] in ("vietnam", "vn"):
        return end - 1
    if end > 1 and words[end - 2 : end] == ["viet", "nam"]:
        return end - 2
    return end
