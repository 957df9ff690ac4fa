"""All names of all units of all days, arranged so that a reader finds them by where they belong."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from thongsuot.kernel.law import house_rule
from thongsuot.registers.addresses.rules.letters import key_of, shortened, spelt_like

Names = dict[str, list[int]]  # key of a name → units that bear it
R = TypeVar("R")
FARM, FARM_SHORT = "nongtruong", "nt"


class Place(NamedTuple):
    """One version of a unit. Days are ordinals (`date.toordinal`); `until` 0: until further notice.

    `level` and `type` as in units.rules; `parent` 0: a province.
    """

    id: int
    level: str
    code: str
    name: str
    type: str
    parent: int
    province: int
    since: int
    until: int
    key: str


class Move(NamedTuple):
    """A line of a conversion table: what of an old unit went to a new one on `day`; `kind` as in units.rules.

    `part` is 0..1 of the old unit's people, or else of its area; None: not known.
    """

    old: int
    new: int
    day: int
    kind: str
    part_name: str
    note: str
    resolution: str
    clause: str
    part: float | None


class Alias(NamedTuple):
    """Another name that people use. `ids` empty: a unit that ended before the register begins.

    `key`: what of the name counts, without a type.
    """

    level: str
    name: str
    key: str
    ids: tuple[int, ...]
    within: int = 0  # the district of an ended commune


class Shelf(dict[int, list[R]]):
    """Rows by unit, made into records when they are first looked at; a unit without rows has none."""

    __slots__ = ("_make", "raw")

    def __init__(self, make: Callable[..., R], raw: Mapping[str, list[list[Any]]] | None = None) -> None:
        self._make, self.raw = make, raw or {}

    def __missing__(self, unit: int) -> list[R]:
        found = self[unit] = [self._make(*row) for row in self.raw.get(str(unit), ())]
        return found


class Scope:
    """The names within one province, or within several that share a name: old and new Hà Nội."""

    __slots__ = ("districts", "near", "provinces", "wards")

    def __init__(
        self, provinces: tuple[int, ...], wards: Names | None = None, districts: Names | None = None
    ) -> None:
        self.provinces = provinces
        self.wards: Names = wards or {}
        self.districts: Names = districts or {}
        self.near: Scope | None = None  # the same with the provinces that it was joined from or to


class Gazetteer:
    """Built from rows, or restored from what `state` wrote; later only lists of near spellings are added."""

    def __init__(
        self,
        places: Iterable[Place] = (),
        moves: Iterable[Move] = (),
        aliases: Iterable[Alias] = (),
        titles: Mapping[str, str] | None = None,
    ) -> None:
        self.versions: Shelf[Place] = Shelf(Place)
        self.moves_from: Shelf[Move] = Shelf(Move)
        self.moves_to: Shelf[Move] = Shelf(Move)
        self.scopes: dict[tuple[int, ...], Scope] = {}
        self.provinces: dict[str, Scope] = {}
        self.districts: Names = {}
        self.wards_of: dict[int, Names] = {}
        self.ended: dict[str, list[Alias]] = {}
        self.answers: dict[object, Any] = {}
        self.titles = dict(titles or {})  # type → the word before a name, as in units.rules
        self.full_names: dict[tuple[int, int], str] = {}
        self._scopes_of: dict[int, list[Scope]] = {}
        self._spellings: dict[int, dict[str, list[str]]] = {}
        self._country: Names = {}
        self._types: dict[int, frozenset[str]] = {}
        for move in moves:
            self.moves_from[move.old].append(move)
            self.moves_to[move.new].append(move)
        self._fill(sorted(places, key=lambda p: p.level, reverse=True), list(aliases))

    def state(self) -> dict[str, Any]:
        """Everything as plain lists and dicts, for a file."""
        numbers = {provinces: number for number, provinces in enumerate(self.scopes)}
        return {
            "versions": self.versions,
            "moves_from": {unit: moves for unit, moves in self.moves_from.items() if moves},
            "moves_to": {unit: moves for unit, moves in self.moves_to.items() if moves},
            "scopes": [[s.provinces, s.wards, s.districts] for s in self.scopes.values()],
            "provinces": {key: numbers[scope.provinces] for key, scope in self.provinces.items()},
            "districts": self.districts,
            "wards_of": self.wards_of,
            "ended": self.ended,
            "titles": self.titles,
        }

    @classmethod
    def restored(cls, state: Mapping[str, Any]) -> "Gazetteer":
        """From a `state` that went through JSON (where the keys of dicts became text)."""
        made = cls(titles=state["titles"])
        made.versions = Shelf(Place, state["versions"])
        made.moves_from = Shelf(Move, state["moves_from"])
        made.moves_to = Shelf(Move, state["moves_to"])
        scopes = [Scope(tuple(ids), wards, districts) for ids, wards, districts in state["scopes"]]
        made.scopes = {scope.provinces: scope for scope in scopes}
        made.provinces = {key: scopes[number] for key, number in state["provinces"].items()}
        made.districts = state["districts"]
        made.wards_of = {int(unit): names for unit, names in state["wards_of"].items()}
        made.ended = {key: [Alias(*alias) for alias in all_] for key, all_ in state["ended"].items()}
        for scope in scopes:
            for unit in scope.provinces:
                made._scopes_of.setdefault(unit, []).append(scope)
        return made

    def _fill(self, places: Sequence[Place], aliases: Sequence[Alias]) -> None:
        for place in places:
            self.versions[place.id].append(place)
        for versions in self.versions.values():
            if len(versions) > 1:
                versions.sort(key=lambda v: v.since)
        self._name_provinces(places, aliases)
        for place in places:
            if place.level != "province":
                for key in _keys(place.key):
                    self._enter(place, key)
        for alias in aliases:
            if alias.level == "province":
                continue
            if not alias.ids:
                self.ended.setdefault(alias.key, []).append(alias)
            for unit in alias.ids:
                self._enter(self.versions[unit][0], alias.key)

    def _name_provinces(self, places: Sequence[Place], aliases: Sequence[Alias]) -> None:
        named: Names = {}
        for place in places:
            if place.level == "province":
                _add(named, place.key, place.id)
        for alias in aliases:
            if alias.level == "province":
                for unit in alias.ids:
                    _add(named, alias.key, unit)
        for key, ids in named.items():
            provinces = tuple(sorted(ids))
            if provinces not in self.scopes:
                scope = self.scopes[provinces] = Scope(provinces)
                for unit in provinces:
                    self._scopes_of.setdefault(unit, []).append(scope)
            self.provinces[key] = self.scopes[provinces]

    def _enter(self, place: Place, key: str) -> None:
        is_district = place.level == "district"
        for scope in self._scopes_of.get(place.province, ()):
            _add(scope.districts if is_district else scope.wards, key, place.id)
        if is_district:
            _add(self.districts, key, place.id)
        elif place.parent != place.province:
            _add(self.wards_of.setdefault(place.parent, {}), key, place.id)

    def suiting(self, ids: Sequence[int], types: tuple[str, ...]) -> Sequence[int]:
        """Units of one of the types first, then bearers of the name elsewhere: a type is often out of date.

        Empty when none is of these types. Where two share a district, their types tell them apart.
        """
        versions = self.versions
        if len(ids) == 1:
            return ids if self._is_of(ids[0], types) else ()
        fitting = [unit for unit in ids if self._is_of(unit, types)]
        if len(ids) == len(fitting) < 2 or not fitting:
            return fitting
        above = {versions[unit][0].parent for unit in fitting}
        fitting.sort(key=lambda unit: versions[unit][-1].until > 0)
        return fitting + [
            unit for unit in ids if unit not in fitting and versions[unit][0].parent not in above
        ]

    def _is_of(self, unit: int, types: tuple[str, ...]) -> bool:
        own = self._types.get(unit)
        if own is None:
            own = self._types[unit] = frozenset(version.type for version in self.versions[unit])
        return not own.isdisjoint(types)

    def full_name(self, place: Place) -> str:
        """ "Phường Kinh Bắc"."""
        return f"{self.titles[place.type]} {place.name}"

    def near(self, scope: Scope) -> Scope:
        """The scope widened by the provinces that its provinces were joined to or made from."""
        if scope.near is None:
            joined = {p for unit in scope.provinces for p in self._joined(unit)} - set(scope.provinces)
            wide = Scope(scope.provinces)
            for unit in sorted(joined):
                for other in self._scopes_of.get(unit, ()):
                    _merge(wide.wards, other.wards)
                    _merge(wide.districts, other.districts)
            scope.near = wide
        return scope.near

    def _joined(self, province: int) -> Iterator[int]:
        for move in self.moves_from[province]:
            yield move.new
            yield from (other.old for other in self.moves_to[move.new])
        yield from (move.old for move in self.moves_to[province])

    def country(self) -> Names:
        """The communes of the whole country by name."""
        if not self._country:
            for unit in [*(int(unit) for unit in self.versions.raw), *self.versions]:
                for place in self.versions[unit]:
                    if place.level == "commune":
                        for key in _keys(place.key):
                            _add(self._country, key, place.id)
        return self._country

    def like(self, word: str, names: Names) -> list[str]:
        """Names of a list that are one slip from `word`. The list must be one of the gazetteer's own."""
        near = self._spellings.get(id(names))
        if near is None:
            near = self._spellings[id(names)] = shortened(names)
        return spelt_like(word, near)

    def like_province(self, word: str) -> list[str]:
        """Names of provinces that are one slip from `word`."""
        near = self._spellings.get(0)
        if near is None:
            near = self._spellings[0] = shortened(self.provinces)
        return spelt_like(word, near)

    def on(self, unit: int, day: int) -> Place | None:
        """What a unit is on a day; before the register's first day what it is then first known as."""
        versions = self.versions[unit]
        first = versions[0]
        if day < first.since and not self.moves_to[unit]:
            return first
        for version in versions:
            if version.since <= day and (not version.until or day < version.until):
                return version
        return None


def _keys(key: str) -> tuple[str, ...]:
    """A state farm is written out or NT."""
    if key.startswith(FARM):
        return key, FARM_SHORT + key[len(FARM) :]
    if key.startswith(FARM_SHORT):
        return key, FARM + key[len(FARM_SHORT) :]
    return (key,)


def _add(names: Names, key: str, unit: int) -> None:
    bearers = names.get(key)
    if bearers is None:
        names[key] = [unit]
    elif unit not in bearers:
        bearers.append(unit)


def _merge(into: Names, names: Names) -> None:
    for key, ids in names.items():
        for unit in ids:
            _add(into, key, unit)


@house_rule("the same rows come from the database and from the packs; their keys are worked out in one place")
def place(
    unit: int,
    level: str,
    code: str,
    name: str,
    unit_type: str,
    parent: int,
    province: int,
    since: int,
    until: int,
) -> Place:
    """A row of the gazetteer with the key of its name."""
    return Place(unit, level, code, name, unit_type, parent, province, since, until, key_of(name))
