"""What a procedure takes, in the plain words of the person who asks: how long, how much, which way.

Everything is read from the published record; where it says nothing or two things, so do we.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from thongsuot.kernel.deadlines import TimeUnit
from thongsuot.plumbing.ui import formats
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.catalogue.rules import Channel, FeeKind, Level, Online, Per

CHANNELS = {
    Channel.DIRECT: "Nộp trực tiếp",
    Channel.ONLINE: "Nộp qua mạng",
    Channel.POSTAL: "Gửi qua bưu điện",
    Channel.ANY: "Theo mục dịch vụ của nguồn công bố",
}
SHORT_CHANNELS = {
    Channel.DIRECT: "trực tiếp",
    Channel.ONLINE: "qua mạng",
    Channel.POSTAL: "qua bưu điện",
}
FEES = {FeeKind.FEE: "Phí", FeeKind.SERVICE_FEE: "Lệ phí", FeeKind.PRICE_LEVEL: "Giá dịch vụ"}
_ORDER = {
    unit: n
    for n, unit in enumerate(
        (TimeUnit.HOUR, TimeUnit.DAY, TimeUnit.WORKING_DAY, TimeUnit.MONTH, TimeUnit.YEAR, TimeUnit.OTHER)
    )
}
_BULLET = re.compile(r"^\s*(?:[-–—+*•]+|\(?\d{1,2}[.)](?=\s))\s*")


class Amount(Protocol):
    """A term as far as its length goes."""

    @property
    def quantity(self) -> int | None: ...
    @property
    def unit(self) -> TimeUnit: ...


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: what it is about, what is said, and the source's own words beside it."""

    about: str
    said: str
    note: str = ""


def title(name: str) -> str:
    """The procedure's name without the word "Thủ tục" before it, and never in capitals only."""
    text = " ".join(name.split()).rstrip(".")
    if text.isupper():
        text = text.capitalize()
    if text.lower().startswith("thủ tục "):
        text = text[len("thủ tục ") :]
    return text[:1].upper() + text[1:]


def bare(text: str) -> str:
    """A line without the bullet before it and the colon behind it."""
    return _BULLET.sub("", " ".join(text.split())).strip().rstrip(":").strip()


def length(term: Amount) -> str:
    """ "3 ngày làm việc"."""
    n = term.quantity or 0
    match TimeUnit(term.unit):
        case TimeUnit.HOUR:
            said = ngettext("{n} giờ", "{n} giờ", n)
        case TimeUnit.DAY:
            said = ngettext("{n} ngày", "{n} ngày", n)
        case TimeUnit.MONTH:
            said = ngettext("{n} tháng", "{n} tháng", n)
        case TimeUnit.YEAR:
            said = ngettext("{n} năm", "{n} năm", n)
        case _other:
            said = ngettext("{n} ngày làm việc", "{n} ngày làm việc", n)
    return said.format(n=n)


def how_long(version: catalogue.VersionRecord) -> str:
    """How long the procedure takes, as one sentence for all its cases and channels."""
    if version.same_day_until is not None:
        return _("Trong ngày; nhận sau {clock} thì trả vào ngày làm việc kế tiếp").format(
            clock=formats.clock(version.same_day_until)
        )
    found = _shortest_and_longest(term for term in promised(version) if term.is_computable)
    if found is None:
        return _("Nguồn công bố chưa nêu thời hạn tính được")
    first, last = length(found[0]), length(found[1])
    if first == last:
        return first
    return _("Từ {first} đến {last}, tùy trường hợp").format(first=first, last=last)


def promised(version: catalogue.VersionRecord) -> list[catalogue.Term]:
    """The terms for which a counter would set a due date: of every channel, for all and for every case."""
    channels = version.channels or (Channel.DIRECT,)
    found = [
        version.term_for(channel=channel, case=case)
        for case in ("", *version.services)
        for channel in channels
    ]
    return [term for term in found if term is not None]


def _shortest_and_longest(terms: Iterable[catalogue.Term]) -> tuple[catalogue.Term, catalogue.Term] | None:
    days = {
        TimeUnit.HOUR: 1 / 8,
        TimeUnit.DAY: 1,
        TimeUnit.WORKING_DAY: 1.4,
        TimeUnit.MONTH: 30,
        TimeUnit.YEAR: 365,
    }
    ordered = sorted(terms, key=lambda t: ((t.quantity or 0) * days[t.unit], _ORDER[t.unit]))
    return (ordered[0], ordered[-1]) if ordered else None


def times(version: catalogue.VersionRecord) -> list[Line]:
    """How long each case takes by each channel, each sentence once."""
    found: dict[tuple[str, str], list[Channel]] = {}
    notes: dict[tuple[str, str], str] = {}
    for term in version.terms:
        said = length(term) if term.is_computable else bare(term.description)
        if not said:
            continue
        key = (term.case, said)
        found.setdefault(key, []).append(term.channel)
        notes.setdefault(
            key, "" if term.origin.value == "service" or not term.is_computable else bare(term.description)
        )
    return [
        Line(bare(case) or _named(channels), said, notes[case, said])
        for (case, said), channels in found.items()
    ]


def _named(channels: list[Channel]) -> str:
    """The channels of one time; the time of a service says nothing new beside theirs."""
    named = [_(CHANNELS[c]) for c in CHANNELS if c in channels and c is not Channel.ANY]
    return ", ".join(named) or _(CHANNELS[Channel.ANY])


def how_much(version: catalogue.VersionRecord) -> str:
    """What it costs, as one sentence."""
    fees = version.fees
    if not fees:
        return _("Nguồn công bố không nêu khoản thu nào")
    if any(fee.by_council for fee in fees):
        return _("Mức thu do Hội đồng nhân dân tỉnh, thành phố quyết định")
    amounts = sorted({fee.vnd for fee in fees if fee.vnd})
    if amounts:
        first, last = formats.vnd(amounts[0]), formats.vnd(amounts[-1])
        return first if first == last else _("Từ {first} đến {last}").format(first=first, last=last)
    if all(fee.vnd == 0 for fee in fees):
        return (
            _("Không mất phí")
            if not any(bare(fee.note) for fee in fees)
            else _("Không mất phí, trừ trường hợp nêu bên dưới")
        )
    return _("Tùy trường hợp, xem phần lệ phí")


def costs(version: catalogue.VersionRecord, day: date) -> list[Line]:
    """Every fee with the note it was published with, each once; of what it is the price, where that is known."""
    found: dict[Line, None] = {}
    for fee in version.fees:
        if fee.by_council:
            said = _("Do Hội đồng nhân dân tỉnh, thành phố quyết định")
        elif fee.vnd is None:
            said = _("Chưa nêu mức thu")
        else:
            said = formats.vnd(fee.vnd) if fee.vnd else _("Không thu")
        note, per = " ".join(fee.note.split()), _per(version, fee, day)
        if per is not None:
            said = _("{vnd} mỗi {unit}").format(vnd=said, unit=_(per.unit))
            note = " · ".join(filter(None, (note if not note.startswith("/") else "", per.article)))
        found[Line(_(FEES[fee.kind]), said, note)] = None
    return list(found)


def _per(version: catalogue.VersionRecord, fee: catalogue.Fee, day: date) -> Per | None:
    return catalogue.fee_per(
        procedure_code=version.code, kind=fee.kind.value, vnd=fee.vnd, note=fee.note, day=day
    )


def which_way(version: catalogue.VersionRecord) -> str:
    """Whether it can be done online, as one sentence."""
    match version.online:
        case Online.FULL:
            return _("Làm được trọn vẹn qua mạng")
        case Online.PARTIAL:
            return _("Nộp được qua mạng, có bước phải đến tận nơi")
        case _other:
            return _("Không nộp qua mạng")


def ways(version: catalogue.VersionRecord) -> str:
    """The channels in which it can be filed."""
    found = ", ".join(_(name) for channel, name in SHORT_CHANNELS.items() if channel in version.channels)
    return found[:1].upper() + found[1:]


def settled_by(version: catalogue.VersionRecord) -> str:
    """Which level settles it."""
    if Level.VERTICAL in version.levels:
        return _("Cơ quan ngành dọc (công an, thuế, hải quan…)")
    if Level.WARD in version.levels and Level.PROVINCE in version.levels:
        return _("Cấp xã hoặc cấp tỉnh, tùy việc")
    return _("Ủy ban nhân dân xã, phường") if Level.WARD in version.levels else _("Cơ quan cấp tỉnh")


@dataclass(frozen=True, slots=True)
class Indented:
    """A line of a long text: 0 a sentence of its own, 1 a point, 2 a point below it."""

    depth: int
    text: str


def lines(text: str) -> list[Indented]:
    """A long text as published, line by line, its bullets read as depth."""
    found = []
    for raw in text.splitlines():
        line = " ".join(raw.split())
        if line:
            depth = 2 if line.startswith("+") else 1 if line[0] in "-–•*" or line.startswith("(") else 0
            found.append(Indented(depth, bare(line) if depth and not line.startswith("(") else line))
    return found


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper to bring: how many, whether it must be there, whether there is a form to fill in."""

    name: str
    count: str
    required: bool
    has_form: bool


@dataclass(frozen=True, slots=True)
class Case:
    """The papers of a case, and the remarks that the record lists among them."""

    name: str
    papers: list[Paper]
    remarks: list[str]


def cases(version: catalogue.VersionRecord) -> list[Case]:
    """The papers case by case. A "paper" of which none is wanted is a remark: it is shown as one."""
    return [
        Case(
            bare(name),
            list(_papers(group)),
            [bare(p.name) for p in group if not p.originals and not p.copies],
        )
        for name in sorted(version.cases, key=bool)
        for group in [[paper for paper in version.papers if paper.case == name]]
    ]


def _papers(group: Sequence[catalogue.PaperWanted]) -> Iterable[Paper]:
    for paper in group:
        wanted = [_("{n} bản chính").format(n=paper.originals)] if paper.originals else []
        wanted += [_("{n} bản sao").format(n=paper.copies)] if paper.copies else []
        if wanted:
            yield Paper(bare(paper.name), ", ".join(wanted), paper.required, paper.has_form)
