"""A demonstration's authority, keys of it, and a paper of two pages: shared by the tests of signing."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography import x509

from thongsuot.plumbing import paper, signing
from thongsuot.plumbing.signing import demo, keys

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SMALL = Path(paper.__file__).parent / "tests" / "small.typ"


@lru_cache(maxsize=1)
def authority() -> demo.Authority:
    return demo.new_authority(from_at=NOW - 800 * DAY, to_at=NOW + 3000 * DAY)


def issued(
    name: str = "Nguyễn Văn An",
    from_at: datetime = NOW - DAY,
    to_at: datetime = NOW + 365 * DAY,
    for_time: bool = False,
    private: demo.Private | None = None,
) -> tuple[demo.Private, x509.Certificate]:
    agency = "Ủy ban nhân dân phường An Cựu"
    return demo.issue(
        authority(), name=name, agency=agency, from_at=from_at, to_at=to_at, key=private, for_time=for_time
    )


def key(**more: object) -> keys.Key:
    return keys.from_pem(demo.pem_of(*issued(**more)))  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def trust() -> signing.Trust:
    return signing.Trust(tuple(keys.certificates_in(authority().pem)))


@lru_cache(maxsize=1)
def unsigned() -> bytes:
    """Two pages, so that one of them can differ."""
    small = {"code": "", "is_demo": True}
    return paper.render_many(
        SMALL, [small | {"lines": ["Trang đầu"]}, small | {"lines": ["Trang sau"]}], title="Hai trang", at=NOW
    )


@lru_cache(maxsize=1)
def signed() -> bytes:
    return signing.sign(unsigned(), key=key(), reason="Ký kết quả", place="An Cựu", at=NOW)
