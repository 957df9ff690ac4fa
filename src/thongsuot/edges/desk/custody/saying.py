"""Bags and bundles in words."""

from datetime import datetime

from django.utils.translation import gettext as _

from thongsuot.edges.desk import saying
from thongsuot.plumbing.ui import tables
from thongsuot.work.custody import queries, rules
from thongsuot.work.custody.rules import Custodian, Outcome, SlipState

TONES = {
    SlipState.PACKED: "waiting",
    SlipState.ON_WAY: "doing",
    SlipState.CLOSED: "done",
    SlipState.CANCELLED: "quiet",
}
OUTCOME_TONES = {
    Outcome.WAITING: "waiting",
    Outcome.RECEIVED: "done",
    Outcome.DAMAGED: "soon",
    Outcome.MISSING: "late",
    Outcome.CANCELLED: "quiet",
}


def slip_status(one: queries.SlipRecord, now: datetime) -> tables.Status:
    """The state of a bag as word and tone; one that should have arrived says so."""
    if one.is_too_long(now):
        return tables.Status(_("Quá lâu trên đường"), "late")
    return tables.Status(_(rules.SLIP_NAMES[one.state]), TONES[one.state])


def outcome(one: queries.LineRecord) -> tables.Status:
    """What became of a bundle."""
    return tables.Status(_(rules.OUTCOME_NAMES[one.outcome]), OUTCOME_TONES[one.outcome])


def how_many(originals: int, copies: int) -> str:
    """ "2 bản chính, 1 bản sao"."""
    parts = [
        _("{n} bản chính").format(n=originals) if originals else "",
        _("{n} bản sao").format(n=copies) if copies else "",
    ]
    return ", ".join(part for part in parts if part)


def custodian(custodian_: Custodian, agency_id: int) -> str:
    """Who has it, in words."""
    name = saying.agency(agency_id)
    match custodian_:
        case Custodian.CARRIER:
            return _("trên đường; {agency} chịu trách nhiệm").format(agency=name)
        case Custodian.PERSON:
            return _("đã giao cho người nhận, tại {agency}").format(agency=name)
    return name
