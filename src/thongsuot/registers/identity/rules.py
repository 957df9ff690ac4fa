"""What grants reach, how long a session lasts, how long to wait after wrong guesses."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from thongsuot.kernel import names
from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import house_rule, law


class AccountKind(StrEnum):
    OFFICER = "officer"
    CITIZEN = "citizen"


class Reach(StrEnum):
    OWN = "own"  # the agency alone
    TREE = "tree"  # the agency and everything below it
    AUTHORITY = "authority"  # everything of the province


SESSION_LASTS = timedelta(hours=12)  # a working day; the cookie's age is the same
SESSION_IDLE = timedelta(hours=3)  # longer than the midday break, so nobody is thrown out by it
SEEN_EVERY = timedelta(minutes=5)  # how exact "last seen" is: one write instead of one a request
TOKEN_LASTS = timedelta(days=365)
TRACKED_LASTS = timedelta(minutes=30)
CODE_ONCE = timedelta(minutes=2)  # a one-time code lives 30 s; used once, it is refused for longer than that

PASSWORD_LEAST = 10
# What people here begin a password with; a word of these and figures after it is found at once.
BEGINNINGS = re.compile(
    r"(mat ?khau|vietnam|viet ?nam|anh ?yeu ?em|em ?yeu ?anh|khong ?biet|thong ?suot|quan ?tri)\W*\d*\W*"
)

# Posts as people write them: who acts as the head, who stands in for him, what no law knows as a post.
ACTING = re.compile(r"quyền (\S.*)", re.IGNORECASE)
DEPUTY = re.compile(r"phó (\S.*)", re.IGNORECASE)
UNOFFICIAL = re.compile(r"thường trực|phụ trách", re.IGNORECASE)
SIGNS_FOR = re.compile(r"(TL|TUQ)\. \S.*")

FREE_FAILURES = 5
FREE_ON_DEVICE = 20  # one computer at a counter serves several officers
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)
FORGOTTEN_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Held:
    """A grant as it stands in the register: what `reach_on` needs to know of it."""

    agency_id: int
    reach: Reach
    verbs: frozenset[str]
    from_date: date
    to_date: date | None = None
    revoked_at: datetime | None = None


@house_rule(
    "a right counts from its first day up to, not including, its last, and never after it was taken back"
)
def reach_on(held: Iterable[Held], day: date) -> tuple[Held, ...]:
    """The grants that count on `day`."""
    return tuple(
        h
        for h in held
        if h.revoked_at is None and h.from_date <= day and (h.to_date is None or day < h.to_date)
    )


@house_rule("guessing must not pay, and a typing slip must not hurt: five free, then 30 s doubling up to 6 h")
def wait_after(failures: int, *, free: int = FREE_FAILURES) -> timedelta:
    """How long nothing is accepted after `failures` wrong guesses in a row, of which `free` cost nothing."""
    doubled = failures - free
    if doubled < 0:
        return timedelta(0)
    if doubled > 12:  # 30 s · 2^12 is past the longest wait already
        return LONGEST_WAIT
    return min(FIRST_WAIT * (1 << doubled), LONGEST_WAIT)


@house_rule("failures of last week say nothing about today")
def failures_now(failures: int, last_at: datetime, now: datetime) -> int:
    """The failures in a row that still count at `now`."""
    return 0 if now - last_at >= FORGOTTEN_AFTER else failures


@house_rule("an officer reads citizens' papers: a password alone is not enough (OWASP ASVS 6.3.3)")
def must_enrol(*, kind: AccountKind, has_second_factor: bool, is_demo: bool) -> bool:
    """Whether the account has to add a second factor before it may do anything else.

    `is_demo` is true only for demo accounts of a running demo.
    """
    return kind is AccountKind.OFFICER and not has_second_factor and not is_demo


@house_rule("a password that somebody else has seen protects nobody; a demo's is known to all and stays")
def must_change_password(*, is_own: bool, is_demo: bool) -> bool:
    """Whether a password that was just set has to be changed at the first log-in. `is_own`: its owner chose it."""
    return not is_own and not is_demo


@house_rule("everything wrong with a grant is said at once")
def grant_problems(
    *, kind: AccountKind, is_active: bool, from_date: date, to_date: date | None
) -> tuple[Problem, ...]:
    """Why this account cannot be given a grant for this period; empty when it can."""
    found = []
    if kind is not AccountKind.OFFICER:
        found.append(Problem("not_an_officer", "Chỉ tài khoản công chức mới được giao quyền.", "account"))
    if not is_active:
        found.append(Problem("account_disabled", "Tài khoản đã bị khóa.", "account"))
    if to_date is not None and to_date <= from_date:
        found.append(Problem("period_empty", "Ngày kết thúc phải sau ngày bắt đầu.", "to_date"))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Title:
    """As what an officer signs at an agency. `signs_for`: by whose order or authority, "TUQ. Chủ tịch"; "" for none."""

    agency_id: int
    post: str
    signs_for: str = ""


@law("NĐ 30/2020/NĐ-CP", "Phụ lục I, phần I, mục II, khoản 7: TM., Q., KT., TL., TUQ.")
def signing_lines(*, post: str, signs_for: str = "", body: str = "") -> tuple[str, ...]:
    """What stands above a signature, line by line, the post last. `body`: the collective that decides at the agency."""
    own: tuple[str, ...] = (post,)
    if acting := ACTING.fullmatch(post):
        own = (f"Q. {_titled(acting[1])}",)
    if deputy := DEPUTY.fullmatch(post):
        own = (f"KT. {_titled(deputy[1])}", post)
    if signs_for:  # one signs for the head then, not for the collective
        return (signs_for, *own)
    return (f"TM. {body}", *own) if body else own


def _titled(post: str) -> str:
    return post[:1].upper() + post[1:]


@law("NĐ 30/2020/NĐ-CP", "Điều 13 khoản 3, khoản 4; Phụ lục I, phần I, mục II, khoản 7 điểm c")
def title_problems(*, post: str, signs_for: str, to_date: date | None, reason: str) -> tuple[Problem, ...]:
    """Why nobody may sign like this; empty when he may, or signs nothing."""
    found = []
    if UNOFFICIAL.search(post):
        message = "Ghi chức vụ chính thức, không ghi “thường trực” hay “phụ trách”."
        found.append(Problem("post_not_official", message, "post"))
    if signs_for and not post:
        message = "Ghi ký thay ai thì phải ghi cả chức vụ của người ký."
        found.append(Problem("post_missing", message, "post"))
    if signs_for and not SIGNS_FOR.fullmatch(signs_for):
        message = "Ghi như “TL. Chủ tịch” hoặc “TUQ. Giám đốc”; cấp phó thì tự được ghi KT."
        found.append(Problem("signs_for_bad", message, "signs_for"))
    if signs_for and not reason.strip():
        message = "Ký thừa lệnh, thừa ủy quyền phải được giao bằng văn bản: hãy ghi số văn bản."
        found.append(Problem("signs_for_without_ground", message, "reason"))
    if signs_for.startswith("TUQ."):
        found += _authorised_problems(post, to_date)
    return tuple(found)


def _authorised_problems(post: str, to_date: date | None) -> list[Problem]:
    found = []
    if to_date is None:
        message = "Ủy quyền ký phải có thời hạn: hãy ghi ngày kết thúc."
        found.append(Problem("authorised_without_end", message, "to_date"))
    if DEPUTY.fullmatch(post):
        message = "Chỉ người đứng đầu đơn vị được ủy quyền ký, và không được ủy quyền lại."
        found.append(Problem("authorised_deputy", message, "post"))
    return found


GRANT = "identity.grant"


@house_rule("nobody gives rights to himself, further than he administers, or the right to give rights")
def handing_problems(*, is_own: bool, is_within: bool, verbs: Collection[str]) -> tuple[Problem, ...]:
    """Why an officer may not give this right; empty when he may. `verbs` are those of the role.

    is_own: the account is his own. is_within: everything that the right reaches is his to administer.
    """
    found = []
    if is_own:
        found.append(
            Problem("grant_to_oneself", "Không ai tự giao hoặc thu hồi quyền của chính mình.", "account")
        )
    if not is_within:
        found.append(Problem("reach_too_wide", "Phạm vi này rộng hơn nơi bạn quản trị tài khoản.", "reach"))
    if GRANT in verbs:
        message = "Vai trò quản trị tài khoản chỉ được giao bằng lệnh trên máy chủ."
        found.append(Problem("role_of_administrators", message, "role"))
    return tuple(found)


@house_rule(
    "long and not guessable is enough; figures, signs and yearly changes help nobody (OWASP ASVS 6.2)"
)
def password_problems(
    password: str, *, username: str, full_name: str, common: Collection[str]
) -> tuple[Problem, ...]:
    """Why this password is refused; empty when it is good. `common` are known passwords in small letters."""
    found = []
    plain = names.fold(password)
    if len(password) < PASSWORD_LEAST:
        found.append(
            Problem(
                "password_short",
                "Mật khẩu cần ít nhất {least} ký tự.",
                "password1",
                {"least": PASSWORD_LEAST},
            )
        )
    if password.lower() in common or plain in common or BEGINNINGS.fullmatch(plain) or len(set(plain)) < 4:
        found.append(
            Problem(
                "password_common",
                "Mật khẩu này quá phổ biến, dễ bị đoán. Hãy chọn một câu khác.",
                "password1",
            )
        )
    own = {username, username.split(".")[0], names.fold(full_name), names.fold(full_name).replace(" ", "")}
    if any(len(word) > 3 and word in plain for word in own):
        found.append(
            Problem(
                "password_own_name", "Mật khẩu không được chứa tên đăng nhập hay họ tên của bạn.", "password1"
            )
        )
    return tuple(found)


@house_rule("a user name is typed every day, on any keyboard, and never looks like another")
def username_problems(username: str) -> tuple[Problem, ...]:
    """Why this user name is refused; empty when it is good."""
    if re.fullmatch(r"[a-z0-9][a-z0-9._-]{2,63}", username):
        return ()
    message = "Tên đăng nhập gồm 3–64 chữ thường không dấu, chữ số, dấu chấm, gạch; bắt đầu bằng chữ hoặc số."
    return (Problem("username_bad", message, "username"),)
