"""Who tries: every role in every relation to a dossier, and who is nobody any more."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.db import connection
from django.http import HttpResponse

from thongsuot.kernel.actor import ANONYMOUS, SYSTEM, Actor, Kind
from thongsuot.plumbing import access
from thongsuot.plumbing.http import tracked
from thongsuot.registers.identity import queries as identity
from thongsuot.registers.identity import services as accounts


@dataclass(frozen=True, slots=True)
class Person:
    """`relation` to the dossier that is tried, `sees` whether he may see it; how he proves who he is."""

    name: str
    kind: Kind
    relation: str
    sees: bool
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    actor: Actor = ANONYMOUS
    grants: Mapping[str, frozenset[int]] = field(
        default_factory=dict
    )  # verb → agencies, by the roles he holds

    def may(self, verb: str, agency_id: int | None) -> bool:
        """Whether one of his roles gives him the verb at the agency; with None, at any."""
        given = self.grants.get(verb, frozenset())
        return bool(given) if agency_id is None else agency_id in given


def account_id(username: str) -> int:
    """The id of a demo account."""
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select id from account where username = %s", [username])
        row = cursor.fetchone()
    if row is None:
        raise RuntimeError(f"the pack has no account {username}")
    return int(row[0])


def officers_at(agency_id: int) -> dict[str, str]:
    """Role → user name of the demo officers whose grant stands at an agency."""
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            """select r.code, a.username from role_grant g join role r on r.id = g.role_id
               join account a on a.id = g.account_id where g.agency_id = %s and a.is_demo order by a.id desc""",
            [agency_id],
        )
        return dict(cursor.fetchall())


def bearer(username: str, *, name: str, relation: str, sees: bool) -> Person:
    """A person who proves himself with a token to the API and with a session to the pages."""
    now = datetime.now(UTC)
    id_ = account_id(username)
    token = accounts.make_token(actor=SYSTEM, now=now, account_id=id_, name="gate")
    actor = identity.actor_for(account_id=id_, day=now.date())
    cookies = {settings.SESSION_COOKIE_NAME: _cookie(id_, now)}
    headers = {"Authorization": f"Bearer {token}"}
    return Person(name, actor.kind, relation, sees, headers, cookies, actor, granted(id_, now.date()))


HELD = """select g.agency_id, g.reach, r.verbs from role_grant g join role r on r.id = g.role_id
 where g.account_id = %s and g.revoked_at is null and g.valid @> %s::date"""


def granted(id_: int, day: date) -> Mapping[str, frozenset[int]]:
    """What the roles of an account give, read from the rows of the pack: verb → agencies."""
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(HELD, [id_, day])
        rows = cursor.fetchall()
    found: dict[str, frozenset[int]] = {}
    for agency_id, reach, verbs in rows:
        agencies, _authority = identity.reached(agency_id=agency_id, reach=reach, day=day)
        for verb in verbs:
            found[verb] = found.get(verb, frozenset()) | agencies
    return found


def _cookie(id_: int, now: datetime) -> str:
    """The signed cookie of a session that has just begun."""
    sid = accounts.begin_session(actor=SYSTEM, now=now, account_id=id_, device="gate", method="password")
    store = SessionStore()
    store[accounts.SESSION_KEY] = str(sid)
    store.save()
    return str(store.session_key)


def follower(dossier_id: UUID, *, relation: str, sees: bool) -> Person:
    """Somebody who proved to hold a dossier's code."""
    response = HttpResponse()
    tracked.remember(response, dossier_id)
    cookie = response.cookies[tracked.COOKIE].value
    actor = Actor(Kind.TRACKER, dossier_id=str(dossier_id))
    return Person("tracker", Kind.TRACKER, relation, sees, {}, {tracked.COOKIE: cookie}, actor)


def nobody() -> Person:
    """Not logged in."""
    return Person("anonymous", Kind.ANONYMOUS, "stranger", False)


def disabled(username: str) -> Person:
    """An officer of the competent agency whose account was disabled after he got his token."""
    person = bearer(username, name="disabled officer", relation="former colleague", sees=False)
    now = datetime.now(UTC)
    accounts.disable(actor=SYSTEM, now=now, account_id=account_id(username), reason="gate")
    return Person(person.name, Kind.ANONYMOUS, person.relation, False, person.headers, person.cookies)


def former(username: str) -> Person:
    """An officer of the competent agency whose grants ended yesterday."""
    person = bearer(username, name="former officer", relation="former colleague", sees=False)
    today = datetime.now(UTC).date()
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            "update role_grant set valid = daterange(%s, %s) where account_id = %s",
            [today - timedelta(days=30), today, account_id(username)],
        )
    actor = identity.actor_for(account_id=account_id(username), day=today)
    return Person(person.name, person.kind, person.relation, False, person.headers, person.cookies, actor)
