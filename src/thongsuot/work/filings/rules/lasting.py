"""How long a draft lasts, and when its owner is told that it will go."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from thongsuot.kernel.law import house_rule


@dataclass(frozen=True, slots=True)
class Policy:
    """Days that a draft lasts untouched: an account's, a browser's; and how many before the end its owner is told."""

    last_days: int = 60
    browser_last_days: int = 30
    warn_days: int = 7

    def lasts(self, *, is_browser: bool) -> timedelta:
        return timedelta(days=self.browser_last_days if is_browser else self.last_days)

    @property
    def notice(self) -> timedelta:
        return timedelta(days=self.warn_days)


@house_rule("nobody's draft is thrown away before he was told, and told in time")
def ends_at(
    policy: Policy, *, saved_at: datetime, warned_at: datetime | None, is_browser: bool
) -> datetime | None:
    """When a draft goes if nobody touches it; None while its owner has not been told."""
    if warned_at is None:
        return None
    return max(saved_at + policy.lasts(is_browser=is_browser), warned_at + policy.notice)


@house_rule("nobody's draft is thrown away before he was told, and told in time")
def is_told(policy: Policy, *, saved_at: datetime, is_browser: bool, now: datetime) -> bool:
    """Whether the owner must be told by now that his draft will go."""
    return now >= saved_at + policy.lasts(is_browser=is_browser) - policy.notice
