"""What an officer may do with all that a list shows."""

from django.utils.translation import gettext as _

from thongsuot.edges.desk import seats
from thongsuot.plumbing.http.request import Request
from thongsuot.work.bulk.rules import DEED_NAMES, Deed


def choices(request: Request) -> list[tuple[str, str]]:
    """The deeds for which he has a right somewhere, for a choice."""
    return [(deed.value, _(DEED_NAMES[deed])) for deed in Deed if seats.able(request, deed.verb)]
