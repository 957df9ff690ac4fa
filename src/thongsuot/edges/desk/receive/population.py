"""Filling in an applicant from the population data: asked with consent, marked, corrected with a reason."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from thongsuot.edges.desk import page
from thongsuot.kernel.errors import Problem, Refused, Word
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import formats
from thongsuot.work.filings import ports, rules, services

SALT, LASTS_S = "thongsuot.told", 24 * 3600
FIELDS = ("name", "address")
COOKIE, COOKIE_LASTS_S = "dan-cu", 4 * 3600


@dataclass(frozen=True, slots=True)
class Told:
    """What the population data said of the number; "" what they did not say. `at`: when, as people read it.

    `birth_date` and `sex` as one types them on a form: the intake asks for neither, the declaration does.
    """

    citizen_id: str
    name: str
    address: str
    at: str
    birth_date: str = ""
    sex: str = ""

    def mark(self, field: str, given: Mapping[str, Any]) -> str:
        """What stands below the field: that it is as told, or what was told instead."""
        told = str(getattr(self, field))
        if not told:
            return ""
        if field in rules.different({field: told}, {field: str(given.get(field, ""))}):
            return _("Dữ liệu dân cư ghi: {told}").format(told=told)
        return _("Theo dữ liệu dân cư, tra lúc {at}.").format(at=self.at)

    def different(self, given: Mapping[str, Any]) -> tuple[str, ...]:
        """Names of the fields that say otherwise."""
        return rules.different(
            {name: str(getattr(self, name)) for name in FIELDS},
            {name: str(given.get(name, "")) for name in FIELDS},
        )


def is_offered() -> bool:
    """Whether there is anybody to ask."""
    return ports.population() is not None


def told(given: Mapping[str, Any], salt: str = SALT) -> Told | None:
    """What was told before and travels with the page, if it is about the number that stands there now."""
    try:
        found = signing.loads(str(given.get("told", "")), salt=salt, max_age=LASTS_S)
        known = Told(**found)
    except (signing.BadSignature, TypeError):
        return None
    return known if known.citizen_id == "".join(str(given.get("citizen_id", "")).split()) else None


def fill(request: Request, agency_id: int, given: QueryDict) -> tuple[Problem, ...]:
    """Ask, and put what was told into the fields that stand empty. Returns why nothing was, in the words of the page."""
    number = page.asked(given, "citizen_id", 40)
    try:
        person = services.look_up(
            actor=request.actor, now=request.now, agency_id=agency_id, citizen_id=number,
            consent=bool(given.get("consent")),
        )  # fmt: skip
    except Refused as refused:
        return refused.problems
    except ports.Away as away:
        message = "Dữ liệu dân cư không trả lời ({why}). Hãy gõ tay và đối chiếu với giấy tờ."
        return (Problem("population_away", message, "citizen_id", {"why": Word(away.why)}),)
    if person is None:
        message = "Dữ liệu dân cư không có số này. Hãy xem lại số, hoặc gõ tay theo giấy tờ."
        return (Problem("population_unknown", message, "citizen_id"),)
    known = Told(
        person.citizen_id, person.name, person.address, formats.clock(request.now), _typed(person.birth_date),
        person.sex,
    )  # fmt: skip
    given["told"] = signing.dumps(asdict(known), salt=SALT)
    for name in FIELDS:
        if not str(given.get(name, "")).strip():
            given[name] = getattr(known, name)
    return ()


def _typed(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def pass_on(response: HttpResponse, told: Told | None, code: str) -> None:
    """Let the declaration of the dossier know what was told: the applicant agreed once and is not asked again.

    It waits in this browser alone, for the one page that it is for, and never stands in an address.
    """
    if told is not None:
        response.set_cookie(
            COOKIE, signing.dumps(asdict(told), salt=f"{SALT}.{code}"), max_age=COOKIE_LASTS_S, path=_declaration(code),
            httponly=True, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax",
        )  # fmt: skip


def passed_on(request: Request, code: str, citizen_id: str) -> dict[str, str]:
    """What was told of the applicant when this dossier was received here; nothing for any other dossier."""
    carried = {"told": request.COOKIES.get(COOKIE, ""), "citizen_id": citizen_id}
    known = told(carried, salt=f"{SALT}.{code}")
    return {name: value for name, value in asdict(known).items() if name != "at"} if known else {}


def forget(response: HttpResponseBase, code: str) -> None:
    """The declaration has it."""
    response.delete_cookie(COOKIE, path=_declaration(code), samesite="Lax")


def _declaration(code: str) -> str:
    return reverse("desk:declaration", args=[code])
