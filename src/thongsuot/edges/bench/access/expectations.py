"""Who may do what, verb by verb: read from the declaration of the verb and the roles of the pack.

Most verbs say it themselves: nobody but the system, or officers with the verb in one of their roles at the agency
that is named, or the applicant with his own dossier. What checks otherwise says so in `OTHERWISE`, in a line each.
A verb that is found in neither way says nothing, and fails.
"""

import csv
import inspect
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.utils.module_loading import module_has_submodule

from thongsuot.kernel.actor import Kind
from thongsuot.plumbing.access import READ
from thongsuot.plumbing.commands import VERBS, Verb

ROLES = "national/roles.csv"
HOUSE = "thongsuot."
AGENCY = ("agency_id", "office_id")  # the parameter in whose name, or about whose books, something is done
OWN_DOSSIER = ("dossier_id", "dossier_ids")
PLANTED = Verb("planted.verb", frozenset({Kind.OFFICER, Kind.SYSTEM}), False, lambda: None)  # says nothing


@dataclass(frozen=True, slots=True)
class Otherwise:
    """`grants`: verbs that an officer needs, all of them, at the agency named (at any, where none is named).

    `is_quiet`: it is carried out, or refused with the same words, also where there is nothing for the actor;
    `anywhere`: the agency that is named need not have to do with the dossier.
    """

    why: str
    grants: tuple[str, ...] = ()
    is_quiet: bool = False
    anywhere: bool = False


@dataclass(frozen=True, slots=True)
class Expectation:
    """Who may call a verb. `kinds` without any: nobody but the system."""

    kinds: frozenset[Kind]
    grants: tuple[str, ...] = ()
    is_quiet: bool = False
    anywhere: bool = False


RECEIVE = ("dossiers.receive",)
OWN_RUN = Otherwise("a run belongs to whoever chose it; every dossier asks for the grant again")
OWN_VIEW = Otherwise("a view belongs to whoever saved it")
OTHERWISE = {
    "identity.end_session": Otherwise("one's own session"),
    "identity.end_other_sessions": Otherwise("one's own sessions but the one that is kept", is_quiet=True),
    "identity.revoke_token": Otherwise("one's own token"),
    "identity.revoke_all": Otherwise("only grants at agencies that the actor administers", is_quiet=True),
    "reorganisation.order": Otherwise("the grant of what is ordered", ("reorganisation.rehearse",)),
    "reorganisation.carry_out": Otherwise("the grant of what was ordered", ("reorganisation.rehearse",)),
    "books.take_out": Otherwise("the book of an office whose records one reads", (READ,)),
    "bulk.prepare": Otherwise("the grant of the deed, anywhere", ("dossiers.assign",)),
    **{f"bulk.{name}": OWN_RUN for name in ("start", "pause", "resume", "drop", "undo", "carry_on")},
    "clocks.read": Otherwise("what one was told oneself", is_quiet=True),
    "custody.give_back": Otherwise("the right to return results", ("dossiers.return",)),
    "custody.settle_post": Otherwise("the right to return results", ("dossiers.return",)),
    "dossiers.receive_digitised": Otherwise("the grants of both verbs", (*RECEIVE, "dossiers.attach")),
    "dossiers.open_file": Otherwise(
        "a file of a dossier that one sees, for an agency whose records one reads", (READ,), anywhere=True
    ),
    "dossiers.withdraw": Otherwise(
        "the applicant's own, or at whichever counter sees it", ("dossiers.withdraw",), anywhere=True
    ),
    "dossiers.export": Otherwise("a line in the journal; the rows are read through the wall", is_quiet=True),
    "filings.submit": Otherwise("one's own draft"),
    "filings.receive": Otherwise("the grant of receiving", RECEIVE),
    "filings.receive_different": Otherwise("the grant of receiving", RECEIVE),
    "filings.look_up": Otherwise("the grant of receiving", RECEIVE),
    "filings.open_papers": Otherwise("the grants of receiving and attaching", (*RECEIVE, "dossiers.attach")),
    "filings.amend": Otherwise("the grant of supplementing, or one's own dossier", ("dossiers.supplement",)),
    "fees.order": Otherwise("the fees of one's own dossier"),
    "imports.load_part": Otherwise("the grant of loading at the book's agency", ("imports.load",)),
    "relays.open_file": Otherwise("a file of a relay that one sees"),
    "relays.send_more": Otherwise("the relay whose code one holds"),
    "signatures.sign_uploads": Otherwise("the grant of signing results", ("signatures.sign",)),
    "shifts.take_back": Otherwise("one's own shift"),
    "views.save": Otherwise("one's own list; for others only with their agency's grant"),
    "views.drop": OWN_VIEW,
    "views.open_with": Otherwise("a view that one sees"),
}


def every() -> list[Verb]:
    """Every verb of the house, also of modules that no page has asked for yet."""
    for app in apps.get_app_configs():
        if app.name.startswith(HOUSE) and module_has_submodule(app.module, "services"):
            import_module(f"{app.name}.services")
    return [verb for verb in VERBS.values() if _is_ours(verb.function.__module__)]


def _is_ours(module: str) -> bool:
    return module.startswith(HOUSE) and ".tests." not in module


@cache
def held() -> frozenset[str]:
    """Every verb that a role of the national pack gives."""
    with (settings.PACKS_DIR / ROLES).open(encoding="utf-8") as file:
        return frozenset(verb for row in csv.DictReader(file) for verb in row["verbs"].split())


def of(verb: Verb) -> Expectation | None:
    """Who may call the verb; None when nobody said."""
    people = verb.kinds - {Kind.SYSTEM}
    if not people:
        return Expectation(frozenset())
    if (said := OTHERWISE.get(verb.name)) is not None:
        return Expectation(people, said.grants, said.is_quiet, said.anywhere)
    if not verb.needs_grant:
        return None
    names = parameters(verb)
    by_role = verb.name in held() and "agency_id" in names
    by_dossier = any(name in names for name in OWN_DOSSIER)
    if (Kind.OFFICER in people and not by_role) or (people - {Kind.OFFICER} and not by_dossier):
        return None
    return Expectation(people, (verb.name,) if Kind.OFFICER in people else ())


def silent(verbs: Iterable[Verb]) -> list[str]:
    """The verbs that say nothing."""
    return sorted(verb.name for verb in verbs if of(verb) is None)


def stale(verbs: Iterable[Verb]) -> list[str]:
    """Lines of `OTHERWISE` for which there is no verb any more."""
    return sorted(OTHERWISE.keys() - {verb.name for verb in verbs})


def parameters(verb: Verb) -> frozenset[str]:
    """The names of what a verb is told, beside who acts and when."""
    return frozenset(inspect.signature(verb.function).parameters) - {"actor", "now"}
